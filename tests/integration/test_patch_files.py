# SPDX-License-Identifier: MIT
"""Patches as files: saved, found again by another engine, loaded, and in the journal without a file."""

import json
import os
import unittest

from support import wav
from support.chronus import TestCase

PAD = (
    ("/patch/new",),
    ("/patch/create", "pad", "osc", 8),
    ("/patch/create", "env", "adsr", 8),
    ("/patch/create", "slow", "lfo"),
    ("/patch/connect", "slow", "pad.freq", 0.02, "oct"),
    ("/patch/connect", "pad", "env"),
    ("/patch/connect", "env", "output"),
    ("/patch/commit",),
)


class PatchFiles(TestCase):
    def test_a_patch_outlives_the_supervisor_and_its_load_is_in_the_journal(self) -> None:
        first = self.daemon()
        for message in PAD:
            first.client.do(*message)
        first.client.send("/mod/pad/level", 0.125)
        first.client.do("/patch/save", "my_pad")
        saved = json.loads(first.client.ask("/patch/get", reply="/patch/get.reply").args[-1])
        first.kill()

        live = self.directory / "live.wav"
        second = self.daemon("--no-restore", "--record", str(live), state_directory=first.state_directory)
        client = second.client
        listed = json.loads(client.ask("/patch/list", reply="/patch/list.reply").args[-1])["patches"]
        self.assertIn({"name": "my_pad", "shipped": False}, listed)
        answer = client.do("/patch/load", "my_pad")
        report = json.loads(answer.args[-1])
        self.assertEqual(report["added"], ["env", "pad", "slow"])
        loaded = json.loads(client.ask("/patch/get", reply="/patch/get.reply").args[-1])
        self.assertEqual(loaded["modules"], saved["modules"])
        self.assertEqual(loaded["connections"], saved["connections"])
        client.send("/note/pad", "a3", 0.7)
        client.sync()
        client.wait_frame(second.status()["frame"] + 10_000)
        # Again, over itself: values go back, and nothing is made anew.
        client.send("/mod/pad/level", 0.5)
        client.sync()
        report = json.loads(client.do("/patch/load", "my_pad").args[-1])
        self.assertEqual(report["kept"], ["env", "pad", "slow"])
        client.wait_frame(second.status()["frame"] + 10_000)
        self.assert_clean_exit(second)

        recording = wav.read(live)
        self.assertGreater(abs(recording.left).max(), 0.01)
        (first.state_directory / "patches" / "my_pad.score").unlink()
        journal = max((first.state_directory / "journals").glob("*.score"), key=os.path.getmtime)
        self.assertNotIn("/patch/load", journal.read_text())
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))

    def test_what_is_shipped_cannot_be_hidden(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        reason = client.refused("/patch/save", "pad")
        self.assertIn("another name", reason)
        self.assertIn("/patch/save my_pad", reason)
        listed = json.loads(client.ask("/patch/list", reply="/patch/list.reply").args[-1])["patches"]
        self.assertIn({"name": "pad", "shipped": True}, listed)
        self.assertFalse((daemon.state_directory / "patches" / "pad.score").exists())
        self.assertIn("did you mean bells?", client.refused("/patch/load", "bels"))
        client.do("/patch/load", "pad")
        self.assert_clean_exit(daemon)

    def test_each_synth_of_live_coders_is_loaded_by_its_name(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        listed = json.loads(client.ask("/patch/list", reply="/patch/list.reply").args[-1])["patches"]
        synths = [one["name"] for one in listed if one["name"].startswith("super")]
        self.assertEqual(len(synths), 20)
        for name in synths:
            client.do("/patch/load", name)
            patch = json.loads(client.ask("/patch/get", reply="/patch/get.reply").args[-1])
            self.assertIn(name, {module["id"] for module in patch["modules"]})
            client.send(f"/note/{name}", "c4", 1.0, 0.1)
            client.sync()
        self.assert_clean_exit(daemon)

    def test_a_bad_file_is_refused_with_its_line_and_changes_nothing(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        folder = daemon.state_directory / "patches"
        folder.mkdir(parents=True)
        (folder / "bad.score").write_text("0 /patch/new\n0 /patch/create a wobble\n")
        (folder / "odd.score").write_text('0 /patch/new\n0 /patch/create a "sine\n')
        os.mkfifo(folder / "pipe.score")
        outside = self.write_score("0 /patch/create a sine\n0 /patch/connect a output\n0 /patch/commit\n")
        (folder / "link.score").symlink_to(outside)
        before = client.ask("/patch/get", reply="/patch/get.reply").args[-1]
        self.assertIn("bad.score: line 2: /patch/create: ", client.refused("/patch/load", "bad"))
        self.assertIn("odd.score: line 2, column 19", client.refused("/patch/load", "odd"))
        for name in ("pipe", "link"):
            self.assertIn("no plain file", client.refused("/patch/load", name))
        self.assertIn("no patch", client.refused("/patch/load", "none"))
        for name in ("../journals/x", str(outside), "..", ""):
            client.refused("/patch/load", name)
            client.refused("/patch/save", name)
        self.assertEqual(client.ask("/patch/get", reply="/patch/get.reply").args[-1], before)
        self.assert_clean_exit(daemon)


if __name__ == "__main__":
    unittest.main()
