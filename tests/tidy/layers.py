# SPDX-License-Identifier: MIT
"""Which libraries there are, what they link, and what their files include.

layers.py DOT writes their picture.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import cache

import tree

# Data that one library's folder holds for another.
LENT = {
    # A service's rows and their list stand beside what performs them; they are the vocabulary's.
    r"libs/services/(services\.def|\w+/messages\.cpp)": "vocabulary",
}

# Where a header of a package comes from, by how it is included. Boost is headers alone, in a folder that the compiler
# knows.
PACKAGES = {
    "CLI/": "CLI11::CLI11",
    "RtAudio.h": "PkgConfig::RTAUDIO",
    "RtMidi.h": "PkgConfig::RTMIDI",
    "ableton/": "Ableton::Link",
    "alsa/": "PkgConfig::ALSA",
    "curses.h": "PkgConfig::NCURSES",
    "ebur128.h": "PkgConfig::EBUR128",
    "fmt/": "fmt::fmt",
    "jack/": "PkgConfig::JACK",
    "kissfft/": "PkgConfig::KISSFFT",
    "nlohmann/": "nlohmann_json::nlohmann_json",
    "osc/": "${OSCPACK_LIBRARY}",
    "pulse/": "PkgConfig::LIBPULSE",
    "samplerate.h": "PkgConfig::SAMPLERATE",
    "seccomp.h": "PkgConfig::SECCOMP",
    "sndfile": "PkgConfig::SNDFILE",
    "spdlog/": "spdlog::spdlog",
    "systemd/": "PkgConfig::SYSTEMD",
    "xxhash.h": "PkgConfig::XXHASH",
    "toml++/": "tomlplusplus::tomlplusplus",
}


@dataclass
class Target:
    """A library or a program."""

    name: str
    folder: str
    sources: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)  # libraries of ours, by name
    packages: set[str] = field(default_factory=set)  # of others, as CMake calls them


def _without_comments(text: str) -> str:
    return re.sub(r"#.*", "", text)


def _targets_of(path: str) -> list[Target]:
    folder, text = path.removesuffix("/CMakeLists.txt"), _without_comments(tree.text(path))
    found = []
    for name, arguments in re.findall(r"chronus_(?:library|app)\(([\w-]+)([^)]*)\)", text):
        sources, _, links = arguments.partition("LINKS")
        target = Target(name, folder, [word for word in sources.split() if word.endswith(".cpp")])
        # Also what is added behind it, on a condition.
        links += " ".join(re.findall(rf"target_link_libraries\((?:chronus_)?{name} (?:PUBLIC|PRIVATE)([^)]*)\)", text))
        for link in links.split():
            if link.startswith("chronus::"):
                target.links.add(link.removeprefix("chronus::"))
            else:
                target.packages.add(link)
        found.append(target)
    return found


@cache
def targets() -> dict[str, Target]:
    lists = tree.matching(r"(libs|apps)/\w+/CMakeLists\.txt|ipc/CMakeLists\.txt")
    return {target.name: target for path in lists for target in _targets_of(path)}


def folder_of(path: str) -> str:
    """`ipc`, `libs/osc`, `apps/ctl`"""
    return "ipc" if path.startswith("ipc/") else "/".join(path.split("/")[:2])


@cache
def included(path: str) -> list[str]:
    """Files of ours that this one includes, from the root."""
    found = re.findall(r'^#include "((\w+)/[^"]+)"', tree.text(path), flags=re.MULTILINE)
    return [name if top in ("ipc", "apps") else f"libs/{name}" for name, top in found]


def packages_included(path: str) -> set[str]:
    found = re.findall(r"^#include <([^>]+)>", tree.text(path), flags=re.MULTILINE)
    return {package for name in found for prefix, package in PACKAGES.items() if name.startswith(prefix)}


@cache
def owner(path: str) -> str:
    """The target that a file belongs to. In a folder of several a header without a source of its own is of the first
    that links what it includes: whoever links that one can use it."""
    for pattern, name in LENT.items():
        if re.fullmatch(pattern, path):
            return name
    folder = folder_of(path)
    sharing = [target for target in targets().values() if target.folder == folder]
    if len(sharing) == 1:
        return sharing[0].name
    source = re.sub(r"\.hpp$", ".cpp", path).removeprefix(folder + "/")
    for target in sharing:
        if source in target.sources:
            return target.name
    for target in sharing:
        reach = {target.name, *target.links}
        if all(owner(other) in reach for other in included(path) if other != path):
            return target.name
    return sharing[-1].name


@cache
def sources() -> list[str]:
    return tree.matching(r"(libs|ipc|apps)/.*\.(cpp|hpp)")


def used() -> dict[str, dict[str, str]]:
    """For each target: what it includes of whom, with a file that does."""
    uses: dict[str, dict[str, str]] = {name: {} for name in targets()}
    for path in sources():
        for other in included(path):
            if not other.endswith("/demo.hpp"):  # made by the build
                uses[owner(path)].setdefault(owner(other), f"{path} includes {other}")
    return uses


def picture() -> str:
    """Who links whom, less what follows from the rest: graphviz's text."""
    libraries = {name: target.links for name, target in targets().items() if not target.folder.startswith("apps/")}

    @cache
    def below(name: str) -> frozenset[str]:
        return frozenset(libraries[name]).union(*(below(link) for link in libraries[name]))

    lines = ["// SPDX-License-Identifier: MIT", "// Made by scripts/docs from the CMakeLists: who links whom, less what follows from the rest.",
             "digraph layers {", "  bgcolor=white", "  ranksep=0.35", "  nodesep=0.25",
             '  node [shape=box style="rounded,filled" fillcolor="#dfeaf7" fontname="Helvetica" fontsize=12]', "  edge [arrowsize=0.6]"]
    for name in sorted(libraries):
        for link in sorted(libraries[name]):
            if not any(link in below(other) for other in libraries[name] if other != link):
                lines.append(f"  {name} -> {link}")
    return "\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    with open(sys.argv[1], "w") as file:
        file.write(picture())
