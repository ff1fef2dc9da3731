# SPDX-License-Identifier: MIT
"""Stray writes into what a worker shares with its supervisor: whoever says what cannot be is
replaced, with words, and the recording is the one in which nothing happened."""

import os
import signal
import unittest

from support import scores, wav
from support.chronus import Daemon, TestCase
from support.slot_memory import SlotMemory

RATE = 48_000
LEAD = 16
MANY_COMMANDS = 17_000  # more than a ring holds


def all_ready(status: dict) -> bool:
    return all(worker["state"] in ("ready", "unused") for worker in status["workers"])


@unittest.skipUnless(os.geteuid() == 0, "writes into another process")
class Lies(TestCase):
    seconds = 7.0

    def start(self, standby: str) -> Daemon:
        lines = scores.dense(self.seconds).splitlines()
        # The value that it has: more commands than a ring holds, before anything happens.
        lines += [f"{0.2 + i / 20_000:.5f} /mod/mix/gain_db -9" for i in range(MANY_COMMANDS)]
        self.score_path = self.write_score("\n".join(lines) + "\n")
        self.live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score",
            "--standby", standby, "--lead", str(LEAD), wait_ready=False,
        )  # fmt: skip
        daemon.wait_playing()
        daemon.client.send("/notify", 1)
        daemon.client.wait_frame(2 * RATE)
        return daemon

    def memory_of_primary(self, daemon: Daemon) -> SlotMemory:
        status = daemon.status()
        memory = SlotMemory(status["workers"][status["active_slot"]]["pid"])
        self.addCleanup(memory.close)
        return memory

    def expect_replaced(self, daemon: Daemon, before: dict, liars: int = 1) -> dict:
        """Everybody was told, new workers are there, and music was back within 100 ms."""
        for _ in range(liars):
            daemon.client.wait_for(
                lambda r: r.address == "/event" and r.args[0] == "alarm", 10, "the alarm"
            )
        generations = sum(worker["generation"] for worker in before["workers"]) + liars
        status = daemon.client.wait_status(
            lambda s: all_ready(s) and sum(w["generation"] for w in s["workers"]) >= generations,
            20,
            "the liar replaced",
        )
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"] if worker["pid"] > 0}
        concealed = status["audio"]["concealed_frames"] - before["audio"]["concealed_frames"]
        self.assertLessEqual(concealed, RATE // 10)
        daemon.wait_log("is not to be trusted and is replaced")
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(status["quarantined"], 0)
        return status

    def finish(self, daemon: Daemon) -> None:
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        self.assert_same_samples(wav.read(self.live), self.render(self.score_path))

    def wild_position(self, standby: str) -> dict:
        daemon = self.start(standby)
        before = daemon.status()
        self.memory_of_primary(daemon).write_read_position(1 << 63)
        status = self.expect_replaced(daemon, before)
        daemon.wait_log("its place in the command ring")
        self.finish(daemon)
        return status

    def test_a_place_in_the_ring_that_cannot_be_does_not_stop_the_clock(self) -> None:
        self.assertEqual(self.wild_position("hot")["restores"]["count"], 0)

    def test_a_place_in_the_ring_that_cannot_be_does_not_stop_the_only_worker(self) -> None:
        self.assertEqual(self.wild_position("warm")["restores"]["count"], 1)

    def spoil(self, memory: SlotMemory) -> None:
        newest = memory.rendered // memory.block_frames - 1
        for block in range(newest - 3, newest + 1):
            memory.spoil_block(block)

    def spoilt_block(self, standby: str) -> dict:
        daemon = self.start(standby)
        before = daemon.status()
        self.spoil(self.memory_of_primary(daemon))
        status = self.expect_replaced(daemon, before)
        self.finish(daemon)
        return status

    def test_a_spoilt_block_is_not_heard_and_its_worker_is_replaced(self) -> None:
        self.assertEqual(self.spoilt_block("hot")["restores"]["count"], 0)

    def test_a_spoilt_block_of_the_only_worker_does_not_stop_the_clock(self) -> None:
        self.assertEqual(self.spoilt_block("warm")["restores"]["count"], 1)

    def test_blocks_spoilt_in_both_slots_are_rendered_again(self) -> None:
        daemon = self.start("hot")
        before = daemon.status()
        memories = [SlotMemory(worker["pid"]) for worker in before["workers"]]
        for memory in memories:
            self.addCleanup(memory.close)
            self.spoil(memory)
        self.expect_replaced(daemon, before, liars=2)
        self.finish(daemon)

    def test_the_only_worker_can_be_restarted_where_nothing_is_heard(self) -> None:
        daemon = self.start("warm")
        before = daemon.status()
        self.assertIn("not ready", daemon.client.refused("/worker/restart", 0))
        daemon.signal_worker(before["workers"][0]["pid"], signal.SIGSTOP)
        silence = before["audio"]["concealed_frames"] + RATE // 5
        daemon.client.wait_status(
            lambda s: s["audio"]["concealed_frames"] >= silence, 10, "a fifth of a second of silence"
        )
        self.assertEqual(daemon.client.answer("/worker/restart", 0, timeout_s=5).address, "/done")
        daemon.client.wait_status(
            lambda s: all_ready(s) and s["workers"][0]["pid"] != before["workers"][0]["pid"],
            10,
            "a new worker",
        )
        self.finish(daemon)


if __name__ == "__main__":
    unittest.main()
