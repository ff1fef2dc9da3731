# SPDX-License-Identifier: MIT
"""More to do than there is time for: nobody is killed for it, and afterwards all is as before."""

import json
import unittest

from support import wav
from support.chronus import Daemon, TestCase, both_ready
from support.osc import Client

RATE = 48_000
FILTERS = 240
VOICES = 64  # each
SEQUENCERS = 1_000
MOST_HITS = 200_000


class Overload(TestCase):
    def commit(self, daemon: Daemon, lines: list[str]) -> None:
        for line in lines:
            address, *args = line.split()
            daemon.client.do(f"/patch/{address}", *args)

    def overload(self, daemon: Daemon) -> None:
        """Filters whose cutoff moves all the time, far more than a core can compute."""
        lines = ["edit", "create l lfo"]
        for n in range(FILTERS):
            lines += [f"create f{n} biquad {VOICES}", f"connect l f{n}.freq", f"connect f{n} output"]
        self.commit(daemon, [*lines, "commit"])

    def concealed_at_least(self, daemon: Daemon, frames: int) -> dict:
        before = daemon.status()["audio"]["concealed_frames"]
        return daemon.client.wait_status(
            lambda s: s["audio"]["concealed_frames"] >= before + frames, 60, "an overload"
        )

    def test_nobody_is_killed_for_it_and_all_come_back(self) -> None:
        daemon = self.daemon("--rate", "192000")
        self.overload(daemon)
        before = self.concealed_at_least(daemon, RATE // 24)
        status = self.concealed_at_least(daemon, RATE // 12)
        self.assertEqual([w["deaths"] for w in status["workers"]], [0, 0])
        self.assertEqual([w["pid"] for w in status["workers"]], [w["pid"] for w in before["workers"]])
        # One that dies of something else is not started over and over beside it.
        gone = daemon.kill_worker(1 - status["active_slot"])
        status = self.concealed_at_least(daemon, RATE // 12)
        self.assertLessEqual(sum(w["deaths"] for w in status["workers"]), 1)
        self.commit(daemon, ["edit", *(f"delete f{n}" for n in range(1, FILTERS)), "commit"])
        status = daemon.client.wait_status(
            lambda s: both_ready(s) and gone not in [w["pid"] for w in s["workers"]], 30, "all back"
        )
        self.assertEqual(sum(w["deaths"] for w in status["workers"]), 1)
        self.assertEqual(status["restores"]["count"], 0)
        self.assertEqual(status["lost_frames"], 0)
        self.assert_clean_exit(daemon)


DRUMS = "0 /patch/new\n" + "".join(
    f"0 /patch/create d{n} hat\n0 /patch/connect d{n} output\n" for n in range(16)
) + "0 /patch/commit\n"


def sequencer(n: int, bpm: float, ratchet: int, gates: int) -> str:
    """At division 128, each step a hit."""
    lines = [f"/seq/create s{n}", f"/seq/config s{n} {bpm} 16 128", f"/seq/pattern s{n} {'x' * 16}"]
    lines += [f"/seq/ratchet s{n} {ratchet}"]
    lines += [f"/seq/assign s{n} gate d{(n + gate) % 16}" for gate in range(gates)]
    return "".join(f"0 {line}\n" for line in lines)


class TooManyHits(TestCase):
    """Sequencers that would play more than there is time for: refused or thinned, with words, and the
    clock goes on."""

    def play(self, score: str, *args: str) -> Daemon:
        return self.daemon("--score", str(self.write_score(DRUMS + score)), *args)

    def play_on(self, daemon: Daemon, frames: int) -> dict:
        before = daemon.status()["frame"]
        return daemon.client.wait_status(lambda s: s["frame"] >= before + frames, 60, "the clock")

    def assert_all_is_well(self, status: dict, concealed: int = RATE // 10) -> None:
        self.assertTrue(both_ready(status), status["workers"])
        self.assertEqual([w["deaths"] for w in status["workers"]], [0, 0])
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(status["diverged"], 0)
        self.assertLess(status["audio"]["concealed_frames"], concealed)

    def test_the_example_is_refused_and_nothing_plays(self) -> None:
        daemon = self.play("".join(sequencer(n, 999, 8, 1) for n in range(SEQUENCERS)))
        daemon.client.wait_status(lambda s: s["sequencers_total"] == SEQUENCERS, 30, "the score")
        reason = "all together 4262400 hits a second would play, the most are 200000"
        for address in ("/seq/start_all", "/transport/start"):
            self.assertEqual(daemon.client.refused(address), reason)
        self.assertEqual(daemon.status()["hits_per_second"], 0)
        # One after another: those that fit play.
        answers = [daemon.client.answer("/seq/start", f"s{n}") for n in range(60)]
        done = [answer for answer in answers if answer.address == "/done"]
        self.assertEqual(len(done), 46)
        self.assertIn("hits a second would play, the most are 200000", answers[46].args[1])
        status = self.play_on(daemon, 3 * RATE)
        self.assert_all_is_well(status)
        self.assertEqual(status["hits_per_second"], 196_071)
        self.assertEqual(status["commands"]["thinned"], 0)
        self.assert_clean_exit(daemon)

    def test_a_ramp_ends_at_the_bound(self) -> None:
        score = "".join(sequencer(n, 20, 8, 1) + f"0 /seq/follow s{n}\n" for n in range(SEQUENCERS))
        daemon = self.play(score + "0 /transport/bpm 20\n0 /seq/start_all\n")
        daemon.client.wait_status(lambda s: s["hits_per_second"] > 0, 30, "the start")
        taken = [bpm for bpm in range(21, 1000, 2)
                 if daemon.client.answer("/transport/bpm", bpm).address == "/done"]
        self.assertEqual(taken[-1], 45)
        status = self.play_on(daemon, 3 * RATE)
        self.assert_all_is_well(status)
        self.assertEqual(status["bpm"], 45)
        self.assertLessEqual(status["hits_per_second"], MOST_HITS)
        self.assert_clean_exit(daemon)

    def test_what_has_many_targets_is_thinned_and_told(self) -> None:
        """Admitted by its steps, thirteen times the commands: the recording is the journal's
        rendering all the same, and a set that is stopped leaves no gate open."""
        score = "".join(sequencer(n, 999 - n, 8, 16) for n in range(46))
        recording = self.directory / "live.wav"
        daemon = self.play(score + "0.5 /seq/start_all\n4 /seq/stop_all\n6 /quit\n",
                           "--record", str(recording), "--exit-after-score")
        listener = Client(daemon.port)
        self.addCleanup(listener.close)
        listener.do("/notify", 1)
        status = daemon.client.wait_frame(int(3.5 * RATE))
        self.assert_all_is_well(status)
        self.assertGreater(status["commands"]["thinned"], 100_000)
        told = listener.wait_for(lambda r: r.address == "/event" and r.args[0] == "thinned", 10)
        self.assertGreater(json.loads(told.args[1])["hits"], 0)
        self.assertEqual(daemon.wait_exit(60), 0)
        lines = daemon.log().count("sequencers play more than there is time for")
        self.assertGreaterEqual(lines, 2)
        self.assertLessEqual(lines, 6)
        (journal,) = (daemon.state_directory / "journals").glob("*.score")
        self.assert_same_samples(wav.read(recording), self.render(journal))


if __name__ == "__main__":
    unittest.main()
