# SPDX-License-Identifier: MIT
"""A recording's end, whatever ends it, reaches who began it, the log, subscribers and /status; and
what is on disk is a whole file with its length."""

import os
import shutil
import subprocess
import unittest
from pathlib import Path

from support import disks, wav
from support.chronus import TestCase


def frames_of(path) -> int:
    """As another program reads it, to its last sample: what it says of its length is true."""
    told = subprocess.run(["soxi", "-s", str(path)], capture_output=True, text=True, check=True)
    raw = subprocess.run(
        ["sox", "-V1", str(path), "-t", "raw", "-e", "signed", "-b", "32", "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    if raw.stderr:
        raise AssertionError(raw.stderr.decode())
    frames = int(told.stdout)
    if len(raw.stdout) != frames * 2 * 4:
        raise AssertionError(f"{path}: told {frames} frames, holds {len(raw.stdout) / 8}")
    return frames


class RecordingsEnd(TestCase):
    def start(self, daemon, *args: str) -> None:
        daemon.client.send("/notify", 1)
        daemon.client.do("/record/start", *args)

    def assert_told(self, daemon, name: str, reason: str) -> None:
        """Unasked to the starter, to a subscriber, in the log and in /status."""
        seen: set[str] = set()

        def is_last(reply) -> bool:
            if reply.address == "/fail" and reply.args[0] == "/record/start":
                self.assertIn(reason, reply.args[1])
                self.assertEqual(reply.args[2], name)
                seen.add("starter")
            if reply.address == "/event" and reply.args[0] == "record" and "failed" in reply.args[1]:
                self.assertIn(reason, reply.args[1])
                seen.add("event")
            return len(seen) == 2

        daemon.client.wait_for(is_last, 20)
        daemon.client.drain()  # the one of the two that came first
        daemon.wait_log(f"{name} ended after .*{reason}", regex=True)
        record = daemon.status()["record"]
        self.assertEqual(record["state"], "failed")
        self.assertIn(reason, record["reason"])
        self.assertIn(reason, daemon.client.refused("/record/stop"))

    @unittest.skipUnless(disks.can_mount(), "needs root")
    def test_a_disk_that_fills_leaves_a_whole_file_and_tells_everyone(self) -> None:
        for name, *samples in (
            ("float.wav",), ("cd.wav", "16"), ("studio.wav", "24"), ("studio.flac",), ("cd.flac", "16"),
        ):  # fmt: skip
            with self.subTest(name), disks.small_disk(self.directory / "small" / name, "100k") as disk:
                daemon = self.daemon("--record-dir", str(disk))
                daemon.client.send("/gate/adsr1", 1)  # FLAC makes nothing of silence
                self.start(daemon, name, *samples)
                self.assert_told(daemon, name, "disk full")
                seconds = daemon.status()["record"]["seconds"]
                self.assertEqual(frames_of(disk / name), round(seconds * 48_000))
                self.assertGreater(seconds, 0.1)
                self.assert_clean_exit(daemon)

    @unittest.skipUnless(disks.can_mount(), "needs root")
    def test_a_start_on_a_full_disk_is_refused_and_leaves_nothing(self) -> None:
        with disks.small_disk(self.directory / "small", "64k") as disk:
            full = disk / "full"
            with full.open("wb", buffering=0) as file, self.assertRaises(OSError):
                while True:
                    file.write(bytes(4096))
            daemon = self.daemon("--record-dir", str(disk))
            for name in ("take.wav", "take.flac", "new/set/take.wav", "take.wav"):
                self.assertIn("disk full", daemon.client.refused("/record/start", name))
            self.assertEqual(os.listdir(disk), ["full"])
            self.assertEqual(daemon.client.status()["record"]["state"], "idle")
            full.unlink()
            daemon.client.do("/record/start", "take.flac")
            daemon.client.do("/record/stop")
            frames_of(disk / "take.flac")
            self.assert_clean_exit(daemon)

    def test_a_file_that_is_deleted_ends_its_recording(self) -> None:
        daemon = self.daemon()
        self.start(daemon, "gone.flac")
        (daemon.state_directory / "recordings" / "gone.flac").unlink()
        self.assert_told(daemon, "gone.flac", "has been deleted")
        daemon.client.do("/record/start", "gone.flac")  # and its name is free
        (daemon.state_directory / "recordings" / "gone.flac").unlink()
        self.assertIn("deleted", daemon.client.refused("/record/stop"))
        self.assert_clean_exit(daemon)

    def test_a_start_while_one_records_makes_nothing(self) -> None:
        daemon = self.daemon()
        daemon.client.do("/record/start", "first.wav")
        recordings = daemon.state_directory / "recordings"
        for name in ("a/b/c.wav", "d/e.flac", "second.wav"):
            self.assertIn("first.wav", daemon.client.refused("/record/start", name))
        self.assertEqual(os.listdir(recordings), ["first.wav"])
        daemon.client.do("/record/stop")
        self.assertIn("FLAC", daemon.client.refused("/record/start", "x/y.flac", "float"))
        self.assertEqual(os.listdir(recordings), ["first.wav"])
        self.assert_clean_exit(daemon)

    def test_who_started_it_hears_that_another_has_stopped_it(self) -> None:
        daemon = self.daemon()
        daemon.client.do("/record/start", "mine.wav")
        other = type(daemon.client)(daemon.port)
        other.do("/record/stop")
        daemon.client.wait_for(lambda r: r.address == "/done" and r.args[0] == "/record/stop", 10)
        other.close()
        self.assert_clean_exit(daemon)

    def test_a_state_directory_that_is_deleted_is_told_and_made_again(self) -> None:
        daemon = self.daemon()
        daemon.client.send("/notify", 1)
        shutil.rmtree(daemon.state_directory)
        daemon.client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == "alarm" and "made again" in r.args[1], 20
        )
        self.assertEqual(daemon.status()["state_dir"]["lost"], 1)
        daemon.wait_log("has been deleted; it is made again")
        daemon.client.do("/record/start", "after.wav")
        daemon.client.do("/record/stop")
        self.assertGreater(frames_of(daemon.state_directory / "recordings" / "after.wav"), 0)
        self.assert_clean_exit(daemon)

    def test_a_journal_that_is_deleted_is_told_and_goes_on_in_a_new_file(self) -> None:
        for whole in (False, True):
            with self.subTest(whole=whole):
                daemon = self.daemon()
                client = daemon.client
                client.send("/notify", 1)
                client.do("/seq/create", "kick")
                client.send("/mod/filter1/freq", 700.0)
                first = Path(client.status()["journal"]["file"])
                if whole:
                    shutil.rmtree(daemon.state_directory)
                else:
                    first.unlink()
                client.wait_for(
                    lambda r: r.address == "/event" and r.args[0] == "journal"
                    and f"{first.name} has been deleted" in r.args[1], 20,
                )  # fmt: skip
                daemon.wait_log(f"{first.name} has been deleted")
                journal = client.wait_status(
                    lambda s: s["journal"]["holes"] == 1 and s["journal"]["file"], 20, "a new file"
                )["journal"]  # fmt: skip
                begun = daemon.status()["frame"]
                client.send("/gate/adsr1", 1)
                client.wait_frame(begun + 9_600)
                self.assert_clean_exit(daemon)
                self.assertIn("a hole from 0f to ", daemon.log())
                done = self.run_program("chronus-render", journal["file"], "-o", "after.wav")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("of which nothing is kept", done.stderr)
                after = wav.read(self.directory / "after.wav")
                self.assertGreater(len(after), 9_600)
                self.assertTrue(after.samples.any(), "the gate is in it")

    def test_all_that_is_written_is_its_owners_alone(self) -> None:
        daemon = self.daemon("--record", str(self.directory / "all.wav"))
        daemon.client.wait_frame(4_800)
        daemon.client.send("/record/stop")
        daemon.client.wait_status(lambda s: s["record"]["state"] == "idle", 10, "its end")
        daemon.client.do("/record/start", "set/take.flac")
        daemon.client.do("/seq/create", "kick")
        daemon.client.do("/patch/save", "mine")
        self.assert_clean_exit(daemon)
        written = [daemon.state_directory, self.directory / "all.wav"]
        written += daemon.state_directory.rglob("*")
        self.assertEqual([p for p in written if p.stat().st_mode & 0o077], [])


if __name__ == "__main__":
    unittest.main()
