# SPDX-License-Identifier: MIT
"""A score is checked by rendering it: what was hardly meant is told, and what was forgotten fails."""

import os
import threading
import unittest

from support import wav
from support.chronus import TestCase

SOUND = "0 /gate/adsr1 1\n"
END = "0.1 /quit\n"


class ScoreCheck(TestCase):
    def rendered(self, text: str | bytes, *args: str):
        path = self.directory / "some.score"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.run_program("chronus-render", str(path), "-o", "out.wav", *args)

    def assert_told(self, text: str | bytes, status: int, *sentences: str) -> None:
        done = self.rendered(text)
        path = self.directory / "some.score"
        said = "".join(f"chronus-render: {path}: {sentence}\n" for sentence in sentences)
        self.assertEqual((done.returncode, done.stderr), (status, said), text)

    def test_a_forgotten_value_is_a_failure_of_its_line(self) -> None:
        kick = "0 /seq/create kick\n"
        for line, address, missing in (
            ("/mod/filter1/freq", "/mod/filter1/freq", "value"),
            ("/gate/adsr1", "/gate/adsr1", "0|1"),
            ("/transport/bpm", "/transport/bpm", "bpm"),
            ("/mod/*/freq", "/mod/*/freq", "value"),
            ("/seq/bpm kick", "/seq/bpm", "bpm"),
            ("/seq/bpm *", "/seq/bpm", "bpm"),
            ("/seq/bpm/kick", "/seq/bpm/kick", "bpm"),
            ("/seq/config kick", "/seq/config", "bpm, steps, division"),
            ("/seq/param_lane kick note", "/seq/param_lane", "values"),
            ("/seq/mute kick", "/seq/mute", "0|1"),
            ("/c_set 5", "/c_set", "value"),
            ("/audio/use", "/audio/use", "auto|null|alsa|pulse|jack"),
        ):
            with self.subTest(line=line):
                why = f"line 2: {address}: asks, and a score has nobody to tell: give {missing}"
                self.assert_told(f"{kick}0 {line}\n{END}", 1, why)

    def test_what_a_question_itself_is_wrong_with_comes_first(self) -> None:
        why = "line 1: /mod/fliter1/freq: no module 'fliter1'; did you mean filter1?"
        self.assert_told(f"0 /mod/fliter1/freq\n{END}", 1, why)

    def test_a_chain_without_patterns_ends_as_in_older_journals(self) -> None:
        self.assert_told(f"0 /seq/create kick\n0 /seq/chain kick\n{END}", 0)

    def test_chronusd_names_the_line_and_plays_on(self) -> None:
        score = self.write_score("0 /transport/bpm\n0 /patch/edit\n0 /seq/list\n" + END)
        daemon = self.daemon("--score", str(score), "--exit-after-score", wait_ready=False)
        self.assertEqual(daemon.wait_exit(), 0)
        daemon.wait_log("score line 1: /transport/bpm: asks, and a score has nobody to tell: give bpm")
        daemon.wait_log(f"{score}: line 3: /seq/list: asks, and a score has nobody to tell")
        daemon.wait_log(f"{score}: a draft was begun on line 2 and never committed")

    def test_a_question_is_a_warning(self) -> None:
        asked = "line 1: /seq/list: asks, and a score has nobody to tell"
        self.assert_told(f"0 /seq/list\n{END}", 0, asked)
        self.assert_told(f"0 /status\n{END}", 0, asked.replace("/seq/list", "/status"))

    def test_a_draft_that_nobody_commits_is_a_warning(self) -> None:
        draft = "0 /patch/create o osc\n0 /patch/connect o output\n"
        self.assert_told(draft + END, 0, "a draft was begun on line 1 and never committed")
        self.assert_told(f"{draft}0 /patch/commit\n{END}", 0)
        self.assert_told(f"{draft}0 /patch/abort\n{END}", 0)
        edits = f"{draft}0 /patch/commit\n0.05 /patch/delete o\n{END}"
        self.assert_told(edits, 0, "a draft was begun on line 4 and never committed")

    def test_lines_behind_the_end_are_counted(self) -> None:
        one = SOUND + END + "0.2 /gate/adsr1 0\n"
        self.assert_told(one, 0, "1 line lies behind /quit and is not played")
        self.assert_told(one + "0.3 /panic\n", 0, "2 lines lie behind /quit and are not played")

    def test_an_empty_score_is_a_warning(self) -> None:
        self.assert_told("# nothing yet\n", 0, "there is no message in it")
        self.assert_told(END, 0)

    def test_a_misspelt_quit_is_named(self) -> None:
        self.assert_told("0.1 /qiut\n", 1, "line 1: /qiut: unknown address; did you mean /quit?")

    def test_a_journal_is_told_nothing_of_the_kind(self) -> None:
        began = "# Played with --rate 48000 --block 128 --channels 2 --engine 7 --ceiling on\n"
        self.assert_told(began + "0f /patch/edit\n" + END + "4801f /gate/adsr1 0\n", 0)

    def test_what_does_not_end_is_refused(self) -> None:
        done = self.run_program("chronus-render", "/dev/zero", "-o", "out.wav")
        self.assertEqual((done.returncode, done.stderr), (2, "chronus-render: /dev/zero: is a device, and no score\n"))
        quiet = ["--audio", "null", "--osc", "127.0.0.1:0", "--state-dir", str(self.directory / "s")]
        done = self.run_program("chronusd", *quiet, "--score", "/dev/zero")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/dev/zero: is a device, and no score", done.stderr)

    def test_a_score_may_come_through_a_pipe_at_any_rate(self) -> None:
        pipe = self.directory / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_text, args=(SOUND + END,))
        writer.start()
        done = self.run_program("chronus-render", str(pipe), "-o", "out.wav", env={"CHRONUS_SAMPLE_RATE": "44100"})
        writer.join()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        sound = wav.read(self.directory / "out.wav")
        self.assertEqual((sound.rate, len(sound)), (44_100, 4_410))

    def test_other_encodings_are_named(self) -> None:
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            done = self.rendered((SOUND + END).encode(encoding))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, "line 1, column [1-4]: this is no UTF-8 text")
        done = self.rendered(b"0 /seq/create a\0b\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("line 1, column 16: this is no UTF-8 text", done.stderr)

    def test_control_characters_do_not_reach_the_terminal(self) -> None:
        done = self.rendered(b"0 /seq/start \x1bred\x07\n" + END.encode())
        self.assertEqual(done.returncode, 1)
        self.assertIn("\\x1bred\\x07", done.stderr)
        self.assertNotIn("\x1b", done.stderr)

    def test_an_unknown_word_of_a_journals_first_line_is_told(self) -> None:
        began = "# Played with --rate 48000 --block 128 --chanels 1 --engine 7 --ceiling on\n"
        why = "line 1: no option '--chanels' of a journal, it is passed over; did you mean --channels?"
        self.assert_told(began + SOUND + END, 0, why)

    def test_a_whole_number_may_have_thirty_digits(self) -> None:
        self.assert_told(f"0 /mod/filter1/freq {'9' * 30}\n{END}", 0)

    def test_typographic_quotes_are_told_as_such(self) -> None:
        quotes = 'line 2: “ is no quotation mark of a score: text stands in "…"'
        done = self.rendered(f"0 /seq/create kick\n0 /seq/pattern kick “x... x...”\n{END}")
        self.assertIn(quotes, done.stderr)
        done = self.rendered(f"0 /seq/create kick\n0 /seq/pattern kick “x...”\n{END}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 2: /seq/pattern: sequencer 'kick': pattern: '“' at position 1 is none of ", done.stderr)


if __name__ == "__main__":
    unittest.main()
