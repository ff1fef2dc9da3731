# SPDX-License-Identifier: MIT
"""What chronusd tells its service manager, and what it does not: that it lives, while no music is made."""

from __future__ import annotations

import time
import unittest

from support import servers
from support.chronus import Daemon, TestCase
from support.service_manager import Manager, hanging, thread_of

WATCHDOG_S = 0.8
PROVEN_FRAMES = 4 * 48_000


class ServiceNotices(TestCase):
    def manager(self, watchdog_s: float | None = None) -> Manager:
        manager = Manager(self.directory, watchdog_s)
        self.addCleanup(manager.close)
        return manager

    def start(self, manager: Manager, **options) -> Daemon:
        env = dict(manager.env, **options.pop("env", {}))
        return self.daemon(env=env, **options)

    def test_ready_when_there_is_sound_and_what_was_there_is_there_again(self) -> None:
        manager = self.manager()
        daemon = self.start(manager, wait_ready=False)
        heard = manager.wait_for("READY=1")
        self.assertEqual(heard, ["READY=1", f"STATUS=127.0.0.1:{daemon.port}, null: null clock"])
        self.assertGreater(daemon.status()["frame"], 0)
        daemon.client.do("/seq/create", "line")
        daemon.client.do("/seq/start", "line")
        daemon.client.wait_frame(PROVEN_FRAMES)
        daemon.kill()
        again = self.start(manager, state_directory=daemon.state_directory, wait_ready=False)
        manager.wait_for("READY=1")
        session = again.status()["session"]
        self.assertTrue(session["restored"], session)
        self.assert_clean_exit(again)
        self.assertEqual(manager.hear(), ["STOPPING=1", "STATUS=ends"])

    def test_nobody_who_is_not_there_is_told(self) -> None:
        self.assert_clean_exit(self.daemon())

    def assert_hang_is_noticed(self, thread: str) -> None:
        manager = self.manager(WATCHDOG_S)
        daemon = self.start(manager)
        manager.wait_for("READY=1")
        manager.wait_for("WATCHDOG=1")
        with hanging(thread_of(daemon.pid, thread)):
            manager.hear(WATCHDOG_S)  # what went on until then
            manager.drain()
            # Twice as long as a service manager waits before it ends the process.
            self.assertEqual(manager.hear(2 * WATCHDOG_S), None)
        manager.wait_for("WATCHDOG=1")

    def test_the_watchdog_is_not_fed_while_the_conductor_hangs(self) -> None:
        self.assert_hang_is_noticed("conductor")

    def test_the_watchdog_is_not_fed_while_the_audio_clock_hangs(self) -> None:
        self.assert_hang_is_noticed("null clock")

    def test_the_watchdog_is_not_fed_while_the_main_thread_hangs(self) -> None:
        self.assert_hang_is_noticed("chronusd")

    def longest_silence(self, manager: Manager, count: int) -> float:
        """Seconds, between this many of WATCHDOG=1."""
        longest, last = 0.0, time.monotonic()
        while count > 0:
            if "WATCHDOG=1" not in (manager.hear() or self.fail("nothing came")):
                continue
            now = time.monotonic()
            longest, last, count = max(longest, now - last), now, count - 1
        return longest

    def test_a_sound_server_that_hangs_is_no_hang_of_ours(self) -> None:
        period_s = 3.0
        manager = self.manager(period_s)
        with servers.pulse(self.directory) as pulse:
            daemon = self.start(manager, audio="pulse", env=dict(pulse))
            manager.wait_for("READY=1")
            pulse.server.freeze()
            silence = self.longest_silence(manager, 6)
            status = daemon.status()
            self.assertEqual(status["audio"]["state"], "fallback", status["audio"])
            self.assertLess(silence, period_s)
            pulse.server.thaw()
            daemon.kill()


if __name__ == "__main__":
    unittest.main()
