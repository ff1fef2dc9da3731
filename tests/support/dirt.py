# SPDX-License-Identifier: MIT
"""A client that speaks SuperDirt's protocol as Tidal does, byte by byte: bundles of one /dirt/play, with the time tag of
their onset."""

from __future__ import annotations

import socket
import struct
import time

from support import packets

_UNIX_TO_NTP_S = 2_208_988_800


def argument(value: object) -> tuple[bytes, bytes]:
    if isinstance(value, str):
        return b"s", packets.string(value.encode())
    if isinstance(value, int):
        return b"i", struct.pack(">i", value)
    return b"f", struct.pack(">f", value)


def message(address: str, *values: object) -> bytes:
    pairs = [argument(value) for value in values]
    return packets.message(address.encode(), b"".join(p[0] for p in pairs), b"".join(p[1] for p in pairs))


def play(**event: object) -> bytes:
    """Keys in their alphabetical order, as Tidal has them; `id_` is its `_id_`."""
    known = {"_id_" if key == "id_" else key: value for key, value in event.items()}
    return message("/dirt/play", *(part for key in sorted(known) for part in (key, known[key])))


def tag(unix_s: float) -> int:
    seconds = int(unix_s)
    return (seconds + _UNIX_TO_NTP_S) << 32 | int((unix_s - seconds) * 2**32)


class Tidal:
    """Sends from one socket, on which it is answered."""

    def __init__(self, port: int, host: str = "127.0.0.1"):
        self.at = (host, port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # As a connected socket it hears only what comes from where it sends to.
        self.socket.connect(self.at)
        self.socket.settimeout(5.0)

    def close(self) -> None:
        self.socket.close()

    def play(self, at_unix_s: float, **event: object) -> None:
        event = {"cps": 0.5, "cycle": 0.0, "delta": 0.25, "id_": "1", **event}
        self.socket.send(packets.bundle(play(**event), tag=tag(at_unix_s)))

    def send(self, address: str, *values: object) -> None:
        self.socket.send(message(address, *values))

    def receive(self) -> bytes:
        return self.socket.recv(65_536)


def soon(ahead_s: float = 0.4) -> float:
    """An onset to come."""
    return time.time() + ahead_s
