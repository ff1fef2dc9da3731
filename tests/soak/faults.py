# SPDX-License-Identifier: MIT
"""What strikes from outside: one worker dies, stops, is starved, or finds nonsense in its memory."""

from __future__ import annotations

import os
import random
import re
import signal
import struct
from pathlib import Path

from support import processes
from support.osc import Client


def _pid(rng: random.Random, supervisor: int, status: dict) -> int | None:
    pid = rng.choice(status["workers"])["pid"]
    known = processes.state_and_parent(pid) if pid > 1 else None
    return pid if known is not None and known[1] == supervisor else None


def _writable_segments(pid: int) -> list[tuple[int, int]]:
    """What the worker shares with the supervisor and may write, as ranges of its addresses."""
    ranges = []
    maps = Path(f"/proc/{pid}/maps").read_text()
    if not maps:  # it is ending
        raise ProcessLookupError
    for line in maps.splitlines():
        if found := re.match(r"([0-9a-f]+)-([0-9a-f]+) rw-s .*chronus", line):
            ranges.append((int(found[1], 16), int(found[2], 16)))
    return ranges


def _scribble(rng: random.Random, pid: int, words: int) -> None:
    """Random or edge values over words of its segment, most of them where the small words are."""
    ranges = _writable_segments(pid)
    if not ranges:
        raise AssertionError(f"worker {pid} maps no segment")
    begin, end = rng.choice(ranges)
    with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
        for _ in range(words):
            reach = end - begin if rng.randrange(3) == 0 else 4_096
            at = begin + rng.randrange(reach // 8) * 8
            value = rng.choice((0, 1, 2**63, 2**64 - 1, 2**32, rng.getrandbits(64)))
            memory.seek(at)
            memory.write(struct.pack("<Q", value))


def one(rng: random.Random, supervisor: int, client: Client, status: dict) -> str:
    """Does one thing and says what."""
    pid = _pid(rng, supervisor, status)
    if pid is None:
        return "none"
    try:
        choice = rng.randrange(10)
        if choice < 4:
            os.kill(pid, signal.SIGKILL)
            return "killed"
        if choice == 4:
            os.kill(pid, signal.SIGSEGV)
            return "crashed"
        if choice == 5:
            os.kill(pid, signal.SIGSTOP)
            return "stopped"
        if choice < 9:
            _scribble(rng, pid, rng.choice((1, 1, 4, 32)))
            return "scribbled over"
        client.send("/worker/restart", rng.randrange(2))
        return "restarted"
    except (ProcessLookupError, FileNotFoundError):
        return "gone before"
