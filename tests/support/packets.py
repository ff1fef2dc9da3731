# SPDX-License-Identifier: MIT
"""Seeded bad packets: one generator for every test that throws garbage at the OSC port."""

from __future__ import annotations

import random
import struct
from typing import Iterator


def string(text: bytes) -> bytes:
    return text + b"\0" * (4 - len(text) % 4)


def message(address: bytes, types: bytes, body: bytes = b"") -> bytes:
    return string(address) + string(b"," + types) + body


def bundle(*elements: bytes, tag: int = 1) -> bytes:
    return b"#bundle\0" + struct.pack(">Q", tag) + b"".join(
        struct.pack(">I", len(element)) + element for element in elements
    )


_ADDRESSES = (
    b"/seq/create", b"/seq/config", b"/seq/pattern", b"/seq/bpm", b"/seq/euclid", b"/seq/param_lane",
    b"/mod/osc1/freq", b"/mod/*/no_such", b"/gate/env1", b"/patch/create", b"/patch/connect",
    b"/sync", b"/status", b"/notify", b"/record/status", b"/meter", b"/transport/info", b"/module/info",
    b"/", b"//", b"/*", b"/{", b"/[", b"/[a-", b"/{a,b", b"/seq/[!", b"/no/such/address", b"/mod/x",
)  # fmt: skip
_TYPES = b"ihfdsSbTFNItrmc[]xyz"


def _random_bytes(rng: random.Random) -> bytes:
    return rng.randbytes(rng.choice((0, 1, 3, 4, 7, 8, 16, 31, 64, 200, 1400)))


def _random_message(rng: random.Random) -> bytes:
    """A known address with whatever arguments: types, lengths and values need not fit."""
    types = bytes(rng.choice(_TYPES) for _ in range(rng.randrange(6)))
    body = b""
    for kind in types:
        if kind in b"ifrmc":
            body += rng.choice((b"\x7f\xc0\0\0", b"\x7f\x80\0\0", b"\xff" * 4, rng.randbytes(4)))
        elif kind in b"hdt":
            body += rng.choice((b"\x7f\xf8" + b"\0" * 6, b"\xff" * 8, rng.randbytes(8)))
        elif kind in b"sS":
            body += string(rng.choice((b"", b"kick", b"\xff\xfe", b"a" * 300, b"x..q", b"../../x")))
        elif kind in b"b":
            body += struct.pack(">I", rng.choice((0, 4, 0x7FFFFFFF, 0xFFFFFFFF))) + rng.randbytes(4)
    return message(rng.choice(_ADDRESSES), types, body)


def _cut(rng: random.Random) -> bytes:
    whole = _random_message(rng)
    return whole[: rng.randrange(len(whole))]


def _flipped(rng: random.Random) -> bytes:
    data = bytearray(_random_message(rng))
    for _ in range(rng.randrange(1, 5)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _bad_bundle(rng: random.Random) -> bytes:
    inner = _random_message(rng)
    kind = rng.randrange(4)
    if kind == 0:  # deeper than anyone means
        for _ in range(rng.choice((2, 40))):
            inner = bundle(inner)
        return inner
    if kind == 1:  # an element that claims more than there is
        return bundle() + struct.pack(">I", rng.choice((4, 8, 0x7FFFFFF0, 0xFFFFFFFC))) + inner[:8]
    if kind == 2:  # any time there ever was or will be
        return bundle(inner, inner, tag=rng.getrandbits(64))
    return bundle(*[inner] * rng.randrange(20), rng.randbytes(rng.randrange(40)))


def bad_packets(seed: int) -> Iterator[bytes]:
    """Endless; the same for the same seed."""
    rng = random.Random(seed)
    makers = (_random_bytes, _random_message, _cut, _flipped, _flipped, _bad_bundle)
    while True:
        yield rng.choice(makers)(rng)
