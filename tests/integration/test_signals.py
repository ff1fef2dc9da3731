# SPDX-License-Identifier: MIT
"""What ends chronusd: the signals it was not started to ignore, at every moment of its life."""

import contextlib
import shutil
import signal
import time
from pathlib import Path
from typing import Iterator

from support import servers
from support.chronus import BIN, Daemon, TestCase

SOON_S = 4.0  # less than any wait of the start, and plenty for an orderly end


@contextlib.contextmanager
def disposition(number: int, handler) -> Iterator[None]:
    """Inherited by what is started meanwhile, as nohup and shells do it."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


class Signals(TestCase):
    def test_any_of_the_three_ends_it_in_good_order(self) -> None:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number), disposition(number, signal.SIG_DFL):
                daemon = self.daemon()
                daemon.process.send_signal(number)
                self.assertEqual(daemon.wait_exit(), 0, daemon.log())
                self.assertEqual(daemon.leftovers(), [])

    def test_one_that_the_starter_ignores_is_ignored(self) -> None:
        for number in (signal.SIGHUP, signal.SIGINT):
            with self.subTest(signal=number):
                with disposition(number, signal.SIG_IGN):
                    daemon = self.daemon()
                daemon.process.send_signal(number)
                daemon.client.wait_frame(daemon.status()["frame"] + 24_000)
                self.assert_clean_exit(daemon)

    def assert_ends_soon(self, daemon: Daemon) -> None:
        begin = time.monotonic()
        self.assert_clean_exit(daemon)
        self.assertLess(time.monotonic() - begin, SOON_S)

    def test_it_ends_while_it_waits_for_its_workers(self) -> None:
        programs = self.directory / "bin"
        programs.mkdir()
        chronusd = Path(shutil.copy(BIN / "chronusd", programs))
        worker = programs / "chronus-worker"
        worker.write_text("#!/bin/sh\nexec sleep 60\n")
        worker.chmod(0o755)
        daemon = self.daemon(program=str(chronusd), wait_ready=False)
        time.sleep(1)
        self.assertIsNone(daemon.process.poll(), daemon.log())
        self.assert_ends_soon(daemon)

    def test_it_ends_while_it_waits_for_a_sound_server(self) -> None:
        with servers.jack(self.directory) as env:
            env.server.freeze()
            try:
                daemon = self.daemon(audio="jack", env=dict(env), wait_ready=False)
                time.sleep(2)
                self.assertIsNone(daemon.process.poll(), daemon.log())
                self.assert_ends_soon(daemon)
            finally:
                env.server.thaw()
