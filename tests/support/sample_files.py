# SPDX-License-Identifier: MIT
"""Sound files for banks of a test's own."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy


def write_wav(path: Path, samples: numpy.ndarray, rate: int = 48_000) -> None:
    """16 bits; of several channels a column each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())


def noise(frames: int, seed: int) -> numpy.ndarray:
    return numpy.random.default_rng(seed).integers(-16_000, 16_000, frames, dtype=numpy.int16)
