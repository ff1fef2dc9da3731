# SPDX-License-Identifier: MIT
"""The manual pages are what --help says, and more; they are made where help2man is."""

import re
import shutil
import subprocess
import unittest

from support.chronus import BIN, TestCase

PAGES = BIN.parent / "man"


@unittest.skipUnless(shutil.which("help2man"), "they are made with help2man")
class ManualPages(TestCase):
    def test_each_program_has_one_with_all_its_options(self) -> None:
        for program in ("chronusd", "chronus-render", "chronusctl"):
            with self.subTest(program):
                page = (PAGES / f"{program}.1").read_text()
                for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", '"SEE ALSO"'):
                    self.assertIn(f".SH {section}\n", page)
                said = self.run_program(program, "--help").stdout
                options = re.findall(r"^ +(?:-\w,)?(--[\w-]+)", said, flags=re.MULTILINE)
                self.assertGreater(len(options), 3)
                for option in options:
                    self.assertIn(option, page.replace(r"\-", "-").replace(r"\fR", "").replace(r"\fB", ""))

    @unittest.skipUnless(shutil.which("man"), "they are read with man")
    def test_man_reads_them_without_a_warning(self) -> None:
        for page in sorted(PAGES.glob("*.1")):
            done = subprocess.run(
                ["man", "--warnings", "-l", str(page)],
                capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "MANWIDTH": "100"},
            )  # fmt: skip
            self.assertEqual(done.stderr, "", page.name)
            self.assertGreater(len(done.stdout.splitlines()), 30)


if __name__ == "__main__":
    unittest.main()
