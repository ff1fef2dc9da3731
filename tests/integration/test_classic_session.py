# SPDX-License-Identifier: MIT
"""The session that live coders' clients have always typed, message by message."""

import unittest
from fractions import Fraction

import numpy

from support import wav
from support.chronus import TestCase

RATE = 48_000
STEP_120 = Fraction(240 * RATE, 120 * 16)
STEP_140 = Fraction(240 * RATE, 140 * 16)
KICK = "x...x...x...x..."
BUSY = "x.x.x...x..xx..."


def nearest(frame: Fraction) -> int:
    return (2 * frame.numerator + frame.denominator) // (2 * frame.denominator)


def predicted(change: int, cycle: int, steps: int) -> list[int]:
    """Onset frames from step 0 on: tempo 140 from step `change`, pattern BUSY from `cycle` on."""
    frames = []
    for step in range(steps):
        if step <= change:
            at = step * STEP_120
        else:
            at = change * STEP_120 + (step - change) * STEP_140
        pattern = KICK if step < cycle * 16 else BUSY
        if pattern[step % 16] != ".":
            frames.append(nearest(at))
    return frames


class ClassicSession(TestCase):
    """Times of the envelope are milliseconds, and a patch is sent whole: under --classic."""

    def build_patch(self, client) -> None:
        client.do("/patch/create", "osc1", "simple_sine")
        client.do("/patch/create", "env1", "adsr")
        client.do("/patch/create", "filt1", "biquad_filter")
        client.do("/patch/connect", "osc1", "env1")
        client.do("/patch/connect", "env1", "filt1")
        client.do("/patch/connect", "filt1", "output")
        client.do("/patch/commit")
        client.send("/mod/osc1/frequency", 433.0)
        client.send("/mod/filt1/freq", 4000.0)
        client.send("/mod/filt1/resonance", 0.7)
        client.send("/mod/env1/attack", 2)
        client.send("/mod/env1/decay", 10)
        client.send("/mod/env1/sustain", 0.8)
        client.send("/mod/env1/release", 10)
        client.sync()

    def play_session(self, daemon) -> wav.Wav:
        client = daemon.client
        self.build_patch(client)
        client.do("/seq/create", "kick")
        client.do("/seq/config", "kick", 120, 16, 16)
        client.do("/seq/pattern", "kick", KICK)
        client.do("/seq/assign", "kick", "gate", "env1")
        client.do("/seq/gate_len", "kick", 0.5)
        client.do("/record/start")
        client.do("/seq/start", "kick")
        begin = daemon.status()["frame"]
        client.wait_frame(begin + 2 * RATE)
        client.do("/seq/bpm", "kick", 140.0)
        client.wait_frame(begin + 3 * RATE)
        client.do("/seq/pattern", "kick", BUSY)
        client.wait_frame(begin + 6 * RATE)
        client.do("/seq/stop", "kick")
        client.wait_frame(begin + 6 * RATE + RATE // 4)
        client.do("/record/stop")
        client.wait_status(lambda s: s["record"]["state"] == "idle", what="a closed recording")
        files = list((daemon.state_directory / "recordings").glob("recording_*.wav"))
        self.assertEqual(len(files), 1, files)
        return wav.read(files[0])

    def test_onsets_lie_on_their_computed_frames(self) -> None:
        daemon = self.daemon("--classic")
        recording = self.play_session(daemon)
        self.assertEqual(recording.rate, RATE)
        heard = wav.onsets(recording.left)
        self.assertGreater(len(heard), 12)
        relative = [frame - heard[0] for frame in heard]
        # Which boundary the tempo change met, and which cycle the pattern, is decided by when the
        # messages came; everything else is arithmetic.
        fitting = [
            (change, cycle)
            for change in range(1, 64)
            for cycle in range(1, 5)
            if predicted(change, cycle, 96)[: len(relative)] == relative
        ]
        self.assertTrue(fitting, f"no tempo change and cycle explain the onsets {relative}")
        # The change was asked for after 2 s: at 6000 frames a step, not before step 15.
        self.assertGreaterEqual(min(change for change, _ in fitting), 15)
        self.assertEqual({cycle for _, cycle in fitting}, {2})
        self.assert_clean_exit(daemon)

    def test_nothing_clicks(self) -> None:
        daemon = self.daemon("--classic")
        samples = self.play_session(daemon).left
        peak = float(numpy.max(numpy.abs(samples)))
        self.assertGreater(peak, 0.01)
        # A sine's own slope, the attack's and the release's; the filter is open above both.
        own = 2 * numpy.pi * 433.0 / RATE + 1 / (0.002 * RATE)
        self.assertLess(wav.largest_step(samples), 1.5 * own * peak)

    def test_a_second_start_of_the_client_meets_what_is_there(self) -> None:
        daemon = self.daemon("--classic")
        self.build_patch(daemon.client)
        daemon.client.do("/seq/create", "kick")
        self.assertIn("kick", daemon.client.refused("/seq/create", "kick"))
        self.build_patch(daemon.client)  # a client that starts anew sends its whole patch again

    def test_without_classic_a_second_start_is_told_how_to_begin_anew(self) -> None:
        client = self.daemon().client
        self.build_patch(client)
        self.assertIn("/patch/new", client.refused("/patch/create", "osc1", "simple_sine"))

    def test_the_journal_says_that_it_is_classic(self) -> None:
        daemon = self.daemon(env={"CHRONUS_CLASSIC": "1"})
        self.build_patch(daemon.client)
        self.assert_clean_exit(daemon)
        (journal,) = (daemon.state_directory / "journals").glob("*.score")
        lines = [line for line in journal.read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(lines[:3], ["0f /classic 1", lines[1], lines[2]])
        self.assertTrue(lines[1].endswith(" /patch/new"), lines[1])
        self.assertTrue(any(line.endswith("/mod/env1/attack 2") for line in lines), lines)


if __name__ == "__main__":
    unittest.main()
