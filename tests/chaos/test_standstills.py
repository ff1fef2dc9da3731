# SPDX-License-Identifier: MIT
"""What stands still and must stop nobody: whoever reads the log, the disk of the recording, the
disk of the journal. Workers are replaced meanwhile, and a signal ends it within two seconds."""

import contextlib
import fcntl
import os
import re
import subprocess
import termios
import time
import unittest

from support import disks, wav
from support.chronus import TestCase, both_ready

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

    def assert_falls_silent_in_time(self, daemon, log: str) -> None:
        """It has let go of all but the disk: the kernel keeps a thread that waits in a call to one,
        and with it the process's entry, until the disk answers (decision 24)."""
        daemon.status()
        daemon.process.terminate()
        daemon.wait_log(log, timeout_s=END_S)
        self.assertEqual([left for left in daemon.leftovers() if "zombie" not in left], [])

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
        refused = "".join(f"{i / 1000} /nonsense\n" for i in range(4000))
        daemon = self.daemon("--score", str(self.write_score(refused)), log_to=writer)
        os.close(writer)
        status = daemon.client.wait_status(
            lambda s: s["frame"] > 5 * s["rate"] and s["log"]["dropped"] > 0, 20, "dropped lines"
        )
        dropped, told = status["log"]["dropped"], b""
        while sum(map(int, re.findall(rb"(\d+) lines? of the log w\w+ dropped", told))) < dropped:
            told += os.read(reader, 65536)
        self.assert_ends_in_time(daemon, 0)

    def test_the_disk_of_a_recording_that_does_not_answer(self) -> None:
        with disks.frozen_disk(self.directory / "frozen") as disk:
            daemon = self.daemon("--record-dir", str(disk.path))
            daemon.client.do("/record/start", "take.wav")
            daemon.client.wait_frame(daemon.status()["frame"] + 24_000)
            disk.freeze()
            self.kill_and_replace(daemon)
            self.assert_falls_silent_in_time(daemon, "take.wav is left as it is")
            disk.thaw()
            self.assertEqual(daemon.wait_exit(), 1)
            # Its header tells no more than there is; a little more may be there.
            frames = subprocess.check_output(["soxi", "-s", str(disk.behind / "take.wav")])
            self.assertGreater(int(frames), 0)

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
            self.assert_falls_silent_in_time(daemon, "the journal's disk does not answer")
            disk.thaw()
            self.assertEqual(daemon.wait_exit(), 1)
            # What has a disk that answers is closed well.
            self.assertGreater(len(wav.read(self.directory / "takes" / "take.wav").samples), 0)

    def test_a_disk_that_does_not_answer_at_the_start(self) -> None:
        with disks.frozen_disk(self.directory / "frozen") as disk:
            disk.freeze()
            daemon = self.daemon(state_directory=disk.path, wait_ready=False)
            time.sleep(1)
            begin = time.monotonic()
            daemon.process.terminate()
            self.assertEqual(daemon.wait_exit(), 1)
            self.assertLess(time.monotonic() - begin, END_S)


if __name__ == "__main__":
    unittest.main()
