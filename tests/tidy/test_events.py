# SPDX-License-Identifier: MIT
"""Every kind of event that is told may be asked for, and stands in docs/osc.md; and the other way round."""

from __future__ import annotations

import re
import unittest

import tree

TOLD = re.compile(r"""\b(?:tell|event)\(\s*"([a-z]+)",""")


def told() -> set[str]:
    kinds: set[str] = set()
    for path in tree.matching(r"libs/.*\.(cpp|hpp)"):
        kinds.update(TOLD.findall(tree.text(path)))
    return kinds


def known() -> set[str]:
    listed = re.search(r"kKinds = \{(.*?)\};", tree.text("libs/osc/event_kinds.cpp"), re.DOTALL)
    return set(re.findall(r'"([a-z]+)"', listed[1]))


class Events(unittest.TestCase):
    def test_every_kind_that_is_told_may_be_asked_for(self):
        self.assertGreater(len(told()), 12, "does the test still see the events?")
        self.assertEqual(told() - known(), set())

    def test_every_kind_stands_in_the_contract(self):
        section = tree.text("docs/osc.md").split("### Events")[1].split("\n## ")[0]
        self.assertEqual({kind for kind in known() if f"`{kind}`" not in section}, set())


if __name__ == "__main__":
    unittest.main()
