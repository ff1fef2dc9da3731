# SPDX-License-Identifier: MIT
"""Real workers, really killed, while music plays: the recording is the one nobody was killed in.

Seed, number of kills and seconds come from CHRONUS_TEST_SEED, CHRONUS_TEST_KILLS and
CHRONUS_TEST_KILL_SECONDS (100 and 60 for the long run).
"""

import os
import random
import signal
import unittest

from support import processes, scores, servers, wav
from support.chronus import QUICK, SEED, Daemon, TestCase, both_ready

RATE = 48_000
KILLS = int(os.environ.get("CHRONUS_TEST_KILLS", "8" if QUICK else "20"))
SECONDS = float(os.environ.get("CHRONUS_TEST_KILL_SECONDS", "5" if QUICK else "12"))


def commit_after(frame: int) -> int:
    """The next commit of the score, less the lead by which it is under way."""
    second = frame // RATE
    return int((second + second % 2 + 0.25) * RATE) - 256


class Kills(TestCase):
    def start(self, seconds: float, *args: str, music=scores.dense, **options) -> Daemon:
        self.score_path = self.write_score(music(seconds))
        self.live = self.directory / "live.wav"
        return self.daemon(
            "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score",
            *args, **options,
        )  # fmt: skip

    def finish(self, daemon: Daemon, timeout_s: float) -> None:
        """The end of the score: a clean exit, nothing left, and the recording as rendered."""
        self.assertEqual(daemon.wait_exit(timeout_s), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        self.assert_same_samples(wav.read(self.live), self.render(self.score_path))

    def wait_both_ready(self, daemon: Daemon, besides: int) -> dict:
        """Until the worker `besides` was replaced and both are ready; the status that says so."""

        def replaced(status: dict) -> bool:
            daemon.worker_pids |= {w["pid"] for w in status["workers"] if w["pid"] > 0}
            return both_ready(status) and besides not in {w["pid"] for w in status["workers"]}

        return daemon.client.wait_status(replaced, 20, f"{besides} replaced")

    def random_kills(self, daemon: Daemon, kills: int, seconds: float) -> None:
        rng = random.Random(SEED)
        spacing = seconds * RATE / kills
        first = daemon.status()["frame"] + int(0.3 * RATE)
        promoted = underruns = 0
        status = daemon.status()
        for kill in range(kills):
            at = first + int((kill + rng.random() * 0.9) * spacing)
            if kill % 5 == 4:
                at = commit_after(at)  # while a patch is being built or faded in
            status = daemon.client.wait_frame(at)
            # Primary and standby in turn; the primary first.
            slot = status["active_slot"] if kill % 2 == 0 else 1 - status["active_slot"]
            promoted += kill % 2 == 0
            pid = next(worker["pid"] for worker in status["workers"] if worker["slot"] == slot)
            before = status["audio"]["underruns"]
            daemon.signal_worker(pid)
            status = self.wait_both_ready(daemon, pid)
            underruns += status["audio"]["underruns"] - before
        print(
            f"{kills} kills, {promoted} of the primary: {underruns} underruns between a kill and "
            f"both ready, {status['audio']['underruns'] - underruns} at other times"
        )
        self.assertEqual(status["lost_frames"], 0)
        self.assertGreater(promoted, 0)
        self.assertEqual(status["failovers"], promoted)
        self.assertEqual(sum(worker["generation"] for worker in status["workers"]), kills + 2)
        self.assertEqual(processes.zombies_of(daemon.pid), [])

    def test_random_kills_of_either_worker_change_no_sample(self) -> None:
        daemon = self.start(SECONDS + 2)
        self.random_kills(daemon, KILLS, SECONDS)
        self.finish(daemon, SECONDS + 20)

    def test_kills_change_no_sample_of_any_module(self) -> None:
        """Of every type one plays; the same with and without the machine's wide instructions."""
        listed = self.run_program("chronusctl", "modules").stdout.splitlines()
        types = {line for line in listed if line and not line.startswith(" ")}
        kills, seconds = (10, 5) if QUICK else (50, 20)
        daemon = self.start(seconds + 2, music=scores.every_module)
        played = {line.split()[3] for line in self.score_path.read_text().splitlines()
                  if line.split()[1] == "/patch/create"}  # fmt: skip
        self.assertEqual(types - played, {"drill"})
        self.random_kills(daemon, kills, seconds)
        self.finish(daemon, seconds + 20)
        self.assert_same_samples(wav.read(self.live), self.render(self.score_path, env={"CHRONUS_SIMD": "baseline"}))

    def test_the_same_through_jack_at_four_periods(self) -> None:
        for period in (64, 128, 256, 1024):
            with self.subTest(period=period), servers.awake_cores():
                with servers.jack(self.directory, period=period) as env:
                    daemon = self.start(5, audio="jack", env=env)
                    self.random_kills(daemon, 4, 3)
                    self.finish(daemon, 30)

    def test_the_same_through_pulseaudio(self) -> None:
        with servers.awake_cores(), servers.pulse(self.directory) as env:
            daemon = self.start(6, audio="pulse", env=env)
            self.random_kills(daemon, 6, 4)
            self.finish(daemon, 30)

    def stopped_worker(self, active: bool) -> None:
        daemon = self.start(5)
        status = daemon.status()
        slot = status["active_slot"] if active else 1 - status["active_slot"]
        pid = daemon.kill_worker(slot, signal.SIGSTOP)
        status = self.wait_both_ready(daemon, pid)
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(status["failovers"], 1 if active else 0)
        self.assertFalse(processes.is_running(pid))
        self.finish(daemon, 30)

    def test_a_stopped_primary_is_replaced_and_the_music_goes_on(self) -> None:
        self.stopped_worker(active=True)

    def test_a_stopped_standby_is_replaced_and_the_music_goes_on(self) -> None:
        self.stopped_worker(active=False)

    def test_both_workers_killed_with_a_long_lead_come_back(self) -> None:
        self.both_killed("--block", "512", "--lead", "32")

    def test_both_workers_killed_at_once_come_back(self) -> None:
        self.both_killed()

    def test_with_a_warm_standby_a_kill_is_a_short_gap(self) -> None:
        self.both_killed("--standby", "warm", workers=1)

    def lose_all(self, daemon: Daemon, workers: int = 2) -> dict:
        """Kills all workers at once; the status when as many others are ready."""
        pids = [worker["pid"] for worker in daemon.status()["workers"] if worker["pid"] > 0]
        self.assertEqual(len(pids), workers)
        for pid in pids:
            daemon.signal_worker(pid)

        def restored(now: dict) -> bool:
            ready = [worker for worker in now["workers"] if worker["state"] == "ready"]
            return len(ready) == workers and not {w["pid"] for w in ready} & set(pids)

        return daemon.client.wait_status(restored, 20, "the workers restored")

    def test_a_note_let_go_between_two_losses_of_all_does_not_sound_on(self) -> None:
        """The second restore leaves out what clients sent, but nothing that ends a sound."""
        daemon = self.daemon()
        client = daemon.client
        for message in (
            ("/patch/new",), ("/patch/create", "pad", "osc", 4), ("/patch/create", "env", "adsr", 4),
            ("/patch/connect", "pad", "env"), ("/patch/connect", "env", "output"), ("/patch/commit",),
        ):  # fmt: skip
            client.do(*message)
        client.send("/note/pad", "a3", 0.7)
        client.sync()
        client.wait_frame(daemon.status()["frame"] + RATE)  # keyframes hold it
        self.assertEqual(self.lose_all(daemon)["voices"]["used"], 1)
        client.send("/note/pad/off", "a3")
        client.sync()
        status = self.lose_all(daemon)
        self.assertEqual(status["restores"]["count"], 2)
        client.wait_status(lambda s: s["voices"]["used"] == 0, 20, "the end of the note")
        self.assert_clean_exit(daemon)

    def both_killed(self, *args: str, workers: int = 2) -> None:
        """Nothing of the session is lost, not even a frame: the output waits for what it is owed."""
        daemon = self.start(6, *args, wait_ready=workers == 2)
        if workers == 1:
            daemon.wait_playing()
        daemon.client.send("/notify", 1, "failover")
        daemon.client.wait_frame(2 * RATE)
        status = self.lose_all(daemon, workers)
        self.assertEqual(status["restores"]["count"], 1)
        daemon.client.sync()
        told = [r for r in daemon.client.replies if r.address == "/event" and r.args[0] == "failover"]
        self.assertEqual(len(told), status["failovers"], "who listens counts what /status does")
        gap = status["restores"]["last_gap_frames"]
        self.assertLess(gap, RATE)
        print(f"{workers} of {workers} workers lost {args}: a gap of {gap} frames")
        self.assertEqual(status["lost_frames"], 0)
        self.finish(daemon, 60)

    def test_without_a_standby_the_patch_and_the_sequencers_come_back(self) -> None:
        daemon = self.start(6, "--standby", "off", wait_ready=False)
        daemon.wait_playing()
        daemon.client.wait_frame(2 * RATE)
        pid = daemon.kill_worker(0)
        status = daemon.client.wait_status(
            lambda s: s["workers"][0]["state"] == "ready" and s["workers"][0]["pid"] != pid, 20
        )
        self.assertGreater(status["lost_frames"], 0)
        self.assertLess(status["lost_frames"], RATE)
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        recording = wav.read(self.live)
        self.assertEqual(len(recording), 6 * RATE)
        for begin in range(3 * RATE, 6 * RATE, RATE // 2):
            self.assertTrue(wav.onsets(recording.left[begin : begin + RATE // 2]), begin)

    def test_a_drill_over_osc_is_a_kill_like_any_other(self) -> None:
        self.score_path = self.write_score(scores.dense(4))
        self.live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(self.score_path), "--record", str(self.live), "--exit-after-score",
            "--drills",
        )  # fmt: skip
        status = daemon.status()
        slot = status["active_slot"]
        pid = daemon.worker(slot)["pid"]
        daemon.client.do("/worker/kill", slot)
        self.assertEqual(self.wait_both_ready(daemon, pid)["lost_frames"], 0)
        pid = daemon.worker(slot)["pid"]
        daemon.client.do("/worker/restart", slot)
        self.assertEqual(self.wait_both_ready(daemon, pid)["lost_frames"], 0)
        self.finish(daemon, 30)

    def test_a_killed_supervisor_takes_its_workers_with_it(self) -> None:
        daemon = self.daemon()
        pids = [worker["pid"] for worker in daemon.status()["workers"]]
        daemon.process.kill()
        daemon.wait_exit()
        self.assertEqual(processes.wait_gone(pids), [])


if __name__ == "__main__":
    unittest.main()
