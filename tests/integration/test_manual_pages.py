# SPDX-License-Identifier: MIT
"""The manual pages: those of programs are what --help says, and more (help2man); those of files and messages what the
documents say (scdoc)."""

import re
import shutil
import subprocess
import unittest
from pathlib import Path

from support.chronus import BIN, ROOT, TestCase

PAGES = BIN.parent / "man"


def read(page: Path, width: int = 100) -> subprocess.CompletedProcess:
    """As a terminal shows it, with what man has to say against it."""
    return subprocess.run(
        ["man", "--warnings", "-l", str(page)],
        capture_output=True, text=True, check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "MANWIDTH": str(width)},
    )  # fmt: skip


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
            done = read(page)
            self.assertEqual(done.stderr, "", page.name)
            self.assertGreater(len(done.stdout.splitlines()), 30)


@unittest.skipUnless(shutil.which("scdoc") and shutil.which("man"), "they are made with scdoc, and read with man")
class PagesOfFilesAndMessages(TestCase):
    def test_man_reads_them_without_a_warning(self) -> None:
        for name in ("chronus-osc.7", "chronus-score.5", "chronusd.toml.5"):
            for width in (60, 200):
                done = read(PAGES / name, width)
                self.assertEqual(done.stderr, "", name)
                for section in ("NAME", "DESCRIPTION", "SEE ALSO"):
                    self.assertRegex(done.stdout, rf"(?m)^{section}$")

    def test_every_message_stands_in_chronus_osc(self) -> None:
        said = self.run_program("chronusctl", "messages").stdout
        addresses = re.findall(r"^(/\S+)", said, flags=re.MULTILINE)
        page = read(PAGES / "chronus-osc.7", 1000).stdout
        self.assertGreater(len(addresses), 60)
        for address in addresses:
            self.assertTrue(address in page, address)

    def test_every_key_is_read_as_it_is_written(self) -> None:
        page = read(PAGES / "chronusd.toml.5", 1000).stdout
        for key in keys_of_the_page():
            self.assertRegex(page, rf"(?m)^       (.*, )?{key} = ")


def keys_of_the_page() -> list[str]:
    page = (ROOT / "apps" / "man" / "chronusd.toml.5.scd").read_text().split("# KEYS", 1)[1].split("# EXAMPLE", 1)[0]
    lines = [line for line in page.splitlines() if not line.startswith("\t")]
    return [key.replace("\\", "") for line in lines for key in re.findall(r"\*([a-z_\\]+)\* = ", line)]


class KeysOfAFile(TestCase):
    def assignments(self, *args: str) -> dict[str, str]:
        """The lines that chronusd makes of its options, with the keys that it reads."""
        said = self.run_program("chronusd", *args).stdout
        return {line.lstrip("#").split(" = ")[0]: line.lstrip("#") for line in re.findall(r"^#?\w+ = .*$", said, re.MULTILINE)}

    def checked(self, lines: list[str]) -> subprocess.CompletedProcess:
        config = self.directory / "chronus.toml"
        config.write_text("\n".join(lines) + "\n")
        return self.run_program("chronusd", "--config", str(config), "--check-config")

    def test_the_page_has_what_the_reader_takes_and_nothing_else(self) -> None:
        example = self.assignments("--example-config")
        self.assertGreater(len(example), 20)
        page = keys_of_the_page()
        self.assertEqual(len(page), len(set(page)), "a key twice")
        # A build without Link says so of its keys, wherever they stand.
        for key, value in {"link": "true", "link_quantum": "4"}.items():
            if key not in example:
                page.remove(key)
                self.assertIn("built without CHRONUS_LINK", self.checked([f"{key} = {value}"]).stderr)
        self.assertEqual(set(page), set(example))
        self.assertEqual(set(page), set(self.assignments("--check-config")))
        done = self.checked([example[key] for key in page])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for key in ("config", "check_config", "example_config", "help"):
            self.assertIn(f"no option '{key}'", self.checked([f"{key} = true"]).stderr)


if __name__ == "__main__":
    unittest.main()
