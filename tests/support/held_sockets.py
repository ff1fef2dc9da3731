# SPDX-License-Identifier: MIT
"""Sockets that outlive a chronusd, handed over as a service manager does it (sd_listen_fds(3))."""

from __future__ import annotations

import os
import socket

FIRST = 3


def bind(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family, socket.SOCK_DGRAM)
    held.bind((host, port))
    return held


def start_with(command: list[str], held: list[socket.socket]) -> list[str]:
    """The command that starts `command` with these as its descriptors from 3 on, in its own process
    number; to be started with pass_fds."""
    numbers = [entry.fileno() for entry in held]
    # Each to a number that none of them has, then into its place.
    moves = "".join(f"exec {50 + at}<&{number}; " for at, number in enumerate(numbers))
    moves += "".join(f"exec {FIRST + at}<&{50 + at} {50 + at}<&-; " for at in range(len(numbers)))
    # What is left behind the last one would reach the program too.
    moves += "".join(f"exec {number}<&-; " for number in numbers if number >= FIRST + len(numbers))
    script = f'{moves}export LISTEN_PID=$$ LISTEN_FDS={len(numbers)}; exec "$@"'
    return ["bash", "-c", script, "bash", *command]


def name_of(held: socket.socket) -> str:
    """As processes.open_in() has it."""
    return f"socket:[{os.fstat(held.fileno()).st_ino}]"
