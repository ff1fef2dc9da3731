# SPDX-License-Identifier: MIT
"""Whatever instructions the modules are computed with, the samples are the same."""

import os
import subprocess
import unittest
from pathlib import Path

from support import wav
from support.chronus import BIN, ROOT, TestCase

VOICES = """\
0 /patch/create osc1 osc 12
0 /patch/create env1 adsr 12
0 /patch/create filt1 biquad 12
0 /patch/create wob lfo
0 /patch/create echo delay
0 /patch/connect osc1 env1
0 /patch/connect env1 filt1
0 /patch/connect wob filt1.freq
0 /patch/connect filt1 echo
0 /patch/connect echo output
0 /patch/commit
0 /mod/osc1/wave 2
0 /mod/osc1/level 0.05
0 /mod/wob/depth 600
0.1 /gate/env1 1
0.9 /gate/env1 0
1.2 /quit
"""


def has_avx2() -> bool:
    return "avx2" in Path("/proc/cpuinfo").read_text().split()


class Simd(TestCase):
    def render_with(self, simd: str, score: Path, *args: str) -> wav.Wav:
        out = self.directory / f"{score.stem}-{simd}.wav"
        command = [str(BIN / "chronus-render"), str(score), "-o", str(out), *args]
        environment = dict(os.environ, CHRONUS_SIMD=simd)
        subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
        return wav.read(out)

    @unittest.skipUnless(has_avx2(), "this machine has no other instructions")
    def test_examples_are_the_same_bit_for_bit(self) -> None:
        scores = sorted((ROOT / "examples").glob("*.score"))
        self.assertTrue(scores)
        for score in [*scores, self.write_score(VOICES, "voices.score")]:
            args = ["--seconds", "10"] if score.parent.name == "examples" else []
            baseline = self.render_with("baseline", score, *args)
            self.assert_same_samples(self.render_with("avx2", score, *args), baseline)
            self.assertGreater(abs(baseline.samples).max(), 0.01, score)

    def test_status_says_which(self) -> None:
        daemon = self.daemon(env={"CHRONUS_SIMD": "baseline"})
        self.assertEqual(daemon.status()["simd"], "baseline")
        self.assert_clean_exit(daemon)
        fastest = self.daemon()
        self.assertEqual(fastest.status()["simd"], "avx2" if has_avx2() else "baseline")
        self.assert_clean_exit(fastest)

    def test_voices_live_are_voices_offline(self) -> None:
        score = self.write_score(VOICES)
        live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(score), "--record", str(live), "--exit-after-score",
            wait_ready=False, env={"CHRONUS_SIMD": "baseline"},
        )  # fmt: skip
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assert_same_samples(wav.read(live), self.render(score))

    def test_what_there_is_not_is_refused(self) -> None:
        for program, args in (("chronusd", []), ("chronus-render", ["x.score", "-o", "x.wav"])):
            self.write_score(VOICES, "x.score")
            done = self.run_program(program, *args, env={"CHRONUS_SIMD": "mmx"})
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("CHRONUS_SIMD=mmx: use baseline or avx2", done.stderr)


if __name__ == "__main__":
    unittest.main()
