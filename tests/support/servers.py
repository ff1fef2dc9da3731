# SPDX-License-Identifier: MIT
"""Sound servers of a test's own, without hardware: they end with the `with` block."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Iterator


def _need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"{program} is not installed")


def may_be_realtime() -> bool:
    """Whether this process could have a thread under SCHED_FIFO."""
    ask = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))"
    return subprocess.run([sys.executable, "-c", ask], capture_output=True).returncode == 0


class _Server:
    """A server process; `ready` is a command that succeeds once it listens. Its `command` may be changed between two starts."""

    def __init__(self, command: list[str], env: dict[str, str], ready: list[str], log: Path):
        self.command, self._env, self._ready, self._log = command, env, ready, log
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                self.command, env=self._env, stdout=out, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + 15
        while subprocess.run(self._ready, env=self._env, capture_output=True, timeout=15).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self._log.read_text()[-2000:]
                raise AssertionError(f"{self.command[0]} did not start: {said}")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.kill()


class Environment(dict):
    """What a server's clients need in theirs; and its end, for tests that want it."""

    def __init__(self, variables: dict[str, str], server: _Server):
        super().__init__(variables)
        self.server = server


@contextlib.contextmanager
def _running(server: _Server, variables: dict[str, str]) -> Iterator[Environment]:
    try:
        server.start()
        yield Environment(variables, server)
    finally:
        server.stop()


@contextlib.contextmanager
def _jack_name() -> Iterator[str]:
    """The name that such tests' servers have, one at a time. JACK keeps a register of a machine's servers behind
    one lock, which a server that is stopped may hold; and it frees the place of one that was killed only
    when its very name starts again."""
    name = "chronus-system-test"
    with open(f"{tempfile.gettempdir()}/{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield name


@contextlib.contextmanager
def jack(
    log_directory: Path, rate: int = 48000, period: int = 256, realtime: bool = False
) -> Iterator[Environment]:
    """A JACK server with the dummy backend; gives the environment its clients need. `realtime`: where
    the system allows it."""
    _need("jackd", "jack_lsp")
    with _jack_name() as name:
        env = dict(
            os.environ,
            JACK_DEFAULT_SERVER=name,
            JACK_NO_START_SERVER="1",
            JACK_NO_AUDIO_RESERVATION="1",
        )
        scheduling = "--realtime" if realtime and may_be_realtime() else "--no-realtime"
        command = ["jackd", "--name", name, scheduling, "-d", "dummy", "-r", str(rate)]
        command += ["-p", str(period)]
        server = _Server(command, env, ["jack_lsp"], log_directory / "jackd.log")
        with _running(server, {key: env[key] for key in env if key.startswith("JACK_")}) as own:
            yield own


@contextlib.contextmanager
def pulse(log_directory: Path, rate: int = 48000, sinks: tuple[str, ...] = ("chronus",)) -> Iterator[Environment]:
    """A PulseAudio server with null sinks, the first its default; gives the environment its clients need. What
    people see of a sink is its name with "Sink " in front."""
    _need("pulseaudio", "pactl")
    with tempfile.TemporaryDirectory(prefix="chronus-pulse-") as home:
        socket = f"{home}/native"
        own = {"PULSE_SERVER": f"unix:{socket}", "PULSE_RUNTIME_PATH": home, "PULSE_COOKIE": ""}
        env = dict(os.environ, HOME=home, XDG_RUNTIME_DIR=home, **own)
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        command += ["--disallow-exit=yes", "--realtime=no", "--high-priority=no", "--log-target=stderr"]
        for sink in sinks:
            seen = f"sink_properties=device.description='Sink\\ {sink}'"
            command += ["-L", f"module-null-sink sink_name={sink} format=float32le channels=2 rate={rate} {seen}"]
        command += ["-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
        server = _Server(command, env, ["pactl", "info"], log_directory / "pulseaudio.log")
        with _running(server, own) as given:
            yield given


@contextlib.contextmanager
def awake_cores() -> Iterator[None]:
    """Keeps idle cores from halting, at SCHED_IDLE: a virtual machine wakes a halted core so late
    that a sound server's own thread misses its period."""
    spin = "import os\nos.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile True: pass"
    spinners = [
        subprocess.Popen([sys.executable, "-c", spin]) for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()
