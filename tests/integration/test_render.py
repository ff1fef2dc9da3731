# SPDX-License-Identifier: MIT
"""What chronus-render offers beside the sound file: stems, a picture, how far it is."""

import os
import pty
import subprocess
import unittest

from support import wav
from support.chronus import BIN, ROOT, TestCase

EXAMPLE = str(ROOT / "examples" / "four_on_the_floor.score")

LONG = """\
0 /transport/bpm 0
0 /patch/create a supersaw 16
0 /patch/create b reverb
0 /patch/connect a b
0 /patch/connect b output
0 /patch/commit
60 /quit
"""

# An attack of 10 s, or of 10 ms.
CLASSIC = """\
0 /mod/adsr1/attack 10
0 /gate/adsr1 1
0.5 /quit
"""


class Render(TestCase):
    def render_in(self, *args: str, **options) -> subprocess.CompletedProcess:
        return self.run_program("chronus-render", *args, timeout_s=120.0, **options)

    def test_stems_of_every_example_add_up_to_what_is_heard(self) -> None:
        scores = sorted((ROOT / "examples").glob("*.score"))
        self.assertTrue(scores)
        for score in scores:
            folder = self.directory / score.stem
            done = self.render_in(
                str(score), "-o", "song.wav", "--seconds", "6", "--stems", str(folder / "stems")
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            song = wav.read(self.directory / "song.wav")
            stems = [wav.read(path) for path in sorted((folder / "stems").iterdir())]
            self.assertIn(f"{folder / 'stems'}: {len(stems)} stem", done.stdout)
            loud = [float(abs(stem.samples).max()) for stem in stems]
            self.assertGreater(max(loud), 0.01, score)
            together = sum(stem.samples for stem in stems)
            self.assertEqual(together.shape, song.samples.shape)
            # What single precision rounds where the engine adds them up.
            self.assertLess(abs(together - song.samples).max(), 1e-6 * max(1.0, sum(loud)), score)

    def test_variables_count_as_they_do_for_chronusd_but_a_journal_wins(self) -> None:
        score = self.directory / "classic.score"
        score.write_text(CLASSIC)
        plain = self.render(score)
        self.assertEqual(plain.rate, 48_000)
        self.assertEqual(self.render(score, env={"CHRONUS_SAMPLE_RATE": "44100"}).rate, 44_100)
        self.assertEqual(len(self.render(score, env={"CHRONUS_SAMPLE_RATE": "44100"}).samples), 22_050)
        self.assertEqual(self.render(score, "--rate", "32000", env={"CHRONUS_SAMPLE_RATE": "44100"}).rate, 32_000)
        self.assert_same_samples(self.render(score, env={"CHRONUS_BUFFER_SIZE": "64"}), plain)
        said = self.render_in(str(score), "-o", "bad.wav", env={"CHRONUS_BUFFER_SIZE": "-5"})
        self.assertEqual(said.returncode, 2)
        self.assertIn("CHRONUS_BUFFER_SIZE: ", said.stderr)
        classic = self.render(score, env={"CHRONUS_CLASSIC": "1"}, name="classic.wav")
        self.assertGreater(abs(classic.samples).max(), 4 * abs(plain.samples).max())
        self.assert_same_samples(self.render(score, "--classic"), classic)
        journal = self.directory / "set.score"
        journal.write_text("# Played with --rate 32000 --block 64 --channels 2 --engine 7 --ceiling on\n" + CLASSIC)
        as_it_says = self.render(journal, name="journal.wav")
        self.assertEqual(as_it_says.rate, 32_000)
        everything = {"CHRONUS_SAMPLE_RATE": "44100", "CHRONUS_BUFFER_SIZE": "256", "CHRONUS_CLASSIC": "1"}
        self.assert_same_samples(self.render(journal, env=everything), as_it_says)

    def test_the_sound_is_the_same_with_stems_and_a_picture(self) -> None:
        self.render_in(EXAMPLE, "-o", "plain.wav", "--seconds", "2")
        done = self.render_in(
            EXAMPLE, "-o", "all.wav", "--seconds", "2", "--stems", "stems", "--plot", "all.png"
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        self.assert_same_samples(
            wav.read(self.directory / "all.wav"), wav.read(self.directory / "plain.wav")
        )
        picture = (self.directory / "all.png").read_bytes()
        self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")

    def test_without_gnuplot_it_says_what_is_missing_before_it_renders(self) -> None:
        done = self.render_in(EXAMPLE, "-o", "a.wav", "--plot", "a.png", env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("--plot", done.stderr)
        self.assertIn("gnuplot-nox", done.stderr)
        self.assertEqual(list(self.directory.glob("a.*")), [])

    def test_places_that_cannot_be_written_are_named(self) -> None:
        (self.directory / "file").touch()
        for option, place, status in (
            ("--stems", "file", 1),
            ("--plot", "no/a.png", 1),
            ("--plot", "a.jpeg", 2),
        ):
            done = self.render_in(EXAMPLE, "-o", "a.wav", option, place)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(f"{option} {place}: ", done.stderr)

    def test_on_a_terminal_it_shows_how_far_it_is_and_leaves_nothing_of_it(self) -> None:
        ours, its = pty.openpty()
        score = self.write_score(LONG, "long.score")
        command = [str(BIN / "chronus-render"), str(score), "-o", str(self.directory / "a.wav")]
        program = subprocess.Popen(command, stderr=its, stdout=subprocess.DEVNULL)
        os.close(its)
        said = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # a terminal's end, on Linux
                break
            if not piece:
                break
            said += piece
        os.close(ours)
        program.wait(60)
        text = said.decode()
        self.assertRegex(text, r"\r\S*a\.wav: \d:\d\d of 1:00, \d+ %, [\d.]+ x real time, \d+ s left")
        self.assertIn("line 1: /transport/bpm", text)
        self.assertTrue(text.endswith("\r\033[K"), text[-100:])

    def test_without_a_terminal_it_says_nothing(self) -> None:
        done = self.render_in(EXAMPLE, "-o", "a.wav", "--seconds", "60")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
