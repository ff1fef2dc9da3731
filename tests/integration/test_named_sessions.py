# SPDX-License-Identifier: MIT
"""Sets that a client keeps by name, and what a run makes of the changes before it."""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path

import liblo

from support.chronus import TestCase
from support.osc import Client
from support.sample_files import noise, write_wav


class NamedSessions(TestCase):
    def sample_folder(self) -> Path:
        folder = self.directory / "samples"
        write_wav(folder / "bd" / "0.wav", noise(4_000, 1))
        write_wav(folder / "own" / "kick.wav", noise(4_000, 2))
        return folder

    def save_full(self, client: Client) -> None:
        """A session of two samplers: one plays a file that was given a name, the other a bank."""
        for message in (
            ("/patch/new",),
            ("/patch/create", "s", "sampler", 4),
            ("/patch/create", "t", "sampler", 4),
            ("/patch/connect", "s", "output"),
            ("/patch/connect", "t", "output"),
            ("/patch/commit",),
            ("/sample/load", "mykick", "own/kick.wav"),
        ):
            client.do(*message)
        client.send("/mod/s/sample", "mykick")
        client.send("/mod/t/sample", "bd")
        client.sync()
        client.do("/session/save", "full")

    def test_a_file_is_its_owners_and_plays_as_a_score(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        for message in (
            ("/seq/create", "kick"),
            ("/seq/pattern", "kick", "x..x"),
            ("/seq/assign", "kick", "gate", "adsr1"),
            ("/seq/start", "kick"),
            ("/session/save", "verse"),
        ):
            client.do(*message)
        file = daemon.state_directory / "sessions" / "verse.score"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual([path.name for path in file.parent.iterdir()], ["verse.score"])
        told = json.loads(client.ask("/session/list", reply="/session/list.reply").args[0])
        (session,) = told["sessions"]
        self.assertEqual((session["name"], session["bytes"]), ("verse", file.stat().st_size))
        self.assertRegex(session["saved"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertGreater(float(abs(self.render(file, "--seconds", "0.5").samples).max()), 0.01)

    def test_status_says_which_it_is_and_whether_it_was_changed(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        self.assertEqual(client.status()["session"]["name"], "")
        client.do("/seq/create", "kick")
        self.assertTrue(client.status()["session"]["dirty"])
        client.do("/session/save", "verse")
        self.assertEqual(client.status()["session"]["name"], "verse")
        self.assertFalse(client.status()["session"]["dirty"])
        client.do("/seq/create", "hat")
        self.assertTrue(client.status()["session"]["dirty"])
        client.do("/session/load", "verse")
        self.assertFalse(client.status()["session"]["dirty"])

    def test_a_session_that_is_deleted_behind_its_save_answers_in_order_and_has_no_name(self) -> None:
        client = self.daemon().client
        client.do("/seq/create", "k")
        for _ in range(20):
            client.send("/session/save", "6")
            client.send("/session/delete", "6")
            answers = [
                client.wait_for(lambda r: r.address in ("/done", "/fail")).args[:2] for _ in range(2)
            ]
            self.assertEqual(answers, [["/session/save", "6"], ["/session/delete", "6"]])
            session = client.status()["session"]
            self.assertEqual((session["name"], session["dirty"]), ("", True))
        client.do("/session/save", "one")
        client.do("/session/save", "two")
        client.do("/session/delete", "one")
        session = client.status()["session"]
        self.assertEqual((session["name"], session["dirty"]), ("two", False))
        client.send("/session/save", "one")
        client.send("/session/delete", "none")
        self.assertEqual(client.wait_for(lambda r: r.address in ("/done", "/fail")).address, "/done")
        self.assertEqual(client.wait_for(lambda r: r.address in ("/done", "/fail")).address, "/fail")

    def test_what_is_sent_behind_a_load_finds_it_and_a_save_is_known_when_it_is_done(self) -> None:
        client = self.daemon().client
        client.do("/seq/create", "kick")
        client.do("/session/save", "verse")
        self.assertEqual(client.status()["session"]["name"], "verse")
        client.do("/seq/create", "hat")
        for number in range(5):
            client.send("/session/load", "verse")
            client.sync(number)
            listed = json.loads(client.ask("/seq/list", reply="/seq/list.reply").args[-1])
            self.assertEqual(listed, ["kick"])
            client.do("/seq/create", "hat")

    def test_samples_that_were_given_a_name_are_a_part_of_it(self) -> None:
        folder = self.sample_folder()
        options = ("--samples", str(folder), "--no-restore")
        cache = {"XDG_CACHE_HOME": str(self.directory / "cache")}
        first = self.daemon(*options, env=cache)
        self.save_full(first.client)
        self.assert_clean_exit(first)

        file = first.state_directory / "sessions" / "full.score"
        self.render(file, "--seconds", "0.1", "--samples", str(folder), env=cache)
        second = self.daemon(*options, env=cache, state_directory=first.state_directory)
        client = second.client
        client.do("/seq/create", "other")
        client.do("/session/load", "full")
        for module, name in (("s", "mykick"), ("t", "bd:0")):
            self.assertEqual(client.ask(f"/mod/{module}/sample", reply=f"/mod/{module}/sample.reply").args[-1], name)
        client.do("/undo")
        self.assertEqual(second.status()["samples"]["count"], 1, "the bank's stays, the other one was none before")
        client.do("/redo")
        self.assertEqual(client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1], "mykick")
        # Whole or not at all.
        client.do("/sample/unload", "mykick")
        client.do("/seq/create", "more")
        (folder / "own" / "kick.wav").rename(self.directory / "gone.wav")
        self.assertIn("mykick", client.refused("/session/load", "full"))
        self.assertEqual(len(second.status()["sequencers"]), 1)
        self.assert_clean_exit(second)

    def test_a_name_may_be_a_number_of_any_type(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        client.do("/seq/create", 7)
        for tag in "ihfd":
            for address in ("/session/save", "/session/load", "/patch/save", "/patch/load"):
                client.do(address, (tag, 5))
            self.assertEqual(client.status()["session"]["name"], "5")
        client.do("/session/delete", ("f", 5.0))
        self.assertEqual([one["id"] for one in client.status()["sequencers"]], ["7"])
        self.assert_clean_exit(daemon)

    def test_a_bundle_with_a_load_lands_on_one_frame_with_its_samples(self) -> None:
        folder = self.sample_folder()
        first = self.daemon("--samples", str(folder), "--no-restore")
        self.save_full(first.client)
        self.assert_clean_exit(first)
        # Of a run that has read none of them.
        for at in (None, 1.0):
            cache = {"XDG_CACHE_HOME": str(self.directory / f"cache-{at}")}
            second = self.daemon(
                "--samples", str(folder), "--no-restore", state_directory=first.state_directory, env=cache
            )
            client = second.client
            tag = None if at is None else liblo.time() + at
            client.bundle([("/transport/bpm", 99.0), ("/session/load", "full"), ("/mod/s/level", 0.25),
                           ("/seq/create", "kick")], at=tag)
            client.wait_for(lambda reply: reply.address == "/done" and reply.args[0] == "/seq/create", timeout_s=20)
            told = [r.args[0] for r in client.replies if r.address in ("/done", "/fail")]
            self.assert_clean_exit(second)
            lines = [line.split() for line in self.newest_journal(second).read_text().splitlines() if line[0] != "#"]
            changes = [line for line in lines if line[1] in ("/transport/bpm", "/patch/commit", "/seq/create")
                       or line[1].startswith("/mod/")]
            self.assertEqual(len({line[0] for line in changes}), 1, changes)
            self.assertIn(["/mod/s/sample", "mykick"], [line[1:3] for line in changes], told)
            self.assertEqual(changes[-1][1:], ["/seq/create", "kick"])

    def test_files_that_are_none_are_refused(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        client.do("/session/save", "verse")
        folder = daemon.state_directory / "sessions"
        text = (folder / "verse.score").read_text()
        (folder / "newer.score").write_text(re.sub(r"# Format session \d+", "# Format session 99", text))
        (folder / "link.score").symlink_to(folder / "verse.score")
        (folder / "large.score").write_bytes(b"#" * ((4 << 20) + 1))
        self.assertIn("of a later Chronus", client.refused("/session/load", "newer"))
        self.assertIn("no plain file", client.refused("/session/load", "link"))
        self.assertIn("larger than 4 MiB", client.refused("/session/load", "large"))
        self.assertIn("cannot delete", client.refused("/session/delete", "link"))
        self.assertTrue((folder / "verse.score").exists())

    def test_a_run_that_goes_on_with_the_one_before_has_nothing_to_undo(self) -> None:
        daemon = self.daemon()
        daemon.client.do("/seq/create", "kick")
        daemon.client.wait_frame(48_000)  # the file of it has begun
        daemon.kill()
        daemon = self.daemon(state_directory=daemon.state_directory)
        daemon.client.wait_status(lambda status: status["session"]["restored"])
        self.assertEqual(len(daemon.status()["sequencers"]), 1)
        self.assertEqual(daemon.client.refused("/undo"), "nothing to undo")


if __name__ == "__main__":
    unittest.main()
