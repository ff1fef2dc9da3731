# SPDX-License-Identifier: MIT
"""What Linux knows of our processes: who lives, who is a zombie, what they have open."""

from __future__ import annotations

import os
import select
import time
from pathlib import Path


def state_and_parent(pid: int) -> tuple[str, int] | None:
    try:
        # The name in parentheses may hold spaces and parentheses itself.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1])


def is_running(pid: int) -> bool:
    known = state_and_parent(pid)
    return known is not None and known[0] not in "ZX"


def wait_gone(pids: list[int], timeout_s: float = 5.0) -> list[int]:
    """Waits until none of `pids` runs; those that still do."""
    deadline = time.monotonic() + timeout_s
    left = [pid for pid in pids if is_running(pid)]
    while left and time.monotonic() < deadline:
        for pid in left:
            try:
                descriptor = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            try:
                # Readable once the process has ended.
                select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            finally:
                os.close(descriptor)
        left = [pid for pid in left if is_running(pid)]
    return left


def zombies_of(parent: int) -> list[int]:
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (known := state_and_parent(int(entry))) is not None:
            if known == ("Z", parent):
                found.append(int(entry))
    return found


def children_of(parent: int, program: str = "") -> dict[int, str]:
    """Children that are not zombies, by their number, with their command lines; of `program` alone,
    where that is given."""
    found = {}
    for entry in os.listdir("/proc"):
        known = state_and_parent(int(entry)) if entry.isdigit() else None
        if known is None or known[0] == "Z" or known[1] != parent:
            continue
        try:
            words = Path(f"/proc/{entry}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if os.path.basename(words[0]).startswith(program):
            found[int(entry)] = " ".join(words).strip()
    return found


def open_in(pid: int) -> dict[int, str]:
    """What the process has open: by its number, what it stands for."""
    directory = Path(f"/proc/{pid}/fd")
    return {int(entry.name): os.readlink(entry) for entry in directory.iterdir()}


def segments_of(pid: int, label: str = "chronus-") -> list[Path]:
    """The shared memory that the process holds, by paths that can be opened."""
    return [
        Path(f"/proc/{pid}/fd/{number}")
        for number, target in sorted(open_in(pid).items())
        if target.startswith(f"/memfd:{label}")
    ]


def wait_child(parent: int, program: str, timeout_s: float = 20.0) -> int:
    """Waits until there is such a child; its number."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        for pid in children_of(parent, program):
            return pid
        time.sleep(0.01)
    raise AssertionError(f"{parent} has no child {program} after {timeout_s} s")
