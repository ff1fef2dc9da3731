# SPDX-License-Identifier: MIT
"""What stands still and must stop nobody: whoever reads the log, the disk of the recording, the
disk of the journal. Workers are replaced meanwhile, and a signal ends it within two seconds."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import termios
import time
import unittest
from pathlib import Path

from support import disks, processes, scores, wav
from support.chronus import BIN, TestCase, both_ready
from support.osc import Client

END_S = 2.0
KILLS = 6


@unittest.skipUnless(disks.can_mount(), "needs root and FUSE")
class Standstills(TestCase):
    def kill_and_replace(self, daemon, kills: int = KILLS) -> None:
        """One worker after the other dies; each is replaced, and nothing of the music is lost."""
        for i in range(kills):
            pid = daemon.kill_worker(i % 2)
            daemon.client.wait_status(
                lambda s, pid=pid: both_ready(s) and pid not in [w["pid"] for w in s["workers"]],
                20, f"a replacement, number {i}",
            )  # fmt: skip
        self.assertEqual(daemon.status()["lost_frames"], 0)

    def assert_ends_in_time(self, daemon, status: int) -> None:
        daemon.status()
        begin = time.monotonic()
        daemon.process.terminate()
        self.assertEqual(daemon.wait_exit(), status)
        self.assertLess(time.monotonic() - begin, END_S)
        self.assertEqual(daemon.leftovers(), [])

    def test_a_full_pipe_instead_of_a_log(self) -> None:
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.set_blocking(writer, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writer, bytes(4096))
        os.set_blocking(writer, True)
        daemon = self.daemon("-v", log_to=writer)
        os.close(writer)
        self.kill_and_replace(daemon)
        self.assert_ends_in_time(daemon, 0)

    def test_a_terminal_that_is_stopped(self) -> None:
        controller, terminal = os.openpty()
        self.addCleanup(os.close, controller)
        termios.tcflow(terminal, termios.TCOOFF)  # what Ctrl-S does
        daemon = self.daemon("-v", log_to=terminal)
        self.addCleanup(os.close, terminal)
        self.kill_and_replace(daemon)
        self.assert_ends_in_time(daemon, 0)

    def test_a_reader_of_the_log_that_comes_back_is_told_what_it_missed(self) -> None:
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        # Different in more than numbers: what is alike is counted, not written.
        letters = str.maketrans("0123456789", "abcdefghij")
        words = (str(i).translate(letters) for i in range(4000))
        refused = "".join(f"{i / 1000} /nonsense_{word}\n" for i, word in enumerate(words))
        daemon = self.daemon("--score", str(self.write_score(refused)), log_to=writer)
        os.close(writer)
        status = daemon.client.wait_status(
            lambda s: s["frame"] > 5 * s["rate"] and s["log"]["dropped"] > 0, 20, "dropped lines"
        )
        dropped, told = status["log"]["dropped"], b""
        while sum(map(int, re.findall(rb"(\d+) lines? of the log w\w+ dropped", told))) < dropped:
            told += os.read(reader, 65536)
        self.assert_ends_in_time(daemon, 0)

    def assert_holds(self, path: Path, frames: int) -> None:
        """A whole file with its length, as other programs read it. Its header tells no more than
        there is; a little more may be there."""
        told = subprocess.run(["soxi", "-s", str(path)], capture_output=True, text=True, check=True)
        self.assertGreaterEqual(int(told.stdout), frames)

    def test_the_disk_of_a_recording_that_does_not_answer(self) -> None:
        for name in ("take.wav", "take.flac"):
            with self.subTest(name), disks.frozen_disk(self.directory / name) as disk:
                daemon = self.daemon("--record-dir", str(disk.path))
                daemon.client.send("/gate/adsr1", 1)  # FLAC makes nothing of silence
                daemon.client.do("/record/start", name)
                before = daemon.client.wait_status(
                    lambda s: s["record"]["seconds"] > 0.5, 20, "half a second"
                )["record"]["seconds"]  # fmt: skip
                disk.freeze()
                self.kill_and_replace(daemon)
                self.assert_ends_in_time(daemon, 1)
                self.assertIn(f"{name} is left as it is", daemon.log())
                told = re.search(rf"{name} ended after ([0-9.]+) s: the disk does not", daemon.log())
                self.assertGreater(float(told[1]), 0.3)
                disk.thaw()
                # FLAC: its encoder holds back a few blocks.
                held_back = 4 * 4096 if name.endswith(".flac") else 0
                self.assert_holds(disk.behind / name, int(before * 48_000) - held_back)

    def test_the_disk_of_the_journal_that_does_not_answer(self) -> None:
        with disks.frozen_disk(self.directory / "frozen") as disk:
            daemon = self.daemon(
                "--record-dir", str(self.directory / "takes"), state_directory=disk.path
            )
            daemon.client.do("/record/start", "take.wav")
            disk.freeze()
            for i in range(20):
                daemon.client.do("/seq/create", f"s{i}")
            self.kill_and_replace(daemon)
            self.assert_ends_in_time(daemon, 1)
            self.assertIn("the journal's disk does not answer", daemon.log())
            # What has a disk that answers is closed well.
            self.assertGreater(len(wav.read(self.directory / "takes" / "take.wav").samples), 0)

    def test_all_that_is_written_to_does_not_answer(self) -> None:
        """Recording, journal and log at once, and a request that waits for the disk."""
        controller, terminal = os.openpty()
        self.addCleanup(os.close, controller)
        self.addCleanup(os.close, terminal)
        with (
            disks.frozen_disk(self.directory / "takes") as takes,
            disks.frozen_disk(self.directory / "state") as state,
        ):
            daemon = self.daemon(
                "-v", "--record-dir", str(takes.path), state_directory=state.path, log_to=terminal
            )
            daemon.client.do("/record/start", "take.wav")
            takes.freeze()
            state.freeze()
            termios.tcflow(terminal, termios.TCOOFF)
            for i in range(20):
                daemon.client.do("/seq/create", f"s{i}")
            self.kill_and_replace(daemon)
            self.assert_ends_in_time(daemon, 1)

    def test_a_request_to_record_that_waits_for_the_disk(self) -> None:
        with disks.frozen_disk(self.directory / "frozen") as disk:
            daemon = self.daemon("--record-dir", str(disk.path))
            daemon.client.do("/record/start", "first.wav")
            daemon.client.do("/record/stop")
            disk.freeze()
            daemon.client.send("/record/start", "second.wav")
            self.kill_and_replace(daemon)
            self.assert_ends_in_time(daemon, 1)

    def test_a_recording_that_was_given_up_keeps_nobody_from_the_next(self) -> None:
        """One process is stopped as a disk would stop it: what it was writing is lost to it, and the
        next recording is another's."""
        daemon = self.daemon()
        daemon.client.do("/record/start", "first.wav")
        os.kill(daemon.disk_process("recordings"), signal.SIGSTOP)
        daemon.client.wait_status(lambda s: s["record"]["state"] == "failed", 20, "its failure")
        daemon.wait_log("first.wav ended after .*the disk is too slow", regex=True)
        # Its file is open until the process is given up.
        other = Client(daemon.port)
        self.addCleanup(other.close)
        deadline = time.monotonic() + 20
        while (answer := other.answer("/record/start", "second.wav")).address == "/fail":
            self.assertIn("already recording to", answer.args[1])
            self.assertLess(time.monotonic(), deadline)
        daemon.client.wait_status(lambda s: s["record"]["seconds"] > 0.1, 20, "the second")
        daemon.client.do("/record/stop")
        self.assertEqual(daemon.status()["lost_frames"], 0)
        recordings = daemon.state_directory / "recordings"
        self.assertGreater(len(wav.read(recordings / "second.wav").samples), 0)
        self.assert_holds(recordings / "first.wav", 0)
        self.assert_clean_exit(daemon)

    def wait_alarm(self, client, text: str, is_over: bool = False) -> None:
        client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == "alarm" and text in r.args[1]
            and ('"over"' in r.args[1]) == is_over, 20, f"an alarm: {text}",
        )  # fmt: skip

    def test_what_waits_for_journals_that_stand_still_is_refused_and_not_done_late(self) -> None:
        daemon = self.daemon()
        client, subscriber = daemon.client, Client(daemon.port)
        self.addCleanup(subscriber.close)
        client.do("/session/save", "a")
        client.do("/seq/create", "kept")
        subscriber.do("/notify", 1)
        self.assertTrue(daemon.status()["journal"]["answers"])
        process = daemon.disk_process("journals")
        os.kill(process, signal.SIGSTOP)
        asked = (
            ("/session/load", "a"), ("/session/list",), ("/patch/list",), ("/patch/load", "acid"),
            ("/session/save", "late"), ("/session/delete", "a"), ("/patch/save", "late"),
        )  # fmt: skip
        for message in asked:
            client.send(*message)
        client.send("/sync", ("i", 7))
        for message in asked:
            reply = client.answer_to(*message, timeout_s=20)
            self.assertEqual(reply.args[:2], [message[0], "the disk does not answer"])
        client.wait_for(lambda r: r.address == "/synced", 5, "its /sync")
        self.wait_alarm(subscriber, "the journals' disk does not answer")
        self.assertFalse(daemon.status()["journal"]["answers"])
        reply = client.answer("/session/load", "a", timeout_s=20)
        self.assertEqual(reply.args[:2], ["/session/load", "the disk does not answer"])
        os.kill(process, signal.SIGCONT)
        self.wait_alarm(subscriber, "the journals' disk answers again", is_over=True)
        self.assertTrue(daemon.status()["journal"]["answers"])
        # Behind all of those, and so they have come and gone.
        client.do("/session/save", "next")
        client.do("/patch/save", "next")
        told = client.ask("/session/list", reply="/session/list.reply").args[0]
        self.assertEqual([one["name"] for one in json.loads(told)["sessions"]], ["a", "next"])
        told = client.ask("/patch/list", reply="/patch/list.reply").args[0]
        own = [one["name"] for one in json.loads(told)["patches"] if not one["shipped"]]
        self.assertEqual(own, ["next"])
        client.do("/seq/mute", "kept", 1)  # the load has not taken it away
        self.assertEqual(daemon.status()["lost_frames"], 0)
        self.assert_clean_exit(daemon)

    def test_a_program_for_disks_that_is_back_is_told(self) -> None:
        programs = self.directory / "bin"
        programs.mkdir()
        for name in ("chronusd", "chronus-worker", "chronus-disk", "chronus-loader"):
            shutil.copy2(BIN / name, programs)
        daemon = self.daemon(program=str(programs / "chronusd"))
        daemon.client.do("/notify", 1)
        program = programs / "chronus-disk"
        program.rename(programs / "away")
        os.kill(daemon.disk_process("recordings"), signal.SIGKILL)
        self.assertIn("cannot be started", daemon.client.refused("/record/start", "a.wav"))
        self.wait_alarm(daemon.client, "cannot start")
        (programs / "away").rename(program)
        daemon.client.do("/record/start", "a.wav")
        self.wait_alarm(daemon.client, "writes recordings can be started again", is_over=True)
        daemon.wait_log("info the process that writes recordings can be started again")
        daemon.client.do("/record/stop")
        self.assert_clean_exit(daemon)

    def test_a_state_directory_that_is_back_is_told(self) -> None:
        daemon = self.daemon()
        daemon.client.do("/notify", 1)
        state = daemon.state_directory
        self.assertEqual(daemon.status()["state_dir"], {"there": True, "lost": 0})
        for i in range(1_000):  # it may be made again in between
            state.rename(state.with_name(f"away{i}"))
            with contextlib.suppress(IsADirectoryError):
                state.write_text("in the way")
                break
        daemon.client.wait_status(lambda s: not s["state_dir"]["there"], 20, "its loss")
        state.unlink()
        self.wait_alarm(daemon.client, "is there again", is_over=True)
        self.assertTrue(daemon.status()["state_dir"]["there"])
        daemon.client.do("/session/save", "s")
        self.assert_clean_exit(daemon)

    def test_the_processes_of_the_disks_are_killed_and_nothing_is_lost(self) -> None:
        score = self.write_score(scores.dense(10))
        take = self.directory / "take.wav"
        daemon = self.daemon("--score", str(score), "--record", str(take), "--exit-after-score")
        daemon.client.send("/notify", 1)
        for _ in range(4):
            for of in ("recordings", "journals"):
                pid = daemon.disk_process(of)
                os.kill(pid, signal.SIGKILL)
                daemon.client.wait_for(
                    lambda r, of=of: r.address == "/event" and f"writes {of} has ended" in str(r.args),
                    20, f"an alarm for {of}",
                )  # fmt: skip
                daemon.wait_log(f"writes {of} has ended: signal 9 (Killed)")
            self.kill_and_replace(daemon, 1)
        journal = Path(daemon.status()["journal"]["file"])
        self.assertEqual(daemon.status()["journal"]["holes"], 0)
        self.assertEqual(processes.zombies_of(daemon.pid), [])
        self.assertEqual(daemon.wait_exit(30), 0, daemon.log()[-4000:])
        reference = self.render(score)
        self.assert_same_samples(wav.read(take), reference)
        self.assert_same_samples(self.render(journal, name="journal.wav"), reference)

    def test_the_processes_of_the_disks_are_killed_as_it_ends(self) -> None:
        take = self.directory / "take.wav"
        daemon = self.daemon("--record", str(take))
        journal = Path(daemon.status()["journal"]["file"])
        for of in ("recordings", "journals"):
            os.kill(daemon.disk_process(of), signal.SIGKILL)
        self.assert_ends_in_time(daemon, 0)
        self.assertGreater(len(wav.read(take).samples), 0)
        self.assertTrue(journal.read_text().rstrip().endswith("/quit"), journal.read_text()[-200:])

    def test_a_disk_that_does_not_answer_at_the_start(self) -> None:
        with disks.frozen_disk(self.directory / "frozen") as disk:
            disk.freeze()
            daemon = self.daemon(state_directory=disk.path, wait_ready=False)
            processes.wait_child(daemon.pid, "chronus-disk")
            begin = time.monotonic()
            daemon.process.terminate()
            self.assertEqual(daemon.wait_exit(), 1)
            self.assertLess(time.monotonic() - begin, END_S)


if __name__ == "__main__":
    unittest.main()
