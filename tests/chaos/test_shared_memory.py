# SPDX-License-Identifier: MIT
"""What others on the machine can do to the memory that supervisor and workers share: nothing."""

import mmap
import os
import signal
import subprocess
import unittest
from pathlib import Path

from support import processes, scores, wav
from support.chronus import BIN, Daemon, TestCase, both_ready

RATE = 48_000

# A daemon whose /dev/shm is empty and takes nothing.
WITHOUT_DEV_SHM = """\
#!/bin/sh
exec unshare --user --map-root-user --mount \
  sh -c 'mount -t tmpfs -o ro none /dev/shm && exec "$0" "$@"' {chronusd} "$@"
"""


def pids_of(daemon: Daemon) -> list[int]:
    """The supervisor, its workers and the spare."""
    status = daemon.client.wait_status(
        lambda s: both_ready(s) and s["standby"]["spare_ready"], 20, "all there"
    )
    return [
        daemon.pid,
        *(worker["pid"] for worker in status["workers"]),
        status["standby"]["spare_pid"],
    ]


class SharedMemory(TestCase):
    def start(self, seconds: float, *args: str, program: str = "chronusd") -> Daemon:
        self.score_path = self.write_score(scores.dense(seconds))
        self.live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score", *args,
            program=program,
        )  # fmt: skip
        daemon.client.wait_frame(RATE // 2)
        return daemon

    def finish(self, daemon: Daemon) -> None:
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        self.assert_same_samples(wav.read(self.live), self.render(self.score_path))

    def test_nobody_can_cut_it_short(self) -> None:
        daemon = self.start(4)
        for pid in pids_of(daemon):
            segments = processes.segments_of(pid)
            self.assertGreaterEqual(len(segments), 2, pid)
            for path in segments:
                for size in (0, 4_096, 1 << 30):
                    with self.assertRaises(PermissionError):
                        os.truncate(path, size)
        self.assertEqual(daemon.status()["failovers"], 0)
        self.finish(daemon)

    def test_only_the_supervisor_can_write_the_control_segment(self) -> None:
        daemon = self.start(3)
        for pid in pids_of(daemon):
            path = processes.segments_of(pid, "chronus-control")[0]
            with path.open("r+b") as file:
                with self.assertRaises(PermissionError):
                    mmap.mmap(file.fileno(), 0)
                with self.assertRaises(PermissionError):
                    os.pwrite(file.fileno(), b"x", 0)
        self.finish(daemon)

    def test_it_has_no_name_and_needs_no_place_for_one(self) -> None:
        program = self.directory / "chronusd"
        program.write_text(WITHOUT_DEV_SHM.format(chronusd=BIN / "chronusd"))
        program.chmod(0o755)
        if subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "true"]).returncode:
            self.skipTest("no namespaces here")
        daemon = self.start(6, program=str(program))
        for pid in pids_of(daemon):
            self.assertNotIn("/dev/shm", Path(f"/proc/{pid}/maps").read_text())
        for slot in (0, 1, 0, 1):
            gone = daemon.kill_worker(slot)
            status = daemon.client.wait_status(
                lambda s: both_ready(s) and gone not in {w["pid"] for w in s["workers"]}, 20, "another"
            )
            daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        self.finish(daemon)

    def test_a_worker_has_nothing_open_but_its_two_segments(self) -> None:
        daemon = self.daemon("--record", str(self.directory / "first.wav"))
        daemon.client.do("/record/stop")
        daemon.client.do("/record/start", "second")
        pids_of(daemon)
        for slot in (0, 1):
            gone = daemon.kill_worker(slot, signal.SIGKILL)
            daemon.client.wait_status(
                lambda s: both_ready(s) and gone not in {w["pid"] for w in s["workers"]}, 20, "another"
            )
        for pid in pids_of(daemon)[1:]:
            found = processes.open_in(pid)
            self.assertEqual(sorted(found), [0, 1, 2, 3, 4], found)
            self.assertEqual((found[0], found[1]), ("/dev/null", "/dev/null"))
            self.assertEqual(found[2], str(daemon.log_path))
            self.assertIn("/memfd:chronus-control", found[3])
            self.assertIn("/memfd:chronus-worker-", found[4])
        self.assert_clean_exit(daemon)


if __name__ == "__main__":
    unittest.main()
