# SPDX-License-Identifier: MIT
"""What a live set played is kept as a score, and rendering that gives the set again."""

import random
import unittest

from support import wav
from support.chronus import SEED, TestCase
from support.patches import build_classic_patch


class Journal(TestCase):
    def test_rendering_the_journal_gives_the_recording(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.daemon("--record", str(live))
        client = daemon.client
        rng = random.Random(SEED)
        build_classic_patch(client, "osc")
        for message in (
            ("/seq/create", "line"),
            ("/seq/config", "line", 171.3, 16, 16),
            ("/seq/pattern", "line", "x.xx..Xx"),
            ("/seq/param_lane", "line", "note", "a2 . c3 e3"),
            ("/seq/assign", "line", "gate", "env1"),
            ("/seq/assign", "line", "param", "osc1", "note", "freq"),
            ("/seq/start", "line"),
        ):
            client.do(*message)
        for turn in range(40):
            client.send("/mod/filt1/freq", rng.uniform(200.0, 4_000.0))
            client.send("/mod/{env1,filt1}/{release,q}", rng.uniform(0.5, 2.0))
            client.bundle([("/gate/env1", 1), ("/mod/osc1/wave", rng.randrange(4))])
            if turn % 10 == 5:
                client.do("/seq/bpm", "line", rng.uniform(90.0, 200.0))
                client.do("/seq/euclid", "line", rng.randrange(1, 12), 16)
            if turn == 20:
                client.do("/patch/edit")
                client.do("/patch/create", "sub", "sine")
                client.do("/patch/connect", "sub", "env1")
                client.do("/patch/commit")
            # Two messages fall on frames of their own, however fast this goes.
            client.wait_frame(daemon.status()["frame"] + rng.randrange(500, 4_000))
        self.assert_clean_exit(daemon)
        recording = wav.read(live)
        journals = list(daemon.state_directory.rglob("*.score"))
        self.assertEqual(len(journals), 1, journals)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journals[0], "--seconds", seconds))

    def test_a_recording_that_was_refused_is_not_in_it(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        client.do("/record/start", "take")
        client.do("/record/stop")
        self.assertIn("is there already", client.refused("/record/start", "take"))
        client.refused("/record/stop")
        self.assert_clean_exit(daemon)
        (journal,) = daemon.state_directory.rglob("*.score")
        remarks = [line.split(" ")[2] for line in journal.read_text().splitlines() if line.startswith("# record ")]
        self.assertEqual(remarks, ["from", "up"])

    def test_a_long_one_goes_on_in_next_files_and_they_are_one_set(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.daemon("--record", str(live), "--keep-bytes", "400K")
        client = daemon.client
        for message in (
            ("/seq/create", "line"),
            ("/seq/pattern", "line", "x.xx..Xx"),
            ("/seq/param_lane", "line", "note", "a2 . c3 e3"),
            ("/seq/assign", "line", "gate", "adsr1"),
            ("/seq/assign", "line", "param", "sine1", "note", "freq"),
            ("/seq/start", "line"),
        ):
            client.do(*message)
        for turn in range(60):
            for step in range(40):
                client.send("/mod/filter1/freq", 300.0 + 10.0 * turn + step / 3.0)
            client.wait_frame(daemon.status()["frame"] + 997)
        self.assert_clean_exit(daemon)
        journals = sorted(daemon.state_directory.rglob("*.score"), key=lambda it: it.stat().st_mtime)
        self.assertGreater(len(journals), 1)
        for journal in journals:
            self.assertEqual(journal.stat().st_mode & 0o777, 0o600)
        recording = wav.read(live)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journals[0], "--seconds", seconds))
        last = self.run_program("chronus-render", str(journals[-1]), "-o", "last.wav")
        self.assertEqual(last.returncode, 0, last.stderr)
        self.assertIn("it begins in the middle of a set", last.stderr)

    def test_one_of_another_format_names_it_and_is_rendered_at_it(self) -> None:
        config = self.directory / "chronus.toml"
        config.write_text("rate = 44100\nblock = 64\n")
        live = self.directory / "live.wav"
        daemon = self.daemon("--config", str(config), "--record", str(live))
        client = daemon.client
        for turn in range(10):
            client.send("/mod/filter1/freq", 300.0 + 200.0 * turn)
            client.send("/gate/adsr1", turn % 2)
            client.wait_frame(daemon.status()["frame"] + 1_531)
        self.assert_clean_exit(daemon)
        recording = wav.read(live)
        self.assertEqual(recording.rate, 44_100)
        journal = next(daemon.state_directory.rglob("*.score"))
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))
        given = self.render(journal, "--rate", "48000", "--seconds", "0.1", name="given.wav")
        self.assertEqual(given.rate, 48_000, "the command line wins")

        other = self.daemon("--score", str(journal))
        other.wait_log("give --rate 44100 --block 64 --channels 2")
        self.assert_clean_exit(other)

    def test_one_that_is_cut_off_gives_its_whole_lines_and_a_warning(self) -> None:
        whole = "# Played with --rate 48000 --engine 7\n0f /gate/adsr1 1\n9600f /quit\n"
        cut = self.write_score(whole + '4800f /seq/pattern kick "x..', "cut.score")
        warning = f"{cut}: line 4, column 25: quoted string is not closed: cut off, left out"
        done = self.run_program("chronus-render", str(cut), "-o", "cut.wav")
        self.assertEqual((done.returncode, done.stderr), (0, f"chronus-render: {warning}\n"))
        self.assert_same_samples(
            wav.read(self.directory / "cut.wav"), self.render(self.write_score(whole))
        )
        daemon = self.daemon("--score", str(cut))
        daemon.wait_log(warning)
        self.assert_clean_exit(daemon)


if __name__ == "__main__":
    unittest.main()
