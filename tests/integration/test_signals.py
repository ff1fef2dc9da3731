# SPDX-License-Identifier: MIT
"""What ends chronusd: SIGTERM, SIGINT, and SIGHUP but under nohup, at every moment of its life."""

import contextlib
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Iterator

from support import processes, servers
from support.chronus import BIN, Daemon, TestCase, both_ready

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

    def test_under_nohup_it_outlives_its_terminal(self) -> None:
        with disposition(signal.SIGHUP, signal.SIG_IGN):
            daemon = self.daemon()
        daemon.process.send_signal(signal.SIGHUP)
        daemon.client.wait_frame(daemon.status()["frame"] + 24_000)
        self.assert_clean_exit(daemon)

    def test_a_scripts_job_in_the_background_hears_an_interrupt(self) -> None:
        with disposition(signal.SIGINT, signal.SIG_IGN):  # as sh does for `chronusd &`
            daemon = self.daemon()
        daemon.process.send_signal(signal.SIGINT)
        self.assertEqual(daemon.wait_exit(), 0, daemon.log())
        self.assertEqual(daemon.leftovers(), [])

    def test_workers_are_replaced_also_where_the_starter_ignores_its_childrens_ends(self) -> None:
        with disposition(signal.SIGCHLD, signal.SIG_IGN):
            daemon = self.daemon()
        pid = daemon.kill_worker(0)
        daemon.client.wait_status(
            lambda s: both_ready(s) and pid not in [w["pid"] for w in s["workers"]], 20, "replaced"
        )
        self.assert_clean_exit(daemon)

    def test_a_limit_on_file_sizes_costs_files_and_not_the_music(self) -> None:
        daemon = self.daemon()
        for pid in (daemon.pid, daemon.disk_process("journals")):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, 1))
        daemon.client.do("/seq/create", "kick")  # a line for the journal
        status = daemon.client.wait_status(
            lambda s: s["journal"]["dropped"] > 0, 20, "a line dropped"
        )
        self.assertEqual(status["lost_frames"], 0)
        self.assert_clean_exit(daemon)

    def test_a_limit_that_no_worker_fits_in_is_told_at_the_start(self) -> None:
        done = subprocess.run(
            ["prlimit", "--fsize=100", str(BIN / "chronusd"), "--audio", "null", "--osc",
             "127.0.0.1:0", "--state-dir", str(self.directory)],
            capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("cannot size segment", done.stdout + done.stderr)

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
        processes.wait_child(daemon.pid, "sleep")
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
