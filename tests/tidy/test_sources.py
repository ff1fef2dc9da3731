# SPDX-License-Identifier: MIT
"""Sources: small, tested, in no hurry and about nothing but themselves."""

from __future__ import annotations

import re
import unittest

import tree

MOST_LINES = 400
# Larger ones, each with its reason. Best empty.
LARGE: dict[str, str] = {}

SLEEP = re.compile(r"\b(?:sleep_for|sleep_until|usleep|nanosleep|time\.sleep|(?<![\w/.])sleep)\s*\(")
# Tests and their tools that sleep, each with its reason. None may sleep in the hope that something is done by then.
SLEEPERS = {
    # Between two looks at what they wait for, which a deadline bounds.
    "tests/integration/audio/jack_client_test.cpp": "looks for a client in the server's list",
    "tests/integration/audio/rig.hpp": "looks whether a device plays",
    "tests/integration/test_refusals.py": "looks for the end of a process",
    "tests/support/chronus.py": "looks for an answer of the engine",
    "tests/support/disks.py": "looks for a mount, and plays a slow disk",
    "tests/support/jack_server.cpp": "looks for a JACK server",
    "tests/support/processes.py": "looks for a child process",
    "tests/support/pulse_server.cpp": "looks for a PulseAudio server",
    "tests/support/wait_until.hpp": "looks at what a thread has written",
    "tests/unit/audio/recorder_fault_test.cpp": "looks at the seconds that a thread has recorded",
    "tests/unit/ipc/process_test.cpp": "looks at the descriptors of a child",
    # Senders that keep a pace.
    "tests/integration/test_hostile.py": "a flood of so many packets a second",
    "tests/integration/test_memory_bound.py": "a flood of so many packets a second",
    # What is tried is what it does.
    "tests/integration/test_signals.py": "a start that hangs in a frozen sound server shows nothing to wait for",
    "tests/realtime/enforce_test.cpp": "a sleep in a real-time section is what it looks for",
}

# Of a class or an enumeration, as a header has it at the start of a line; no declaration of one that is elsewhere.
TYPE = re.compile(r"^(?:class|struct|enum class) (\w+)(?: final)?(?: : [^;{]*)? \{", flags=re.MULTILINE)

# Machines, tools and people that Chronus was made with have no place in it.
FOREIGN = re.compile(r"/(?:work|root|home)/\w|\b[Ww]orktrees?\b|\b[Ii]ssues? #?\d|\b[Ss]ession [0-9a-f]{6}|\bLLM\b|\bas an AI\b|"
                     r"\bTODO\b|\bFIXME\b")


def numbered(path: str) -> list[tuple[int, str]]:
    return list(enumerate(tree.text(path).splitlines(), 1))


def mirror_of(source: str) -> str:
    """libs/x/y.cpp → tests/unit/x/y_test.cpp, ipc/y.cpp → tests/unit/ipc/y_test.cpp"""
    return "tests/unit/" + source.removeprefix("libs/").removesuffix(".cpp") + "_test.cpp"


def covered() -> dict[str, list[str]]:
    lines = [line.split() for line in tree.text("tests/tidy/covered_by.txt").splitlines()]
    return {words[0]: words[1:] for words in lines if words and words[0] != "#"}


def library_sources() -> list[str]:
    """But a service's, which has its folder, and its test at the conductor's."""
    return tree.matching(r"libs/\w+/\w+\.cpp|ipc/\w+\.cpp")


class Sources(unittest.TestCase):
    def test_every_library_source_has_its_test_or_names_it(self):
        named = covered()
        for source in library_sources():
            self.assertTrue(mirror_of(source) in tree.files() or source in named,
                            f"{source}: write {mirror_of(source)}, or name its test in tests/tidy/covered_by.txt")

    def test_the_list_of_covered_sources_is_true(self):
        for source, tests in covered().items():
            self.assertIn(source, library_sources(), "is not there any more")
            self.assertNotIn(mirror_of(source), tree.files(), f"{source} has its own test now")
            self.assertNotEqual(tests, [], source)
            for test in tests:
                self.assertTrue({f"tests/{test}", test} & set(tree.files()), f"{source}: no test {test}")

    def test_no_file_is_too_long(self):
        sources = tree.matching(r"(apps|libs|ipc|tests|specs)/.*\.(cpp|hpp|py)|scripts/.*|cmake/.*")
        lengths = {path: len(tree.text(path).splitlines()) for path in sources if path not in LARGE}
        self.assertEqual({path: lines for path, lines in lengths.items() if lines > MOST_LINES}, {})

    def test_the_list_of_long_files_is_true(self):
        for path in LARGE:
            self.assertGreater(len(tree.text(path).splitlines()), MOST_LINES, path)

    def test_libraries_share_no_name_of_a_type(self):
        """A reader should not have to ask whose `Message` that is. A module is named alike in catalogue and engine."""
        homes: dict[str, set[str]] = {}
        for path in tree.matching(r"(libs/(?!catalog/modules|engine/modules)|ipc/).*\.hpp"):
            library = path.removeprefix("libs/").split("/")[0]
            for name in TYPE.findall(tree.text(path)):
                homes.setdefault(name, set()).add(library)
        self.assertIn("Slot", homes)
        self.assertEqual({name: libraries for name, libraries in homes.items() if len(libraries) > 1}, {})

    def test_no_test_sleeps_to_be_right(self):
        sleeping = set()
        for path in tree.matching(r"(tests/(?!benchmarks|soak|tidy)|specs/).*\.(cpp|hpp|py)"):
            for number, line in numbered(path):
                if SLEEP.search(line):
                    sleeping.add(path)
                    self.assertIn(path, SLEEPERS, f"{path}:{number} sleeps")
        self.assertEqual(sleeping, set(SLEEPERS), "these are said to sleep")

    def test_chronus_speaks_of_itself_alone(self):
        texts = tree.matching(r"(?!tests/tidy/|LICENSE).*\.(cpp|hpp|py|md|txt|in|def|cmake|feature|score|dot|svg|json)|scripts/.*|\.ci/.*")
        found = [f"{path}:{number}: {line.strip()}" for path in texts for number, line in numbered(path) if FOREIGN.search(line)]
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
