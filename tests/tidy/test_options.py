# SPDX-License-Identifier: MIT
"""An option that is offered is read by somebody, and stands in docs/operating.md; what stands there is offered."""

from __future__ import annotations

import re
import unittest

import tree

# The declarations of CLI11, each up to its semicolon.
DECLARED = re.compile(r"add_(?:option|flag)\w*(?:<[^>]*>)?\(\s*\"([^\"]+)\"(.*?);", re.DOTALL)


def declarations(path: str) -> list[tuple[str, str]]:
    """(names, the rest of the declaration)"""
    return DECLARED.findall(tree.text(path))


def variable_of(rest: str) -> str | None:
    """`lead` of `, options->lead, "…"`"""
    found = re.match(r",\s*(?:\w+(?:->|\.))*(\w+)\s*[,)]", rest)
    return found[1] if found and not rest.lstrip(", \n").startswith(("[", '"')) else None


def reads_of_members() -> set[str]:
    """Members that are read anywhere but where options are declared: `x.lead`, `x->lead`, or inside of its class
    `(lead)`."""
    found: set[str] = set()
    for path in tree.matching(r"(libs|apps)/.*\.(cpp|hpp)"):
        text = DECLARED.sub("", tree.text(path))
        found.update(re.findall(r"(?:\.|->)([a-z]\w*)\b(?!\s*\()", text))
        found.update(re.findall(r"\(([a-z]\w*)\)", text))
    return found


def is_offered(rest: str) -> bool:
    return '->group("")' not in rest


def options_of_chronusd() -> set[str]:
    names: set[str] = {"--config"}
    for words, rest in declarations("libs/supervisor/options.cpp"):
        if is_offered(rest):
            names.update(re.findall(r"--?[\w-]+", words))
    return names


class Options(unittest.TestCase):
    def test_every_option_is_read(self):
        read = reads_of_members()
        seen = 0
        for path in tree.matching(r"(libs/supervisor|apps/\w+)/\w+\.cpp"):
            for names, rest in declarations(path):
                variable = variable_of(rest)
                if variable is None or variable == "none":  # what is left to CLI11
                    continue
                seen += 1
                self.assertTrue(variable in read, f"{path}: {names} is offered, and nobody reads {variable}")
        self.assertGreater(seen, 30, "does the test still see the options?")

    def test_every_member_of_options_is_read(self):
        read = reads_of_members()
        for header in ("options", "sync_options"):
            text = tree.text(f"libs/supervisor/{header}.hpp")
            for member in re.findall(r"^  [\w:<>]+ (\w+)(?: = [^;]*|\{[^;]*\})?;", text, flags=re.MULTILINE):
                self.assertTrue(member in read, f"{header}.hpp: nobody reads {member}")

    def test_the_table_of_options_is_what_chronusd_offers(self):
        page = tree.text("docs/operating.md")
        rows = re.findall(r"^\| (`-.*?) \| ", page, flags=re.MULTILINE)
        documented = {name for row in rows for name in re.findall(r"`(--?[\w-]+)", row)}
        offered = options_of_chronusd() - {"--verbose"}
        self.assertEqual(documented, offered)

    def test_each_option_that_a_file_may_set_stands_in_the_example_and_no_other(self):
        example = tree.text("examples/chronus.toml")
        keys = re.findall(r"^#(\w+) = ", example, flags=re.MULTILINE)
        not_in_files = {"--config", "--check-config", "-v"}
        links = {"--link", "--link-quantum"}  # of a build with CHRONUS_LINK
        offered = {name[2:].replace("-", "_") for name in options_of_chronusd() - not_in_files - links}
        self.assertEqual(sorted(keys), sorted(offered))

    def test_variables_of_another_name_than_their_option_are_named(self):
        """The page tells the rule, CHRONUS_ and the key, and the exceptions."""
        page = tree.text("docs/operating.md")
        for words, rest in declarations("libs/supervisor/options.cpp"):
            named = re.search(r'->envname\("(\w+)"\)', rest)
            name = re.search(r"--([\w-]+)", words)
            if named and name and is_offered(rest):
                if named[1] != "CHRONUS_" + name[1].replace("-", "_").upper():
                    self.assertIn(f"`{named[1]}`", page)


if __name__ == "__main__":
    unittest.main()
