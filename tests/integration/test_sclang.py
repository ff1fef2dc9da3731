# SPDX-License-Identifier: MIT
"""A real sclang plays on Chronus in SuperDirt's place. scripts/setup --sclang installs it; without it this is skipped."""

import itertools
import os
import shutil
import subprocess
import unittest

from integration.test_dirt import DirtTest
from support import wav
from support.chronus import ROOT, free_port

PATTERNS = ROOT / "tests" / "support" / "patterns.scd"
RATE = 48_000
# Of the pattern, seconds from one event to the next.
DURATIONS = (0.25, 0.125, 0.375, 0.0625, 0.1875, 0.25) * 2
LENGTH, DYING = 6_000, 200  # frames of a file, and those in which its last sample dies away


@unittest.skipUnless(shutil.which("sclang"), "no sclang here: scripts/setup --sclang installs it")
class Sclang(DirtTest):
    def test_the_bundles_of_its_pattern_are_heard_on_the_frames_of_their_tags(self) -> None:
        daemon, _, live = self.start()
        said = self.play()
        # As a list it has the address first.
        self.assertIn(f"handshake &serverHostname 127.0.0.1 &serverPort {self.port - 10} &controlBusIndices 127 134", said)
        self.assertIn("played", said)
        status = daemon.status()
        self.assertEqual((status["dirt"]["played"], status["dirt"]["missed"]), (len(DURATIONS), 0), daemon.log())
        self.assertEqual((status["commands"]["late"], status["samples"]["waited"]), (0, 0))
        self.assert_clean_exit(daemon)
        onsets = self.onsets(daemon)
        frames = [round(RATE * seconds) for seconds in itertools.accumulate(DURATIONS[:-1], initial=0.0)]
        self.assertEqual([onset - onsets[0] for onset in onsets], frames)
        self.assert_heard(wav.read(live), onsets)
        self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)

    def play(self) -> str:
        """All that sclang said: headless, with a home of its own, in the browser that its Qt starts no sandbox."""
        home = self.directory / "home"
        home.mkdir(mode=0o700)
        env = dict(os.environ, HOME=str(home), XDG_RUNTIME_DIR=str(home), QT_QPA_PLATFORM="offscreen", QTWEBENGINE_DISABLE_SANDBOX="1")
        done = subprocess.run(
            ["sclang", "-D", "-u", str(free_port()), str(PATTERNS), str(self.port)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, env=env, check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def assert_heard(self, recording: wav.Wav, onsets: list[int]) -> None:
        """Each event is its file to the bit where no other sounds."""
        self.assertEqual(abs(recording.samples[: onsets[0]]).max(), 0.0)
        for n, onset in enumerate(onsets):
            begin = max([0, *(earlier + LENGTH + DYING - onset for earlier in onsets[:n])])
            end = min([LENGTH, *(later - onset for later in onsets[n + 1 :])])
            heard = recording.left[onset + begin : onset + end]
            self.assertTrue((heard == self.files[n % 3][begin:end] / 32_768.0).all(), f"event {n} is not the file to the bit")


if __name__ == "__main__":
    unittest.main()
