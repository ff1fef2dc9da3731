# SPDX-License-Identifier: MIT
"""Instruments, what is played on them, and what of it is heard.

Keys have two channels: on one what they sound, on the next the sum of their envelopes, their level.
"""

from __future__ import annotations

import random
import re

import ears
import numpy
from behave import given, then
from playing_live import channels_recorded

RATE = ears.RATE
RELEASE = 96  # frames
# What sounds in so many frames is told apart by fitting tones to it.
WINDOW = 2_400


def _keys(context, name: str, voices: int) -> None:
    context.channels += [(f"keys of {voices}", name), ("level", name)]


def _level(context, name: str) -> numpy.ndarray:
    return context.heard.samples[:, context.channels.index(("level", name))]


def _sound(context, name: str) -> numpy.ndarray:
    """Of the channel before."""
    return context.heard.samples[:, context.channels.index(("level", name)) - 1]


def _numbers(text: str) -> list[float]:
    return [float(word) for word in re.findall(r"[\d.]+", text)]


def unlike_tones(sound: numpy.ndarray, pitches: list[float]) -> tuple[list[float], float]:
    """How loud each of these tones is in it, and the share of its power that is none of them."""
    times = numpy.arange(len(sound)) / RATE
    columns = []
    for hz in pitches:
        columns += [numpy.cos(2 * numpy.pi * hz * times), numpy.sin(2 * numpy.pi * hz * times)]
    tones = numpy.stack(columns, axis=1)
    parts, *_ = numpy.linalg.lstsq(tones, sound, rcond=None)
    rest = sound - tones @ parts
    levels = [float(numpy.hypot(*parts[2 * n : 2 * n + 2])) for n in range(len(pitches))]
    return levels, float((rest**2).sum() / max((sound**2).sum(), 1e-30))


def _assert_tones(sound: numpy.ndarray, pitches: list[float]) -> None:
    levels, rest = unlike_tones(sound, pitches)
    assert rest < 1e-4, f"{rest:.2%} of it is not {pitches}; they have {levels}"
    assert min(levels) > 0.01, f"{pitches} are heard at {levels}"


@given("the keys {name:w} of {voices:d} voices")
def keys(context, name, voices):
    _keys(context, name, voices)


@given("an engine with the keys {name:w} of {voices:d} voices, that records all")
def engine_with_keys(context, name, voices):
    _keys(context, name, voices)
    channels_recorded(context)


@given(
    "{count:d} notes on {name:w} between frames {first:d} and {last:d}, each with its end, "
    "drawn from the seed {seed:d}"
)
def drawn_notes(context, count, name, first, last, seed):
    """Half of them have a length, half an off."""
    rng = random.Random(seed)
    for _ in range(count):
        begin, end = sorted(rng.sample(range(first, last), 2))
        note = rng.randint(48, 84)
        if rng.random() < 0.5:
            length = (end - begin) / RATE
            context.score_lines.append(f"{begin / RATE:.6f} /note/{name} {note} 0.5 {length:.6f}")
        else:
            context.score_lines.append(f"{begin / RATE:.6f} /note/{name} {note} 0.5")
            context.score_lines.append(f"{end / RATE:.6f} /note/{name}/off {note}")


@then("{name:w} begins on frame {frame:d}")
def begins(context, name, frame):
    heard = int(numpy.flatnonzero(_level(context, name))[0])
    assert heard == frame, heard


@then("{name:w} sounds {pitches} Hz at frame {frame:d}")
def sounds(context, name, pitches, frame):
    sound = _sound(context, name)[frame : frame + WINDOW]
    _assert_tones(sound, _numbers(pitches))


@then("the level of {name:w} is {level:g} at frame {frame:d}")
def level_at(context, name, level, frame):
    heard = float(_level(context, name)[frame])
    assert abs(heard - level) < 1e-6, heard


def _let_go(level: numpy.ndarray, frame: int, following: int) -> None:
    before = level[frame - 1]
    assert before > 0 and level[frame - 2] == before, f"{before} is not held up to frame {frame}"
    assert level[frame] < before, f"it is still held on frame {frame}"
    still = numpy.flatnonzero(level[frame + RELEASE : following])
    assert len(still) == 0, f"it is not silent on frame {frame + RELEASE + int(still[0])}"


@then("{name:w} is let go on frame {frame:d}, and silent after it")
def let_go(context, name, frame):
    level = _level(context, name)
    _let_go(level, frame, len(level))


@then("{name:w} is let go on frame {frame:d}, and silent until frame {following:d}")
def let_go_until(context, name, frame, following):
    _let_go(_level(context, name), frame, following)


@then("{name:w} is silent from frame {frame:d} on")
def silent_from(context, name, frame):
    for signal in (_level(context, name), _sound(context, name)):
        left = numpy.flatnonzero(signal[frame:])
        assert len(left) == 0, f"it is not 0 on frame {frame + int(left[0])}"


@then("{name:w} sounds {pitches} Hz for {frames:d} frames or longer, and is silent at the end")
def sounds_for(context, name, pitches, frames):
    level = _level(context, name)
    held = numpy.flatnonzero(level == level.max())
    assert len(held) >= frames and held[-1] - held[0] == len(held) - 1, (len(held), held[0], held[-1])
    for begin in range(int(held[0]), int(held[-1]) - WINDOW, WINDOW):
        _assert_tones(_sound(context, name)[begin : begin + WINDOW], _numbers(pitches))
    assert level[-1] == 0.0, level[-1]
