# SPDX-License-Identifier: MIT
"""WAV files as arrays, and what tests ask of samples: where sounds begin, where two files part."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy


class Wav:
    """`samples`: frames × channels, float64 (float32 and 16/24-bit values are exact in it)."""

    def __init__(self, rate: int, samples: numpy.ndarray, encoding: str):
        self.rate = rate
        self.samples = samples
        self.encoding = encoding

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def left(self) -> numpy.ndarray:
        return self.samples[:, 0]


def read(path: Path) -> Wav:
    """Reads PCM 16/24 and float32. Raises ValueError where the file is not a whole, valid WAV."""
    data = Path(path).read_bytes()
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError(f"{path}: no RIFF/WAVE header")
    if struct.unpack_from("<I", data, 4)[0] + 8 != len(data):
        raise ValueError(f"{path}: RIFF size does not fit the file's {len(data)} bytes")
    form, body, at = None, None, 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        chunk = data[at + 8 : at + 8 + size]
        if len(chunk) != size:
            raise ValueError(f"{path}: chunk {name!r} is cut off")
        if name == b"fmt ":
            form = chunk
        elif name == b"data":
            body = chunk
        at += 8 + size + size % 2
    if form is None or body is None:
        raise ValueError(f"{path}: no fmt or data chunk")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == 0xFFFE:  # WAVE_FORMAT_EXTENSIBLE: the real tag begins the sub-format
        tag = struct.unpack_from("<H", form, 24)[0]
    if (tag, bits) == (3, 32):
        flat, encoding = numpy.frombuffer(body, "<f4").astype(numpy.float64), "float"
    elif (tag, bits) == (1, 16):
        flat, encoding = numpy.frombuffer(body, "<i2") / 32768.0, "pcm16"
    elif (tag, bits) == (1, 24):
        triples = numpy.frombuffer(body, numpy.uint8).reshape(-1, 3).astype(numpy.int32)
        whole = triples[:, 0] << 8 | triples[:, 1] << 16 | triples[:, 2] << 24
        flat, encoding = (whole >> 8) / 8388608.0, "pcm24"
    else:
        raise ValueError(f"{path}: format {tag} with {bits} bits")
    return Wav(rate, flat.reshape(-1, channels), encoding)


def onsets(signal: numpy.ndarray, threshold: float = 1e-8, silence: int = 64) -> list[int]:
    """Frames of the first sample above `threshold` after `silence` frames at or below it."""
    loud = numpy.flatnonzero(numpy.abs(signal) > threshold)
    if len(loud) == 0:
        return []
    before = numpy.diff(loud, prepend=-silence - 1)
    return [int(frame) for frame in loud[before > silence]]


def largest_step(signal: numpy.ndarray) -> float:
    """The largest distance between two neighbouring samples: what a click shows up in."""
    return float(numpy.max(numpy.abs(numpy.diff(signal, axis=0)), initial=0.0))


def _differing_frames(live: Wav, reference: Wav) -> numpy.ndarray:
    length = min(len(live), len(reference))
    # Bits, not values: -0.0 is not 0.0 here, and NaN equals itself.
    bits = [w.samples[:length].astype(numpy.float32).view(numpy.uint32) for w in (live, reference)]
    return numpy.flatnonzero((bits[0] != bits[1]).any(axis=1))


def first_difference_frame(live: Wav, reference: Wav) -> int:
    """The first frame in which two files of one format differ, or the length of the shorter."""
    frames = _differing_frames(live, reference)
    return int(frames[0]) if len(frames) else min(len(live), len(reference))


def first_difference(live: Wav, reference: Wav) -> str | None:
    """None where both hold the same samples, bit for bit; else where and how they part."""
    if live.rate != reference.rate or live.samples.shape[1] != reference.samples.shape[1]:
        return (
            f"formats differ: {live.rate} Hz × {live.samples.shape[1]} against "
            f"{reference.rate} Hz × {reference.samples.shape[1]}"
        )
    frames = _differing_frames(live, reference)
    if len(frames):
        at = int(frames[0])
        length = min(len(live), len(reference))
        return (
            f"first difference at frame {at} ({at / live.rate:.6f} s): live "
            f"{live.samples[at].tolist()}, reference {reference.samples[at].tolist()}; "
            f"{len(frames)} of {length} frames differ"
        )
    if len(live) != len(reference):
        return f"lengths differ: {len(live)} against {len(reference)} frames, alike so far"
    return None
