# SPDX-License-Identifier: MIT
"""A live set and its offline rendering are the same samples."""

import unittest

import numpy

from support import wav
from support.chronus import ROOT, TestCase

SCORE = """\
# SPDX-License-Identifier: MIT
0 /patch/create osc1 osc
0 /patch/create env1 adsr
0 /patch/create filt1 biquad
0 /patch/create wind noise
0 /patch/create windenv adsr
0 /patch/connect osc1 env1
0 /patch/connect env1 filt1
0 /patch/connect filt1 output
0 /patch/connect wind windenv
0 /patch/connect windenv output
0 /patch/commit
0 /mod/env1/release 0.05
0 /seq/create lead
0 /seq/config lead 133.7 16 16
0 /seq/pattern lead "x..x..X.x.x...x."
0 /seq/param_lane lead note "c3 . . eb3 . . g3 . c4 . bb3 . . . g3 ."
0 /seq/assign lead gate env1
0 /seq/assign lead param osc1 note freq
0 /seq/create hat
0 /seq/config hat 133.7 12 8
0 /seq/pattern hat "x.x.x.x.x.xX"
0 /seq/assign hat gate windenv
0 /seq/swing hat 61.3
0 /seq/prob lead 70 . 0.4
0 /seq/ratchet hat ". 2 . 3"
0 /seq/nudge lead 0 0.1 -0.2
0 /seq/cond hat ". . 1:2 PRE"
0 /seq/quantum lead 1
0 /seq/start_all
1.00001 /seq/bpm lead 171.3
1.3 /mod/filt1/freq 900
2 /seq/pattern hat "xxxxxx......"
2.2 /patch/edit
2.2 /patch/create sub sine
2.2 /patch/connect sub env1
2.2 /patch/commit
2.5 /seq/euclid lead 5 16
3.1 /seq/stop lead
3.5 /seq/reset_all
4.00003 /quit
"""


class Score(TestCase):
    def play(self, text: str, *args: str, **options):
        score = self.write_score(text)
        live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(score), "--record", str(live), "--exit-after-score", *args,
            wait_ready=False, **options,
        )  # fmt: skip
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        return score, wav.read(live)

    def test_the_live_recording_equals_the_offline_rendering(self) -> None:
        score, live = self.play(SCORE)
        reference = self.render(score)
        self.assertEqual(len(reference), round(4.00003 * 48_000))
        self.assertGreater(float(numpy.abs(reference.samples).max()), 0.01)
        self.assert_same_samples(live, reference)

    def test_the_journal_of_a_score_ends_where_the_score_does(self) -> None:
        _, live = self.play(SCORE)
        journal = next(self.directory.rglob("journal_*.score"))
        self.assert_same_samples(live, self.render(journal))

    def test_a_recording_that_is_there_already_is_kept(self) -> None:
        _, first = self.play("0 /gate/adsr1 1\n0.2 /quit\n")
        self.play("0.3 /quit\n")
        self.assert_same_samples(first, wav.read(self.directory / "live.1.wav"))

    def test_it_does_so_at_another_rate_block_and_lead(self) -> None:
        args = ("--rate", "44100", "--block", "96", "--channels", "1")
        score, live = self.play(SCORE, *args, "--lead", "7")
        self.assertEqual((live.rate, live.samples.shape[1]), (44_100, 1))
        self.assert_same_samples(live, self.render(score, *args))

    def test_the_block_size_does_not_change_a_sample(self) -> None:
        score = self.write_score(SCORE)
        self.assert_same_samples(
            self.render(score, "--block", "16", name="a.wav"),
            self.render(score, "--block", "1024", name="b.wav"),
        )

    def test_a_recording_that_cannot_be_made_is_told_with_its_line(self) -> None:
        score = self.write_score("0 /gate/adsr1 1\n0.2 /record/start ../outside.wav\n1 /quit\n")
        daemon = self.daemon("--score", str(score), "--exit-after-score", wait_ready=False)
        self.assertEqual(daemon.wait_exit(), 0)
        daemon.wait_log("score line 2: /record/start: ")

    def test_rendering_twice_gives_the_same_bits(self) -> None:
        score = self.write_score(SCORE)
        self.assert_same_samples(self.render(score, name="a.wav"), self.render(score, name="b.wav"))

    def test_a_change_of_the_score_is_heard(self) -> None:
        """Guards the comparisons above: they can tell scores apart."""
        changed = SCORE.replace("133.7 16 16", "133.8 16 16")
        difference = wav.first_difference(
            self.render(self.write_score(SCORE, "a.score"), name="a.wav"),
            self.render(self.write_score(changed, "b.score"), name="b.wav"),
        )
        self.assertIsNotNone(difference)

    def test_events_lie_on_their_own_frame(self) -> None:
        # A kick sounds on its gate's own frame.
        text = "0 /patch/create drum kick\n0 /patch/connect drum output\n0 /patch/commit\n"
        text += "0 /mod/drum/decay 0.02\n"
        frames = [4_799, 12_801, 20_017, 30_000, 38_107]
        for frame in frames:
            text += f"{frame / 48_000:.9f} /gate/drum 1\n"
        rendered = self.render(self.write_score(text + "1 /quit\n"))
        self.assertEqual(wav.onsets(rendered.left, threshold=0.0), frames)

    def test_one_step_may_hold_more_commands_than_a_ring(self) -> None:
        """1,100 sequencers with 16 gates each: 17,600 commands on one frame."""
        text = "0 /patch/create mix mixer\n0 /patch/connect mix output\n"
        for place in range(16):
            text += f"0 /patch/create drum{place} hat\n"
            text += f"0 /patch/connect drum{place} mix.in{place % 4 + 1}\n"
        text += "0 /patch/commit\n"
        for number in range(1_100):
            text += f"0 /seq/create s{number}\n"
            text += f"0 /seq/config s{number} 120 4 4\n0 /seq/pattern s{number} x.X.\n"
            for place in range(16):
                text += f"0 /seq/assign s{number} gate drum{place}\n"
        text += "0.1 /seq/start_all\n3 /quit\n"
        score, live = self.play(text)
        self.assert_same_samples(live, self.render(score))

    def test_the_demos_hint_names_the_port_that_was_asked_for(self) -> None:
        daemon = self.daemon("--demo")
        daemon.wait_log(f"chronusctl --osc 127.0.0.1:{daemon.port} send ")
        self.assert_clean_exit(daemon)

    def test_the_demo_renders(self) -> None:
        rendered = self.render(ROOT / "examples" / "demo.score")
        self.assertGreaterEqual(len(rendered) / rendered.rate, 175)
        peak = float(numpy.abs(rendered.samples).max())
        self.assertGreater(peak, 0.05)
        self.assertLessEqual(peak, 1.0)
        # Music, all the way: no second of it is silent, but for the fade at the end.
        whole = (len(rendered) // rendered.rate - 2) * rendered.rate
        seconds = numpy.abs(rendered.samples[:whole]).max(axis=1).reshape(-1, rendered.rate)
        self.assertGreater(float(seconds.max(axis=1).min()), 0.01)


if __name__ == "__main__":
    unittest.main()
