# SPDX-License-Identifier: MIT
"""Killed under a service manager (runit's runsv): the music is back, on its grid, with all that was said meanwhile."""

from __future__ import annotations

import shutil
import subprocess
import unittest

from support import processes
from support.chronus import _CLEAN, BIN, SEED, TestCase, free_port
from support.kill_drill import Drill
from support.osc import Client, NoReply

MOST_MS = 5_000.0  # on a machine that has other things to do; scripts/soak kill-supervisor measures


class UnderRunit(TestCase):
    def drill(self) -> Drill:
        drill = Drill(self.directory / "drill", SEED)
        self.addCleanup(drill.service.stop)
        drill.begin()
        return drill

    def test_what_was_played_goes_on_on_its_grid_and_the_gap_is_heard(self) -> None:
        drill = self.drill()
        for everything in (False, True):
            cost = drill.kill(everything)
            self.assertEqual(cost.phase_frames, [0, 0, 0, 0])
            self.assertGreater(cost.to_sound_ms, 0.0)
            self.assertLess(cost.to_sound_ms, MOST_MS)

    def test_of_a_tail_cut_off_anywhere_every_whole_change_is_found(self) -> None:
        drill = self.drill()
        for _ in range(2):
            whole, found = drill.cut()
            self.assertEqual(found, whole)


class UnderSystemdSocketActivate(TestCase):
    def test_the_packet_that_starts_it_is_played(self) -> None:
        if shutil.which("systemd-socket-activate") is None:
            self.skipTest("systemd-socket-activate is not installed")
        port = free_port()
        state = self.directory / "state"
        command = ["systemd-socket-activate", "--datagram", "--listen", f"127.0.0.1:{port}"]
        command += [str(BIN / "chronusd"), "--audio", "null", "--state-dir", str(state)]
        with (self.directory / "chronusd.log").open("wb") as log:
            process = subprocess.Popen(command, env=_CLEAN, stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        client = Client(port)
        self.addCleanup(client.close)
        # A packet before the socket is bound is lost, so until one is answered; no more than that.
        for _ in range(200):
            client.send("/sync", ("i", 9))
            try:
                client.wait_for(lambda r: r.address == "/synced", timeout_s=0.2, what="/synced")
                break
            except NoReply:
                continue
        else:
            self.fail((self.directory / "chronusd.log").read_text())
        self.assertTrue(processes.children_of(process.pid, "chronus-worker"), "it became chronusd")
        process.terminate()
        self.assertEqual(process.wait(timeout=10), 0)


if __name__ == "__main__":
    unittest.main()
