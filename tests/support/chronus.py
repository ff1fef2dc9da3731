# SPDX-License-Identifier: MIT
"""Runs the real programs: a daemon of a test's own on a free port, and the offline renderer."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import held_sockets, processes, wav
from support.osc import Client, NoReply

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("CHRONUS_TEST_BIN", ROOT / "build" / "bin"))
QUICK = os.environ.get("CHRONUS_TEST_QUICK", "") not in ("", "0")
SEED = int(os.environ.get("CHRONUS_TEST_SEED", "20240229"))

# The environment of whoever runs the tests must not reach the daemon.
_CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("CHRONUS_")}


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def two_free_ports() -> tuple[int, int]:
    """Held at the same time, so that they are two."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def both_ready(status: dict) -> bool:
    workers = status["workers"]
    return len(workers) == 2 and all(worker["state"] == "ready" for worker in workers)


class Daemon:
    """A chronusd. Ready when the constructor returns: both workers are, or `wait_ready` is off. With
    `held`, it gets these sockets as a service manager hands them over, and no --osc. `before`: a command that becomes chronusd."""

    def __init__(
        self,
        directory: Path,
        *args: str,
        audio: str = "null",
        env: dict[str, str] | None = None,
        program: str = "chronusd",
        state_directory: Path | None = None,
        wait_ready: bool = True,
        log_to: int | None = None,
        open_to: str = "127.0.0.1",
        held: list[socket.socket] | None = None,
        before: list[str] | None = None,
        port: int | None = None,
    ):
        self.directory = directory
        self.state_directory = state_directory or directory / "state"
        self.log_path = directory / "chronusd.log"
        self.port = held[0].getsockname()[1] if held else port or free_port()
        self.worker_pids: set[int] = set()
        where = [] if held else ["--osc", f"{open_to}:{self.port}"]
        command = [str(BIN / program), *where, "--audio", audio]
        command += ["--state-dir", str(self.state_directory), *args]
        command = [*(before or []), *command]
        if held:
            command = held_sockets.start_with(command, held)
        with self.log_path.open("ab") as log:
            log.write((" ".join(command) + "\n").encode())
            log.flush()
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log if log_to is None else log_to, env=dict(_CLEAN, **(env or {})), cwd=directory,
                pass_fds=[entry.fileno() for entry in held or []],
            )  # fmt: skip
        self.client = Client(self.port)
        if wait_ready:
            try:
                self.wait_ready()
            except BaseException:
                self.kill()
                raise

    @property
    def pid(self) -> int:
        return self.process.pid

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def wait_log(self, text: str, regex: bool = False, timeout_s: float = 10.0) -> None:
        """Until the log says so: it is written behind what it tells of."""
        pattern = text if regex else re.escape(text)
        deadline = time.monotonic() + timeout_s
        while re.search(pattern, self.log()) is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"no '{text}' in the log: {self.log()[-4000:]}")
            time.sleep(0.01)

    def wait_ready(self, timeout_s: float = 20.0) -> dict:
        """Until /status says that both workers are ready. The socket may not be there yet."""
        deadline = time.monotonic() + timeout_s
        status: dict = {}
        # Answers that come too late belong to nobody: asked for by a client of its own.
        asker = Client(self.port)
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"chronusd ended with {self.process.returncode}: {self.log()}")
            try:
                status = asker.status(timeout_s=0.1)
            except (NoReply, OSError):
                continue
            if both_ready(status):
                asker.close()
                return self.status()
        raise AssertionError(f"not ready in {timeout_s} s: {status or 'no answer'}\n{self.log()}")

    def wait_playing(self, timeout_s: float = 20.0) -> None:
        """Until it answers and the music moves; for daemons whose slots are not both in use."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            try:
                if self.client.status(timeout_s=0.1)["frame"] > 0:
                    return
            except (NoReply, OSError):
                continue
        raise AssertionError(f"not playing in {timeout_s} s: {self.log()}")

    def status(self, timeout_s: float = 5.0) -> dict:
        status = self.client.status(timeout_s)
        self.worker_pids |= {worker["pid"] for worker in status["workers"] if worker["pid"] > 0}
        return status

    def worker(self, slot: int) -> dict:
        return next(worker for worker in self.status()["workers"] if worker["slot"] == slot)

    def kill_worker(self, slot: int, how: int = signal.SIGKILL) -> int:
        """Sends the worker of `slot` a signal; its pid."""
        return self.signal_worker(self.worker(slot)["pid"], how)

    def signal_worker(self, pid: int, how: int = signal.SIGKILL) -> int:
        """Sends a child of this daemon a signal, and never anyone else: an empty slot's pid is 0,
        which to kill(2) means the caller's whole process group."""
        known = processes.state_and_parent(pid) if pid > 1 else None
        if known is None or known[1] != self.pid:
            raise AssertionError(f"no worker {pid} under {self.pid}: {self.log()[-2000:]}")
        os.kill(pid, how)
        return pid

    def disk_process(self, of: str) -> int:
        """The pid of the process that writes `of`: "recordings" or "journals"."""
        found = processes.children_of(self.pid, "chronus-disk")
        pids = [pid for pid, words in found.items() if words.endswith(f" {of}")]
        if len(pids) != 1:
            raise AssertionError(f"{len(pids)} processes write {of}: {found}")
        return pids[0]

    def wait_exit(self, timeout_s: float = 10.0) -> int:
        try:
            return self.process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {timeout_s} s: {self.log()[-4000:]}") from None

    def stop(self) -> int:
        """Asks it to end, as a terminal or a service manager does; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.wait_exit()

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.client.close()

    def leftovers(self) -> list[str]:
        """What it should not have left behind: workers, zombies. After its exit."""
        alive = processes.wait_gone(sorted(self.worker_pids))
        left = [f"worker {pid} still runs" for pid in alive]
        return left + [f"zombie {pid}" for pid in processes.zombies_of(os.getpid())]


class TestCase(unittest.TestCase):
    """A directory, daemons and renders of its own. Logs stay where the runner wants them."""

    def setUp(self) -> None:
        logs = os.environ.get("CHRONUS_TEST_LOGS")
        if logs:
            self.directory = Path(logs) / self.id()
            shutil.rmtree(self.directory, ignore_errors=True)  # of a run before
            self.directory.mkdir(parents=True)
        else:
            self.directory = Path(tempfile.mkdtemp(prefix="chronus-test-"))
            self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self._daemons = 0

    def daemon(self, *args: str, **options) -> Daemon:
        self._daemons += 1
        directory = self.directory / f"daemon{self._daemons}"
        directory.mkdir()
        daemon = Daemon(directory, *args, **options)
        self.addCleanup(daemon.kill)
        return daemon

    def write_score(self, text: str, name: str = "test.score") -> Path:
        path = self.directory / name
        path.write_text(text)
        return path

    def render(
        self, score: Path, *args: str, name: str = "reference.wav", env: dict[str, str] | None = None
    ) -> wav.Wav:
        path = self.directory / name
        command = [str(BIN / "chronus-render"), str(score), "-o", str(path), *args]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False,
            env=dict(_CLEAN, **(env or {})),
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, f"{command}: {done.stderr}")
        return wav.read(path)

    def run_program(
        self, program: str, *args: str, env: dict[str, str] | None = None, timeout_s: float = 20.0
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(BIN / program), *args],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            env=dict(_CLEAN, **(env or {})),
            cwd=self.directory,
            check=False,
        )

    def assert_same_samples(self, live: wav.Wav, reference: wav.Wav) -> None:
        difference = wav.first_difference(live, reference)
        if difference is not None:
            self.fail(difference)

    def newest_journal(self, daemon: Daemon) -> Path:
        return max((daemon.state_directory / "journals").glob("*.score"), key=os.path.getmtime)

    def assert_rendered_again(self, daemon: Daemon, live: Path, *args: str, env: dict[str, str] | None = None) -> wav.Wav:
        """The recording, which is what a rendering of the newest journal gives."""
        recording = wav.read(live)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(self.newest_journal(daemon), "--seconds", seconds, *args, env=env))
        return recording

    def assert_clean_exit(self, daemon: Daemon) -> None:
        """Asks it to end, unless it has, and looks at what it leaves."""
        zombies = processes.zombies_of(daemon.pid) if daemon.process.poll() is None else []
        children = processes.children_of(daemon.pid)
        self.assertEqual(daemon.stop(), 0, daemon.log()[-4000:])
        self.assertEqual(daemon.leftovers(), [])
        left = processes.wait_gone(sorted(children))
        self.assertEqual(left, [], f"of {children}")
        self.assertEqual(zombies, [])


class ClientTestCase(TestCase):
    """A daemon for each test, and a client of it."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.daemon().client
