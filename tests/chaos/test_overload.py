# SPDX-License-Identifier: MIT
"""More to do than there is time for: nobody is killed for it, and afterwards all is as before."""

import unittest

from support.chronus import Daemon, TestCase, both_ready

RATE = 48_000
FILTERS = 240


class Overload(TestCase):
    def commit(self, daemon: Daemon, lines: list[str]) -> None:
        for line in lines:
            address, *args = line.split()
            daemon.client.do(f"/patch/{address}", *args)

    def overload(self, daemon: Daemon) -> None:
        """Filters whose cutoff moves all the time, far more than a core can compute."""
        lines = ["edit", "create l lfo"]
        for n in range(FILTERS):
            lines += [f"create f{n} biquad", f"connect l f{n}.freq", f"connect f{n} output"]
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


if __name__ == "__main__":
    unittest.main()
