# SPDX-License-Identifier: MIT
"""What a service manager hears of a service (sd_notify(3)), and a thread that hangs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import time
import unittest
from pathlib import Path
from typing import Iterator


class Manager:
    """The socket of NOTIFY_SOCKET; `env` goes to the service."""

    def __init__(self, directory: Path, watchdog_s: float | None = None):
        # Not in the directory of a test, whose path may be longer than such a name.
        self._name = f"\0chronus-test-{os.getpid()}-{id(self)}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._name)
        self.env = {"NOTIFY_SOCKET": "@" + self._name[1:]}
        if watchdog_s is not None:
            self.env["WATCHDOG_USEC"] = str(int(watchdog_s * 1e6))

    def close(self) -> None:
        self._socket.close()

    def hear(self, timeout_s: float = 10.0) -> list[str] | None:
        """The lines of the next notice; None: nothing came."""
        self._socket.settimeout(timeout_s)
        try:
            return self._socket.recv(65_536).decode().split("\n")
        except (TimeoutError, BlockingIOError):
            return None

    def wait_for(self, line: str, timeout_s: float = 20.0) -> list[str]:
        """All notices up to the one that has this line, one list."""
        heard: list[str] = []
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            heard += self.hear(max(deadline - time.monotonic(), 0.01)) or []
            if line in heard:
                return heard
        raise AssertionError(f"no {line} in {timeout_s} s; came: {heard}")

    def drain(self) -> None:
        while self.hear(0.0) is not None:
            continue


def thread_of(pid: int, name: str) -> int:
    for entry in Path(f"/proc/{pid}/task").iterdir():
        if (entry / "comm").read_text().strip() == name:
            return int(entry.name)
    raise AssertionError(f"no thread {name} in {pid}")


_SEIZE, _INTERRUPT, _DETACH = 0x4206, 0x4207, 17
_WALL = 0x40000000


@contextlib.contextmanager
def hanging(thread: int) -> Iterator[None]:
    """One thread of a child stands still, and nothing else of it: it is traced."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    if libc.ptrace(_SEIZE, thread, None, None) != 0:
        raise unittest.SkipTest(f"no thread may be traced here: {os.strerror(ctypes.get_errno())}")
    libc.ptrace(_INTERRUPT, thread, None, None)
    os.waitpid(thread, _WALL)
    try:
        yield
    finally:
        libc.ptrace(_DETACH, thread, None, None)
