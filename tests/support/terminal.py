# SPDX-License-Identifier: MIT
"""A program on a terminal: a pty that holds it, read as a terminal would show it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

import pyte


class Screen(pyte.Screen):
    """That also scrolls as terminals do and pyte does not."""

    def scroll_up(self, count: int = 1) -> None:
        for _ in range(count or 1):
            pyte.Screen.index(self)  # sent where the cursor is at the bottom

    def scroll_down(self, count: int = 1) -> None:
        for _ in range(count or 1):
            pyte.Screen.reverse_index(self)  # and at the top


class Stream(pyte.ByteStream):
    csi = dict(pyte.ByteStream.csi, S="scroll_up", T="scroll_down")


class Terminal:
    """A terminal of so many rows and columns with a program in it."""

    def __init__(self, command: list[str], rows: int = 24, columns: int = 80, env: dict[str, str] | None = None):
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)
        self.raw = b""
        self.master, self.slave = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env={"TERM": "screen-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", **(env or {})},
        )  # fmt: skip

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, what, why: str, timeout_s: float = 20.0) -> str:
        """Takes in what the program writes until `what` says that it is there."""
        deadline = time.monotonic() + timeout_s
        while not what(self.text()):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError(f"{why}: not seen in {timeout_s} s; the screen:\n{self.text()}")
            self.read()
        return self.text()

    def wait_text(self, text: str, timeout_s: float = 20.0) -> str:
        return self.wait(lambda seen: text in seen, f"'{text}'", timeout_s)

    def read(self) -> None:
        data = os.read(self.master, 65536)
        self.raw += data
        self.stream.feed(data)

    def end(self) -> int:
        """Its exit status; all that it still writes is taken in."""
        deadline = time.monotonic() + 10.0
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.05)[0]:
                self.read()
        status = self.process.wait(timeout=1.0)
        while select.select([self.master], [], [], 0)[0]:
            self.read()
        return status

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)
