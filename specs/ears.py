# SPDX-License-Identifier: MIT
"""What is heard in a recording, to the sample.

A click is an envelope on a channel of its own: it rises on its gate's own frame, stands as high as
the velocity while the gate is open, and is gone 96 frames after. A voltage is a number on a channel,
a tone a sine.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy

from support import wav

RATE = 48_000
STEP = 6_000  # a sixteenth at 120 BPM
_CHARACTERS = {1: "1", 17: "2", 33: "3", 48: "4", 64: "x", 80: "6", 96: "7", 111: "8", 127: "X"}
_SETTING_PARAMETERS = {"attack": 0.001, "decay": 0.002, "sustain": 1, "release": 0.002}


class Hit(NamedTuple):
    frame: int
    velocity: int
    gate: int  # frames that the gate is open


def module_lines(kind: str, name: str, channel: int) -> list[str]:
    """The score that puts a click, a voltage, a tone, keys or the level of keys on a channel, without
    the commit."""
    if kind.startswith("keys of "):
        voices = int(kind.split()[-1])
        return [
            f"0 /patch/create {name} sine {voices}",
            f"0 /patch/create {name}_env adsr {voices}",
            f"0 /patch/connect {name} {name}_env",
            f"0 /patch/connect {name}_env output.{channel}",
        ]
    if kind == "level":
        return [f"0 /patch/connect {name}_env.env output.{channel}"]
    types = {"click": "adsr", "voltage": "lfo", "tone": "sine"}
    port = ".env" if kind == "click" else ""
    return [
        f"0 /patch/create {name} {types[kind]}",
        f"0 /patch/connect {name}{port} output.{channel}",
    ]


def setting_lines(kind: str, name: str) -> list[str]:
    if kind == "click" or kind.startswith("keys of "):
        envelope = name if kind == "click" else f"{name}_env"
        return [f"0 /mod/{envelope}/{key} {value}" for key, value in _SETTING_PARAMETERS.items()]
    return [f"0 /mod/{name}/depth 0"] if kind == "voltage" else []


def hits(signal: numpy.ndarray) -> list[Hit]:
    """The clicks of a channel."""
    found = []
    frames = wav.onsets(signal, threshold=0.0, silence=8)
    for frame, following in zip(frames, [*frames[1:], len(signal)]):
        sound = signal[frame:following]
        height = sound.max()
        gate = int(numpy.flatnonzero(sound == height)[-1]) + 1
        found.append(Hit(frame, round(height * 127), gate))
    return found


def nearest(frame: Fraction) -> int:
    return (2 * frame.numerator + frame.denominator) // (2 * frame.denominator)


def step_frames(bpm: str | Fraction, division: int, rate: int = RATE) -> Fraction:
    return Fraction(240) / (Fraction(bpm) * division) * rate


def as_pattern(heard: list[Hit], length: int, step: Fraction) -> str:
    """Hits on the frames of a grid, in the notation of a pattern. Off the grid is an error."""
    steps = -(-length // step)
    text = ["."] * int(steps)
    for hit in heard:
        place = next((n for n in range(len(text)) if nearest(n * step) == hit.frame), None)
        assert place is not None, f"{hit} is not on a step of {float(step)} frames"
        text[place] = _CHARACTERS.get(hit.velocity, "?")
        tied = place + 1
        while tied < len(text) and nearest(tied * step) < hit.frame + hit.gate:
            text[tied] = "-"
            tied += 1
    return "".join(text)


def frequency(sound: numpy.ndarray) -> float:
    """Of a pure sine, in Hz."""
    inner = sound[1:-1]
    cosine = (inner * (sound[2:] + sound[:-2])).sum() / (2 * (inner**2).sum())
    return float(numpy.arccos(cosine)) * RATE / (2 * numpy.pi)
