# SPDX-License-Identifier: MIT
"""Commands that kill, hang or spoil a worker: they are passed over, their sender is told, and the
recording is the one in which they were never sent."""

import unittest

from support import scores, wav
from support.chronus import Daemon, TestCase, both_ready

RATE = 48_000
CRASH, HANG, NAN, LOUD, CALL = 1, 2, 3, 4, 5


class Drills(TestCase):
    def start(self, seconds: float, *args: str) -> Daemon:
        self.score_path = self.write_score(scores.dense(seconds, drill=True))
        self.live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score",
            "--drills", *args,
        )  # fmt: skip
        daemon.client.send("/notify", 1)
        daemon.client.wait_frame(RATE)
        return daemon

    def finish(self, daemon: Daemon) -> None:
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        self.assert_same_samples(wav.read(self.live), self.render(self.score_path, "--drills"))

    def fire(self, daemon: Daemon, address: str, value: int, why: str) -> dict:
        """Sends what kills; the status once it is in quarantine and both workers are back."""
        before = daemon.status()
        reply = daemon.client.answer(address, value, timeout_s=10)
        self.assertEqual(reply.address, "/fail")
        self.assertIn("quarantined", reply.args[1])
        self.assertIn(why, reply.args[1])
        event = daemon.client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == "quarantine", 10, "the event"
        )
        self.assertIn(address, event.args[1])
        daemon.wait_log(f"put in quarantine: {address} of 127.0.0.1:{daemon.client.port}: ")
        generations = sum(worker["generation"] for worker in before["workers"])
        status = daemon.client.wait_status(
            lambda s: all(w["state"] == "ready" for w in s["workers"])
            and sum(w["generation"] for w in s["workers"]) > generations,
            20,
            "the worker replaced",
        )
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        self.assertEqual(status["quarantined"], before["quarantined"] + 1)
        self.assertEqual(status["lost_frames"], 0)
        return status

    def gate(self, mode: int, why: str) -> None:
        # Time enough to be sure, on a machine that stalls, before the standby must go on.
        daemon = self.start(5, "--lead", "16")
        daemon.client.send("/mod/drill/mode", mode)
        status = self.fire(daemon, "/gate/drill", 1, why)
        self.assertEqual(status["restores"]["count"], 0, "one worker only has met it")
        self.assertEqual(status["failovers"], 1)
        self.finish(daemon)

    def test_a_gate_that_crashes_a_worker_is_passed_over(self) -> None:
        self.gate(CRASH, "killed a worker")

    def test_a_gate_that_hangs_a_worker_is_passed_over(self) -> None:
        self.gate(HANG, "hangs a worker")

    def test_a_gate_that_spoils_the_samples_is_passed_over(self) -> None:
        self.gate(NAN, "made a worker fail")

    def test_a_gate_that_calls_what_no_worker_may_is_passed_over_and_the_call_named(self) -> None:
        daemon = self.start(5, "--lead", "16")
        if not all(worker["confined"] for worker in daemon.status()["workers"]):
            self.skipTest("this kernel, or this build, confines nobody")
        daemon.client.send("/mod/drill/mode", CALL)
        status = self.fire(daemon, "/gate/drill", 1, "it called getppid, which a worker may not")
        self.assertEqual((status["restores"]["count"], status["failovers"]), (0, 1))
        deaths = [worker["last_death"] for worker in status["workers"] if worker["deaths"] > 0]
        self.assertEqual(deaths, ["signal 31 (Bad system call): it called getppid, which a worker may not"])
        self.finish(daemon)
        self.assertIn(f"ended: {deaths[0]}", daemon.log())

    def parameter(self, fault: int, why: str) -> dict:
        """What fails when the block is rendered, after the command was applied."""
        daemon = self.start(5)
        status = self.fire(daemon, "/mod/drill/fault", fault, why)
        self.finish(daemon)
        return status

    def test_a_parameter_that_crashes_a_worker_is_passed_over(self) -> None:
        self.assertEqual(self.parameter(CRASH, "killed a worker")["restores"]["count"], 0)

    def test_a_parameter_that_spoils_the_samples_is_passed_over(self) -> None:
        self.assertEqual(self.parameter(NAN, "made a worker fail")["restores"]["count"], 0)

    def test_a_parameter_that_hangs_both_workers_in_turn_is_found_out(self) -> None:
        # The standby cannot know what the primary hangs in: both are restored without it.
        status = self.parameter(HANG, "hangs a worker")
        self.assertEqual(status["restores"]["count"], 1)
        self.assertLess(status["restores"]["last_gap_frames"], RATE)

    def gap_of_a_later(self, fault: int) -> int:
        daemon = self.start(8)
        daemon.client.wait_frame(5 * RATE // 2)
        daemon.client.send("/mod/drill/after", 2)
        daemon.client.send("/mod/drill/fault", fault)
        status = daemon.client.wait_status(
            lambda s: s["restores"]["count"] >= 1 and both_ready(s), 30, "the workers restored"
        )
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        return status["restores"]["last_gap_frames"]

    # On an idle machine 50 ms; here whatever else runs may be in the way.
    def test_a_crash_in_a_block_costs_little(self) -> None:
        self.assertLess(self.gap_of_a_later(CRASH), RATE // 9)

    def test_a_hang_in_a_block_costs_little(self) -> None:
        self.assertLess(self.gap_of_a_later(HANG), RATE // 6)

    def test_a_crash_blocks_later_is_survived_without_what_clients_sent(self) -> None:
        daemon = self.start(7)
        daemon.client.send("/mod/drill/after", 0.1)
        daemon.client.send("/mod/drill/fault", CRASH)
        status = daemon.client.wait_status(
            lambda s: s["restores"]["count"] >= 1
            and all(worker["state"] == "ready" for worker in s["workers"]),
            30,
            "the workers restored",
        )
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        frame = status["frame"]
        status = daemon.client.wait_frame(frame + RATE)
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        recording = wav.read(self.live)
        self.assertEqual(len(recording), 7 * RATE, "the timeline is whole")
        for begin in range(5 * RATE, 7 * RATE, RATE // 2):
            self.assertTrue(wav.onsets(recording.left[begin : begin + RATE // 2]), begin)

    def test_a_level_that_runs_away_is_not_heard(self) -> None:
        daemon = self.start(6)
        daemon.client.send("/mod/drill/fault", LOUD)
        status = daemon.client.wait_status(
            lambda s: s["restores"]["count"] + s["failovers"] >= 1
            and all(worker["state"] == "ready" for worker in s["workers"]),
            30,
            "the workers restored",
        )
        daemon.worker_pids |= {worker["pid"] for worker in status["workers"]}
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        recording = wav.read(self.live)
        self.assertEqual(len(recording), 6 * RATE)
        self.assertLessEqual(abs(recording.left).max(), 10_000)

    def test_a_level_that_runs_away_is_named_with_its_module(self) -> None:
        daemon = self.start(6)
        daemon.client.send("/notify", 1)
        daemon.client.send("/mod/drill/fault", LOUD)
        event = daemon.client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == "failed", 20
        )
        self.assertIn("'drill' (drill)", event.args[1])
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        daemon.wait_log(r"failed itself: a level beyond all bounds from module 'drill'", regex=True)

    def test_who_sent_what_a_restore_leaves_out_hears_why(self) -> None:
        daemon = self.start(7)
        daemon.client.send("/mod/drill/after", 0.1)
        reply = daemon.client.answer("/mod/drill/fault", CRASH, timeout_s=20)
        self.assertEqual(reply.address, "/fail")
        self.assertRegex(reply.args[1], r"^withheld: .*signal \d+")
        daemon.wait_log(f"withheld: /mod/drill/fault of 127.0.0.1:{daemon.client.port}: ")
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])

    def test_an_lfo_on_the_output_is_held_there(self) -> None:
        daemon = self.daemon("--ceiling", "off", "--record", str(self.directory / "lfo.wav"))
        for line in ("edit", "create l lfo", "connect l output", "commit"):
            daemon.client.send("/patch/" + line.split()[0], *line.split()[1:])
        for offset in (12_000, -20_000, 500):
            daemon.client.send("/mod/l/offset", offset)
            daemon.client.wait_frame(daemon.status()["frame"] + RATE // 4)
        status = daemon.status()
        self.assertEqual(sum(worker["deaths"] for worker in status["workers"]), 0)
        self.assertEqual((status["failovers"], status["restores"]["count"]), (0, 0))
        self.assertEqual(daemon.stop(), 0)
        heard = wav.read(self.directory / "lfo.wav").left
        self.assertEqual((heard.max(), heard.min()), (10_000, -10_000))

    def test_without_drills_there_is_nothing_to_fire(self) -> None:
        daemon = self.daemon()
        self.assertIn("--drills", daemon.client.refused("/patch/create", "d", "drill"))
        self.assertIn("--drills", daemon.client.refused("/worker/kill", 0))


if __name__ == "__main__":
    unittest.main()
