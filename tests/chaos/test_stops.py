# SPDX-License-Identifier: MIT
"""Workers that are stopped, starved or gone wild, and machines that are busy: the recording is the
one in which nothing happened."""

import contextlib
import mmap
import os
import random
import signal
import subprocess
import unittest
from pathlib import Path
from typing import Iterator

from support import processes, scores, servers, wav
from support.chronus import QUICK, SEED, Daemon, TestCase, both_ready

RATE = 48_000
ROUNDS = 3 if QUICK else 8


@contextlib.contextmanager
def hogs(count: int, *prefix: str) -> Iterator[None]:
    """Processes that want all of the processor."""
    running = [
        subprocess.Popen([*prefix, "/bin/sh", "-c", "while :; do :; done"]) for _ in range(count)
    ]
    try:
        yield
    finally:
        for hog in running:
            hog.kill()
            hog.wait()


class Stops(TestCase):
    def start(self, seconds: float, *args: str) -> Daemon:
        self.score_path = self.write_score(scores.dense(seconds))
        self.live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score", *args
        )
        daemon.client.wait_frame(RATE)
        return daemon

    def finish(self, daemon: Daemon) -> None:
        self.assertEqual(daemon.wait_exit(90), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        self.assert_same_samples(wav.read(self.live), self.render(self.score_path))

    def test_a_worker_that_goes_on_after_a_moment_is_forgiven(self) -> None:
        daemon = self.start(6)
        before = daemon.status()
        rng = random.Random(SEED)
        for _ in range(ROUNDS):
            pid = daemon.kill_worker(rng.randrange(2), signal.SIGSTOP)
            daemon.signal_worker(pid, signal.SIGCONT)
            daemon.client.wait_frame(daemon.status()["frame"] + RATE // 20)
        status = daemon.client.wait_status(both_ready, 20)
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(
            [worker["pid"] for worker in status["workers"]],
            [worker["pid"] for worker in before["workers"]],
            "nobody was replaced",
        )
        self.finish(daemon)

    def test_both_stopped_is_a_stall_and_kills_nobody(self) -> None:
        daemon = self.start(6)
        before = daemon.status()
        pids = [worker["pid"] for worker in before["workers"]]
        for pid in pids:
            daemon.signal_worker(pid, signal.SIGSTOP)
        # Much longer than a worker that hangs is given, by the device's own clock.
        concealed = before["audio"]["concealed_frames"] + RATE // 2
        daemon.client.wait_status(
            lambda s: s["audio"]["concealed_frames"] >= concealed, 20, "half a second of silence"
        )
        for pid in pids:
            daemon.signal_worker(pid, signal.SIGCONT)
        status = daemon.client.wait_status(both_ready, 20)
        # The one that was seen to stop first may have been replaced: the last never is.
        self.assertTrue({worker["pid"] for worker in status["workers"]} & set(pids))
        self.assertEqual(status["restores"]["count"], 0)
        self.assertEqual(status["lost_frames"], 0)
        self.finish(daemon)

    def test_both_stopped_for_good_are_replaced_and_nothing_of_the_music_is_lost(self) -> None:
        daemon = self.start(16)
        before = daemon.status()
        for worker in before["workers"]:
            daemon.signal_worker(worker["pid"], signal.SIGSTOP)
        status = daemon.client.wait_status(
            lambda s: s["restores"]["count"] == 1 and both_ready(s), 40, "restored"
        )
        self.assertEqual(status["lost_frames"], 0)
        daemon.wait_log("no worker answers, though a spare does")
        self.finish(daemon)

    def test_a_stopped_spare_is_told_and_replaced_and_takes_no_slot(self) -> None:
        daemon = self.start(8)
        status = daemon.client.wait_status(lambda s: s["standby"]["spare_ready"], 20, "a spare")
        spare = status["standby"]["spare_pid"]
        daemon.signal_worker(spare, signal.SIGSTOP)
        daemon.client.wait_status(lambda s: not s["standby"]["spare_ready"], 5, "it is not relied on")
        for worker in status["workers"]:
            daemon.signal_worker(worker["pid"])
        status = daemon.client.wait_status(
            lambda s: s["restores"]["count"] == 1 and both_ready(s), 20, "restored"
        )
        self.assertLess(status["restores"]["last_gap_frames"], RATE)
        self.assertNotIn(spare, [worker["pid"] for worker in status["workers"]])
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        daemon.client.wait_status(
            lambda s: s["standby"]["spare_ready"] and s["standby"]["spare_pid"] != spare, 20, "another"
        )
        daemon.wait_log("the spare worker does not come round")
        self.finish(daemon)

    def test_a_spare_that_dies_while_both_are_stopped_is_replaced_as_a_witness(self) -> None:
        daemon = self.start(16)
        status = daemon.client.wait_status(lambda s: s["standby"]["spare_ready"], 20, "a spare")
        for worker in status["workers"]:
            daemon.signal_worker(worker["pid"], signal.SIGSTOP)
        daemon.signal_worker(status["standby"]["spare_pid"])
        status = daemon.client.wait_status(
            lambda s: s["restores"]["count"] == 1 and both_ready(s), 40, "restored"
        )
        self.assertEqual(status["lost_frames"], 0)
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        self.finish(daemon)

    def test_kills_on_a_busy_machine_change_no_sample(self) -> None:
        with hogs(4):
            daemon = self.start(8)
            rng = random.Random(SEED)
            for _ in range(ROUNDS):
                pid = daemon.kill_worker(rng.randrange(2))

                def replaced(status: dict, gone: int = pid) -> bool:
                    daemon.worker_pids |= {w["pid"] for w in status["workers"] if w["pid"] > 0}
                    return both_ready(status) and gone not in {w["pid"] for w in status["workers"]}

                daemon.client.wait_status(replaced, 30, "the worker replaced")
            self.assertEqual(daemon.status()["lost_frames"], 0)
            self.finish(daemon)

    def test_a_starved_worker_is_not_mistaken_for_a_hung_one(self) -> None:
        """Its core is taken by others at a higher priority, most of the time."""
        if os.sched_getscheduler(0) != os.SCHED_OTHER or os.geteuid() != 0:
            self.skipTest("needs the right to set real-time priorities")
        daemon = self.start(6)
        status = daemon.status()
        pid = status["workers"][status["active_slot"]]["pid"]
        os.sched_setaffinity(pid, {0})
        with hogs(1, "taskset", "-c", "0", "chrt", "-f", "61"):
            daemon.client.wait_frame(daemon.status()["frame"] + RATE)
        status = daemon.client.wait_status(both_ready, 30)
        self.assertEqual(status["lost_frames"], 0)
        self.finish(daemon)

    def test_a_worker_that_scribbles_over_its_segment_harms_only_its_slot(self) -> None:
        daemon = self.start(8)
        rng = random.Random(SEED)
        for _ in range(ROUNDS):
            status = daemon.status()
            slot = rng.randrange(2)
            path = self.segment_of(status["workers"][slot]["pid"])
            with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
                for _ in range(20_000):
                    # The report, the audio ring and the keyframe area: what a worker writes.
                    begin, end = rng.choice(((512, 1_024), (1_100_000, len(memory))))
                    memory[rng.randrange(begin, end)] = rng.randrange(256)
            status = daemon.client.wait_status(both_ready, 30, "both ready again")
            daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
            daemon.client.wait_frame(status["frame"] + RATE // 10)
            # What it spoilt stays its own; it is replaced so that the next round finds two sound ones.
            pid = daemon.worker(slot)["pid"]
            daemon.client.send("/worker/restart", slot)
            status = daemon.client.wait_status(
                lambda s, gone=pid: both_ready(s) and gone not in {w["pid"] for w in s["workers"]},
                30,
                "a new worker",
            )
            daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        self.assertEqual(status["lost_frames"], 0)
        self.finish(daemon)

    def test_the_same_faults_through_jack(self) -> None:
        with servers.awake_cores(), servers.jack(self.directory, period=256) as env:
            self.score_path = self.write_score(scores.dense(8, drill=True))
            self.live = self.directory / "live.wav"
            daemon = self.daemon(
                "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score",
                "--drills", audio="jack", env=env,
            )  # fmt: skip
            daemon.client.wait_frame(RATE)

            def renewed(gone: set[int]) -> dict:
                return daemon.client.wait_status(
                    lambda s: both_ready(s) and not gone & {w["pid"] for w in s["workers"]}, 30
                )

            stopped = daemon.kill_worker(daemon.status()["active_slot"], signal.SIGSTOP)
            renewed({stopped})
            primary = daemon.status()["workers"][daemon.status()["active_slot"]]["pid"]
            daemon.client.send("/mod/drill/mode", 1)
            self.assertIn("quarantined", daemon.client.refused("/gate/drill", 1))
            status = renewed({primary})
            both = {worker["pid"] for worker in status["workers"]}
            for pid in both:
                daemon.signal_worker(pid)
            status = renewed(both)
            daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
            self.assertEqual(status["lost_frames"], 0)
            self.assertEqual(status["quarantined"], 1)
            self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
            self.assertEqual(daemon.leftovers(), [])
            self.assert_same_samples(wav.read(self.live), self.render(self.score_path, "--drills"))

    def segment_of(self, pid: int) -> Path:
        """The segment that this worker has mapped."""
        return processes.segments_of(pid, "chronus-worker-")[0]


if __name__ == "__main__":
    unittest.main()
