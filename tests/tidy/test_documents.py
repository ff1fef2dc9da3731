# SPDX-License-Identifier: MIT
"""Documents say what is: their pictures, lists and links are held against what they are made from."""

from __future__ import annotations

import re
import unittest
from os.path import normpath
from pathlib import Path

import decisions
import installed
import man_pages
import pictures
import tree

DOCS = tree.ROOT / "docs"


def links(page: Path) -> list[str]:
    """To pages and pictures of the tree, from the page's folder."""
    targets = re.findall(r"\]\(([^)\s]+)\)", tree.text(str(page)))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def headings(page: Path) -> set[str]:
    """As a link names them: `what-faults-cost`."""
    found = re.findall(r"^#+ (.*)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def table_of_slot_states() -> set[tuple[str, str, str]]:
    """(state, event, next state), spelled as in the picture."""
    def spelled(name: str) -> str:
        return re.sub(r"(?<!^)([A-Z])", r" \1", name).lower()

    rows = re.findall(r"\{SlotState::k(\w+), SlotEvent::k(\w+), SlotState::k(\w+),",
                      tree.text("libs/failover/slot_machine.cpp"))
    return {(spelled(state).replace(" ", "_"), spelled(event), spelled(after).replace(" ", "_"))
            for state, event, after in rows}


def picture_of_slot_states() -> set[tuple[str, str, str]]:
    text = tree.text("docs/pictures/slots.dot")
    inside = re.search(r"^    ((?:\w+; )+\w+)$", text, flags=re.MULTILINE)[1].split("; ")
    edges = set()
    for state, after, events, rest in re.findall(r'^  (\w+) -> (\w+) \[label="([^"]*)"([^\]]*)\]', text, flags=re.MULTILINE):
        for event in events.split(r"\n"):
            for one in inside if "ltail=cluster_process" in rest else [state]:
                edges.add((one, event, after))
    return edges


class Documents(unittest.TestCase):
    def test_pictures_are_what_their_text_says(self):
        for source in sorted((DOCS / "pictures").glob("*.dot")):
            self.assertTrue(pictures.is_current(source), f"{source.name}: run scripts/docs --pictures")

    def test_every_picture_has_its_text(self):
        for picture in sorted((DOCS / "pictures").glob("*.svg")):
            self.assertTrue(picture.with_suffix(".dot").exists(), f"{picture.name} has no .dot")

    def test_the_picture_of_slots_has_the_rows_of_their_table(self):
        self.assertEqual(picture_of_slot_states(), table_of_slot_states())

    def test_decisions_have_their_number_in_their_title(self):
        for decision in decisions.decisions(DOCS / "decisions"):
            self.assertRegex(decisions.title_of(decision), rf"^{decisions.number_of(decision)}\. \S", decision.name)

    def test_no_two_decisions_share_a_number(self):
        numbers = [decisions.number_of(one) for one in decisions.decisions(DOCS / "decisions")]
        self.assertEqual(sorted(set(numbers)), numbers)

    def test_the_list_of_decisions_is_what_they_are(self):
        self.assertEqual((DOCS / "decisions/README.md").read_text(), decisions.index(DOCS / "decisions"),
                         "run scripts/docs --pictures")

    def test_manual_pages_are_what_the_documents_say(self):
        for name, make in man_pages.PAGES.items():
            self.assertEqual(tree.text(f"apps/man/{name}"), make(), "run scripts/docs --pictures")

    def test_links_lead_somewhere(self):
        for page in map(Path, tree.matching(r".*\.md")):
            for target in links(page):
                path, _, heading = target.partition("#")
                file = tree.ROOT / page.parent / path if path else tree.ROOT / page
                self.assertTrue(file.exists(), f"{page}: {target}")
                if heading:
                    self.assertIn(heading, headings(file), f"{page}: {target}")

    def test_links_lead_somewhere_where_they_are_installed(self):
        places = installed.places()
        self.assertIn("README.md", places)
        self.assertIn("docs/osc.md", places)
        for page in map(Path, filter(lambda file: file.endswith(".md"), places)):
            for target in links(page):
                path = target.partition("#")[0]
                there = normpath(Path(places[str(page)]).parent / path)
                self.assertTrue(not path or there in places.values(), f"{page}: {target} is not installed at {there}")

    def test_the_source_tree_of_the_architecture_names_every_library(self):
        page = tree.text("docs/architecture.md")
        listed = page[page.index("\nlibs/    "):page.index("\nipc/")]
        named = set(re.findall(r"^(?:libs/    |         )(\w+) ", listed, flags=re.MULTILINE))
        there = {path.split("/")[1] for path in tree.matching(r"libs/\w+/CMakeLists\.txt")}
        self.assertEqual(named, there)


if __name__ == "__main__":
    unittest.main()
