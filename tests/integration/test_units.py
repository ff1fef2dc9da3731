# SPDX-License-Identifier: MIT
"""The units of systemd: sound, closed in, never giving up; and what they close chronusd can do without."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from support import patches
from support.chronus import BIN, ROOT, TestCase

UNITS = ROOT / "packaging" / "systemd"
MOST_EXPOSED = 30  # tenths
MOST_EXPOSED_OF_A_PERSON = 64  # who has not the privilege that more takes

# Starts its arguments with no system calls but those that it reads from the file of its first.
CONFINED = """
import errno, os, sys
import seccomp
filter = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
for name in open(sys.argv[1]).read().split():
    try:
        filter.add_rule(seccomp.ALLOW, name)
    except RuntimeError:  # none of this machine
        pass
filter.load()
os.execv(sys.argv[2], sys.argv[2:])
"""


class Units(TestCase):
    def setUp(self) -> None:
        super().setUp()
        if shutil.which("systemd-analyze") is None:
            self.skipTest("systemd-analyze is not installed")

    def unit(self, kind: str) -> Path:
        """The service as it is installed, with the programs of this tree, beside its socket."""
        folder = self.directory / kind
        folder.mkdir()
        text = (UNITS / kind / "chronus.service.in").read_text()
        text = text.replace("@CMAKE_INSTALL_FULL_BINDIR@", str(BIN))
        text = text.replace("@CMAKE_INSTALL_FULL_DOCDIR@", str(ROOT))
        self.assertNotIn("@CMAKE", text)
        shutil.copy(UNITS / "chronus.socket", folder)
        (folder / "chronus.service").write_text(text)
        return folder / "chronus.service"

    def analyze(self, *args: str) -> str:
        environment = dict(os.environ, XDG_RUNTIME_DIR=str(self.directory), SYSTEMD_COLORS="0")
        done = subprocess.run(
            ["systemd-analyze", *args], capture_output=True, text=True, env=environment, check=False
        )
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, f"{args}: {said}")
        return said

    def settings(self, kind: str, name: str) -> list[str]:
        lines = (UNITS / kind / "chronus.service.in").read_text().splitlines()
        return [line.partition("=")[2] for line in lines if line.startswith(name + "=")]

    def test_systemd_finds_nothing_wrong_with_them(self) -> None:
        for kind, options in (("system", []), ("user", ["--user"])):
            unit = self.unit(kind)
            said = self.analyze(*options, "verify", "--man=no", str(unit), str(unit.with_name("chronus.socket")))
            # Of units that these are after it has words of its own.
            ours = [line for line in said.splitlines() if re.search(r"(^|/)chronus\.(service|socket):", line)]
            self.assertEqual(ours, [])

    def test_the_system_s_is_closed_in(self) -> None:
        self.analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(self.unit("system")))

    def test_a_person_s_is_closed_in_as_far_as_a_person_can(self) -> None:
        unit = self.unit("user")
        self.analyze("security", "--user", "--offline=true", f"--threshold={MOST_EXPOSED_OF_A_PERSON}", str(unit))
        self.assertEqual(self.settings("user", "UMask"), ["0077"])

    def test_no_number_of_failures_is_silence_for_good(self) -> None:
        for kind in ("system", "user"):
            self.assertEqual(self.settings(kind, "Restart"), ["always"])
            self.assertEqual(self.settings(kind, "StartLimitIntervalSec"), ["0"])
            self.assertEqual(self.settings(kind, "RestartPreventExitStatus"), [])
        self.assertIn("TriggerLimitIntervalSec=0", (UNITS / "chronus.socket").read_text())

    def calls_of(self, group: str) -> set[str]:
        found: set[str] = set()
        for line in self.analyze("syscall-filter", group).splitlines()[1:]:
            word = line.strip()
            if word.startswith("@"):
                found |= self.calls_of(word)
            elif word and not word.startswith("#"):
                found.add(word)
        return found

    def allowed(self, kind: str) -> set[str]:
        allowed: set[str] = set()
        for group in self.settings(kind, "SystemCallFilter"):
            if group.startswith("~"):
                allowed -= self.calls_of(group[1:])
            else:
                allowed |= self.calls_of(group)
        return allowed

    def test_what_they_forbid_is_not_needed(self) -> None:
        self.assertEqual(self.allowed("user"), self.allowed("system"))
        try:
            import seccomp  # noqa: F401
        except ImportError:
            self.skipTest("python3-seccomp is not installed")
        # What may run here and not there: execve itself is asked for from within.
        calls = self.directory / "calls"
        calls.write_text("\n".join(sorted(self.allowed("system"))))
        script = self.directory / "confined.py"
        script.write_text(CONFINED)
        daemon = self.daemon(before=["/usr/bin/python3", str(script), str(calls)])
        patches.build_classic_patch(daemon.client, "osc")
        daemon.client.do("/record/start", "a.flac")
        daemon.client.do("/patch/save", "p")
        daemon.kill_worker(0)
        daemon.wait_ready()
        daemon.client.do("/record/stop")
        status = daemon.status()
        self.assertTrue(status["session"]["kept"] and status["journal"], status)
        seccomp_mode = Path(f"/proc/{daemon.pid}/status").read_text()
        self.assertIn("Seccomp:\t2", seccomp_mode)
        self.assert_clean_exit(daemon)


if __name__ == "__main__":
    unittest.main()
