# SPDX-License-Identifier: MIT
"""What chronusd --check-config takes is what a start takes, and a file of options says what is wrong with it."""

import socket
import unittest
from pathlib import Path

from support.chronus import TestCase


class OptionsCheck(TestCase):
    def options(self, *args: str, env: dict[str, str] | None = None):
        return self.run_program("chronusd", *args, env=env)

    def assert_refused_by_both(self, *args: str, why: str) -> None:
        quiet = ["--audio", "null", "--state-dir", str(self.directory / "state")]
        if "--osc" not in args:
            quiet += ["--osc", "127.0.0.1:0"]
        for more in ([], ["--check-config"]):
            done = self.options(*quiet, *args, *more)
            self.assertEqual((done.returncode, done.stdout), (2, ""), more)
            self.assertIn(why, done.stderr)

    def config(self, text: str) -> str:
        path = self.directory / "some.toml"
        path.write_text(text)
        return str(path)

    def assert_config(self, text: str, *lines: str) -> None:
        path = self.config(text)
        done = self.options("--config", path, "--check-config")
        said = "".join(f"chronusd: {path}:{line}\n" for line in lines)
        self.assertEqual((done.returncode, done.stderr), (2, said))

    def test_a_recording_of_another_kind_is_refused(self) -> None:
        self.assert_refused_by_both("--record", "x.mp3", why="--record: 'x.mp3' must end in .wav or .flac\n")

    def test_a_score_that_cannot_be_read_is_refused(self) -> None:
        score = str(self.write_score("soon /panic\n"))
        self.assert_refused_by_both("--score", score, why=f"{score}: line 1, column 1: 'soon' is not a time")

    def test_one_port_is_not_two(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        why = f"--dirt: port {port} is --osc's own\n"
        self.assert_refused_by_both("--osc", f"127.0.0.1:{port}", "--dirt", str(port), why=why)
        free = self.options("--osc", "127.0.0.1:0", "--dirt", "0", "--check-config")
        self.assertEqual((free.returncode, free.stderr), (0, ""))

    def test_a_file_without_an_end_is_no_file_of_options(self) -> None:
        done = self.options("--config", "/dev/zero", "--check-config")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/dev/zero: is larger than a file of options may be, 1 MiB\n", done.stderr)

    def test_a_folder_is_no_file_of_options(self) -> None:
        done = self.options("--config", str(self.directory), "--check-config")
        self.assertEqual((done.returncode, done.stderr), (2, f"chronusd: --config: {self.directory} is a directory\n"))
        done = self.options("--config", "/no/such.toml", "--check-config")
        self.assertEqual((done.returncode, done.stderr), (2, "chronusd: --config: no file /no/such.toml\n"))

    def test_a_tilde_is_the_home_directory(self) -> None:
        home = self.directory / "home"
        (home / "sounds").mkdir(parents=True)
        path = self.config('state_dir = "~/state"\nrecord_dir = "~/tapes"\nsamples = "~/sounds"\n')
        done = self.options("--config", path, "--check-config", env={"HOME": str(home)})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for place in (f'state_dir = "{home}/state"', f'record_dir = "{home}/tapes"'):
            self.assertIn(place, done.stdout)
        self.assertFalse((Path(self.directory) / "~").exists())
        done = self.options("--config", path, "--check-config", env={"HOME": ""})
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{path}:1:13: state_dir: '~/state': HOME is not set\n", done.stderr)

    def test_text_without_quotes_is_told_how_to_write_it(self) -> None:
        hint = "; text stands in double quotes, and true or false without\n"
        for line in ("standby = hot", "standby = nope", "device = USB Audio", "state_dir = /srv/music", "drills = True",
                     "state_dir = ~/x", "osc = 127.0.0.1:5005", "audio = jack", "drills = yes", "samples = [/a, /b]"):  # fmt: skip
            with self.subTest(line=line):
                done = self.options("--config", self.config(line + "\n"), "--check-config")
                self.assertEqual(done.returncode, 2)
                self.assertTrue(done.stderr.endswith(hint), done.stderr)

    def test_every_folder_of_a_list_that_is_missing_is_told(self) -> None:
        missing = "1:11: samples: Directory does not exist: "
        self.assert_config('samples = ["/no/a", "/no/b"]\n', missing + "/no/a", missing + "/no/b")


if __name__ == "__main__":
    unittest.main()
