# SPDX-License-Identifier: MIT
"""Two recordings of any length, compared a piece at a time."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy

PIECE = 1 << 22


def _data(path: Path) -> tuple[int, int, int]:
    """Where the samples of a WAV file begin, how many bytes they are, and bytes a frame."""
    with path.open("rb") as file:
        head = file.read(4_096)
        frame = 0
        at = 12
        while at + 8 <= len(head):
            name, size = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
            if name == b"fmt ":
                frame = struct.unpack_from("<H", head, at + 8 + 12)[0]
            if name == b"data":
                return at + 8, size, frame
            at += 8 + size + size % 2
    raise ValueError(f"{path}: no samples")


def left_of(path: Path) -> numpy.ndarray:
    """The left channel of a recording in floats, read where it is looked at."""
    at, size, frame = _data(path)
    return numpy.memmap(path, "<f4", "r", at, (size // frame, frame // 4))[:, 0]


def first_difference(live: Path, reference: Path) -> str | None:
    """None where `live` is the reference, up to its own end (a journal goes on to the last block)."""
    (at, size, frame), (other_at, other_size, _) = _data(live), _data(reference)
    with live.open("rb") as first, reference.open("rb") as second:
        first.seek(at)
        second.seek(other_at)
        done = 0
        while done < min(size, other_size):
            count = min(PIECE, min(size, other_size) - done)
            one, two = first.read(count), second.read(count)
            if one != two:
                byte = next(i for i, pair in enumerate(zip(one, two)) if pair[0] != pair[1])
                return f"frame {(done + byte) // frame} of {size // frame}"
            done += count
    if abs(size - other_size) > 4_096 * frame:
        return f"lengths: {size // frame} and {other_size // frame} frames"
    return None
