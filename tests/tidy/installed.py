# SPDX-License-Identifier: MIT
"""Where `cmake --install` puts what it copies as it is, by the rules at the root."""

from __future__ import annotations

import re

import tree

RULE = re.compile(r"^install\((DIRECTORY|FILES) ([^)]*?) DESTINATION (\S+)\)$", flags=re.MULTILINE)


def copies(path: str) -> list[str]:
    """The files that `path` of a DIRECTORY rule stands for."""
    return [file for file in tree.files() if file.startswith(path.rstrip("/") + "/")]


def places() -> dict[str, str]:
    """Path in the tree → path as installed, below a prefix that the variables of CMake stand for."""
    found = {}
    for kind, sources, destination in RULE.findall(tree.text("CMakeLists.txt")):
        for source in sources.split():
            for file in copies(source) if kind == "DIRECTORY" else [source]:
                # As CMake has it: without the slash at the end the folder itself is copied.
                kept_from = source.rstrip("/") + "/" if source.endswith("/") else source.rpartition("/")[0]
                found[file] = destination + "/" + file.removeprefix(kept_from).lstrip("/")
    return found
