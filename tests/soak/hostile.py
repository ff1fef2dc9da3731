# SPDX-License-Identifier: MIT
"""Clients that mean harm, each a process of its own: what is dear, what is garbage, what never ends.

hostile.py KIND PORT SEED: one of them, for a bounded time.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from support import packets  # noqa: E402  (the path above makes it importable)

SECONDS = 8.0


def _text(address: str, *words: str) -> bytes:
    body = b"".join(packets.string(word.encode()) for word in words)
    return packets.message(address.encode(), b"s" * len(words), body)


def _far(rng: random.Random, seconds: float) -> int:
    """A time tag so far from now."""
    return int((time.time() + 2_208_988_800 + seconds + rng.random()) * 2**32)


# KIND: (packets a second, one packet).
KINDS = {
    "patterns": (2_000, lambda rng: _text(rng.choice(("/*/*", "/mod/*/*", "/{seq,mod}/*/x")), "50")),
    "long texts": (200, lambda rng: _text("/seq/pattern", "v0", "x." * rng.choice((20, 30_000)))),
    "questions": (5_000, lambda rng: packets.message(rng.choice((b"/status", b"/seq/list")), b"")),
    "commits": (
        500,
        lambda rng: packets.bundle(
            packets.message(b"/patch/edit", b""), packets.message(b"/patch/commit", b"")
        ),
    ),
    "far tags": (
        5_000,
        lambda rng: packets.bundle(_text("/seq/mute", "no_such", "1"), tag=_far(rng, 30.0)),
    ),
    "foreign subscribers": (
        200,
        lambda rng: packets.message(
            b"/notify", b"is", b"\0\0\0\1" + packets.string(b"127.0.0.1:%d" % rng.randrange(1, 65_536))
        ),
    ),
    "sequencers": (
        500,
        lambda rng: _text(rng.choice(("/seq/create", "/seq/delete")), f"h{rng.randrange(2_000)}"),
    ),
}


def _garbage(seed: int):
    bad = packets.bad_packets(seed)
    return lambda _rng: next(bad)


def attack(kind: str, port: int, seed: int) -> None:
    rng = random.Random(seed)
    rate, packet = (2_000, _garbage(seed)) if kind == "garbage" else KINDS[kind]
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    begun = time.monotonic()
    sent = 0
    while (passed := time.monotonic() - begun) < SECONDS:
        for _ in range(int(passed * rate) - sent):
            sent += 1
            if sent % 500 == 0:  # a new client, as far as anybody can tell
                out.close()
                out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            out.sendto(packet(rng), ("127.0.0.1", port))
        time.sleep(0.002)  # paces a load; nothing is expected of it
    out.close()


class Crowd:
    """One hostile client after another, without a pause."""

    def __init__(self, port: int, seed: int):
        self._port = port
        self._rng = random.Random(seed)
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_exception) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def look_after(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        kind = self._rng.choice((*KINDS, "garbage"))
        seed = str(self._rng.randrange(1 << 30))
        self._process = subprocess.Popen(
            [sys.executable, __file__, kind, str(self._port), seed], stderr=subprocess.DEVNULL
        )


if __name__ == "__main__":
    attack(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
