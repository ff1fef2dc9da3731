# SPDX-License-Identifier: MIT
"""Seeded bad sound files: valid ones of each format that can be read, changed as a disk, a download or an enemy would."""

from __future__ import annotations

import random
import struct
from pathlib import Path

# Whole files, which the fuzzer begins with too: of those that it found the names are hashes.
_CORPUS = Path(__file__).resolve().parents[1] / "fuzz" / "corpus" / "samples"
FORMATS = ("wav", "aiff", "flac", "ogg", "mp3")
_EDGES = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF)


def whole_files() -> list[Path]:
    return [path for path in sorted(_CORPUS.iterdir()) if path.name.startswith(FORMATS)]


def _bytes(rng: random.Random, data: bytearray, reach: int) -> None:
    for _ in range(rng.randrange(1, 30)):
        data[rng.randrange(min(reach, len(data)))] = rng.randrange(256)


def _head(rng: random.Random, data: bytearray) -> None:
    _bytes(rng, data, 64)


def _anywhere(rng: random.Random, data: bytearray) -> None:
    _bytes(rng, data, len(data))


def _bits(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.randrange(1, 8)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _length(rng: random.Random, data: bytearray) -> None:
    """A number in the head is at an edge: a size, a rate, a number of channels."""
    at = rng.randrange(4, min(120, len(data) - 4))
    struct.pack_into(rng.choice("<>") + "I", data, at, rng.choice(_EDGES))


def _cut(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(1, len(data)) :]


def _hole(rng: random.Random, data: bytearray) -> None:
    begin = rng.randrange(len(data))
    del data[begin : begin + rng.randrange(1, 200)]


def _zeros(rng: random.Random, data: bytearray) -> None:
    begin = rng.randrange(len(data))
    end = min(len(data), begin + rng.randrange(1, 400))
    data[begin:end] = bytes(end - begin)


def _twice(rng: random.Random, data: bytearray) -> None:
    begin = rng.randrange(len(data))
    data[begin:begin] = data[begin : begin + rng.randrange(1, 400)]


def _spliced(rng: random.Random, data: bytearray) -> None:
    """Its head before another's body."""
    other = rng.choice(whole_files()).read_bytes()
    data[rng.randrange(4, len(data)) :] = other[rng.randrange(len(other)) :]


def _not_numbers(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.randrange(1, 20)):
        struct.pack_into("<f", data, rng.randrange(len(data) - 4), rng.choice((float("nan"), float("inf"), 1e38)))


def _longer(rng: random.Random, data: bytearray) -> None:
    data += rng.randbytes(rng.randrange(1, 4_000))


_CHANGES = (_head, _anywhere, _bits, _length, _length, _cut, _hole, _zeros, _twice, _spliced, _not_numbers, _longer)


def bad_sample(seed: int) -> tuple[str, bytes]:
    """A name with the format's extension, and what is in the file: the same for the same seed."""
    rng = random.Random(seed)
    path = rng.choice(whole_files())
    data = bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        rng.choice(_CHANGES)(rng, data)
        if len(data) < 128:  # there is nothing left to change
            break
    return f"{seed:05}_{path.name}.{path.name.partition('-')[0]}", bytes(data)
