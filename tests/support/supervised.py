# SPDX-License-Identifier: MIT
"""chronusd as a service of runit: runsv starts it again, and the socket and what it tells are its parent's."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
import unittest
from pathlib import Path

from support import held_sockets, processes
from support.chronus import _CLEAN, BIN
from support.osc import Client
from support.service_manager import Manager


class Supervised:
    """One service. Each life records to PID.wav in `directory`."""

    def __init__(self, directory: Path, *args: str):
        if shutil.which("runsv") is None:
            raise unittest.SkipTest("runsv is not installed (package runit)")
        self.directory = directory
        self.state = directory / "state"
        self.log = directory / "chronusd.log"
        self.held = held_sockets.bind()
        self.manager = Manager(directory, watchdog_s=5.0)
        service = directory / "service"
        service.mkdir(parents=True)
        self._write_run(service / "run", args)
        self._runsv = subprocess.Popen(
            ["runsv", str(service)], env=_CLEAN, pass_fds=[self.held.fileno()],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.client = Client(self.held.getsockname()[1])
        self.pid = 0

    def _write_run(self, run: Path, args: tuple[str, ...]) -> None:
        command = [str(BIN / "chronusd"), "--audio", "null", "--state-dir", str(self.state), *args]
        words = held_sockets.start_with(command, [self.held])
        script = words[2].replace('"$@"', shlex.join(words[4:]) + f" --record {self.directory}/$$.wav")
        exports = "".join(f"export {key}={value}; " for key, value in self.manager.env.items())
        run.write_text(f"#!/bin/bash\nexec 2>>{shlex.quote(str(self.log))}\n{exports}{script}\n")
        run.chmod(0o755)

    def wait_ready(self) -> None:
        """Until this life, another one than before, has told that it sounds."""
        self.manager.wait_for("READY=1")
        service = self.directory / "service" / "supervise" / "pid"
        self.pid = int(service.read_text())

    @property
    def recording(self) -> Path:
        return self.directory / f"{self.pid}.wav"

    def newest_session(self) -> Path:
        return max((self.state / "session").glob("*.session"), key=lambda it: it.name)

    def kill(self, everything: bool = False) -> int:
        """kill -9 of chronusd, or of all its processes too. The time, in ns since 1970."""
        pids = [self.pid, *(processes.children_of(self.pid) if everything else ())]
        self.manager.drain()
        at_ns = time.time_ns()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        if processes.wait_gone(pids[:1]):
            raise AssertionError(f"{pids[0]} cannot be killed")
        return at_ns

    def hold_back(self) -> None:
        """From now on nothing is started."""
        self._runsv.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._runsv.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.go_on()
        self._runsv.terminate()  # asks the service to end, and waits for it
        try:
            self._runsv.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.kill(self.pid, signal.SIGKILL)
            self._runsv.kill()
            self._runsv.wait()
        self.client.close()
        self.manager.close()
        self.held.close()
