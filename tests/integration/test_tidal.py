# SPDX-License-Identifier: MIT
"""A real Tidal plays on Chronus in SuperDirt's place, through kills. scripts/setup --tidal installs it; without it this is skipped."""

import shutil
import subprocess
import unittest

from integration.test_dirt import DirtTest
from support.chronus import ROOT

PATTERNS = ROOT / "tests" / "support" / "patterns.hs"
EVENTS = 120
ORBITS = range(8)


def _has_tidal() -> bool:
    if shutil.which("ghc-pkg") is None or shutil.which("runghc") is None:
        return False
    found = subprocess.run(["ghc-pkg", "list", "--simple-output", "tidal"], capture_output=True, text=True, check=False)
    return "tidal-" in found.stdout


@unittest.skipUnless(_has_tidal(), "no Tidal here: scripts/setup --tidal installs it")
class Tidal(DirtTest):
    def test_its_patterns_on_eight_orbits_are_their_journal_rendered_through_kills(self) -> None:
        daemon, _, live = self.start()
        player = subprocess.Popen(
            ["runghc", str(PATTERNS), str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.addCleanup(player.wait)
        self.addCleanup(player.kill)
        if "playing\n" not in iter(player.stdout.readline, ""):
            self.fail(player.stderr.read())
        for nth in (1, 2):
            self.wait_played(daemon, EVENTS * nth // 3)
            daemon.kill_worker(nth - 1)
        self.wait_played(daemon, EVENTS)
        player.stdin.close()
        self.assertEqual(player.wait(20.0), 0, player.stderr.read())
        player.stdout.close()
        player.stderr.close()
        self.play_out(daemon, 48_000)
        daemon.wait_ready()
        status = daemon.status()
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(status["dirt"]["missing"], [])
        self.assertEqual(status["dirt"]["missed"], 0)
        self.assert_clean_exit(daemon)
        lines = [line.split() for line in self.newest_journal(daemon).read_text().splitlines() if " /dirt/play " in line]
        orbits = {int(float(line[line.index("orbit") + 1])) for line in lines}
        self.assertEqual(orbits, set(ORBITS))
        recording = self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)
        self.assertGreater(abs(recording.samples).max(), 0.05)
