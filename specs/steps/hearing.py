# SPDX-License-Identifier: MIT
"""What a recording is found to hold."""

from __future__ import annotations

from fractions import Fraction

import ears
import words
from behave import then
from ears import STEP


def channel(context, name: str):
    names = [known for _, known in context.channels]
    return context.heard.samples[:, names.index(name)]


def hits(context, name: str) -> list[ears.Hit]:
    return ears.hits(channel(context, name))


def _assert_heard(context, name: str, wanted: str, step: Fraction) -> None:
    wanted = "".join(wanted.split()).replace("|", "").replace("5", "x").replace("9", "X")
    heard = ears.as_pattern(hits(context, name), len(context.heard), step)
    assert heard == wanted, f"{name}:\n wanted {wanted}\n heard  {heard}"


@then('{name:w} is heard as "{pattern}"')
def heard_as(context, name, pattern):
    _assert_heard(context, name, pattern, Fraction(STEP))


@then("{name:w} is heard as")
def heard_as_lines(context, name):
    _assert_heard(context, name, context.text, Fraction(STEP))


@then('{name:w} is heard as "{pattern}" in steps of {frames:d} frames')
def heard_in_steps(context, name, pattern, frames):
    _assert_heard(context, name, pattern, Fraction(frames))


@then("{name:w} is heard at")
def heard_at(context, name):
    """A table of frames, and of what else is to be looked at."""
    columns = context.table.headings
    heard = [tuple(getattr(hit, column) for column in columns) for hit in hits(context, name)]
    wanted = [tuple(int(row[column]) for column in columns) for row in context.table]
    assert heard == wanted, f"{name}: {columns}\n wanted {wanted}\n heard  {heard}"


@then("{name:w} sounds on the frames {frames}")
def sounds_on(context, name, frames):
    heard = [hit.frame for hit in hits(context, name)]
    wanted = [int(frame) for frame in frames.replace(",", " ").split()]
    assert heard == wanted, f"{name}:\n wanted {wanted}\n heard  {heard}"


@then("{name:w} opens its gate for {frames} frames")
@then("{name:w} opens its gates for {frames} frames")
def gates(context, name, frames):
    heard = [hit.gate for hit in hits(context, name)]
    wanted = [int(frame) for frame in frames.replace(",", " ").split()]
    assert heard == wanted, f"{name}:\n wanted {wanted}\n heard  {heard}"


@then("{name:w} is silent")
def silent(context, name):
    assert hits(context, name) == [], hits(context, name)


@then("{first:w} and {second:w} sound on the same frames")
def together(context, first, second):
    one, other = ([hit.frame for hit in hits(context, name)] for name in (first, second))
    assert one and one == other, f"{first} {one}\n{second} {other}"


@then("{name:w} reads {values} at the end of each step")
def reads(context, name, values):
    signal = channel(context, name)
    wanted = words.numbers(values)
    heard = [float(signal[STEP * (n + 1) - 1]) for n in range(len(wanted))]
    same = [abs(a - b) < 1e-6 * max(1.0, abs(b)) for a, b in zip(heard, wanted)]
    assert all(same), f"{name}:\n wanted {wanted}\n heard  {heard}"


@then("{name:w} has the pitches {values}")
def pitches(context, name, values):
    signal = channel(context, name)
    wanted = words.numbers(values)
    heard = [ears.frequency(signal[STEP * n : STEP * (n + 1)]) for n in range(len(wanted))]
    same = [abs(a - b) < 1e-5 * b for a, b in zip(heard, wanted)]
    assert all(same), f"{name}:\n wanted {wanted}\n heard  {heard}"


@then("{name:w} glides from {low:g} to {high:g} Hz after frame {frame:d}, and arrives")
def glides(context, name, low, high, frame):
    """The pitch in windows of 5 ms: never back, in between at first, at its end after 100 ms."""
    window = ears.RATE // 200
    signal = channel(context, name)[frame : frame + 20 * window]
    heard = [ears.frequency(signal[n * window : (n + 1) * window]) for n in range(20)]
    assert low < heard[0] < heard[1] < heard[2] < high, heard
    assert abs(heard[-1] - high) < 1e-3 * high, heard


@then("{low:g} to {high:g} percent of the {steps:d} steps of {name:w} are heard")
def share(context, low, high, steps, name):
    heard = len(hits(context, name))
    assert low * steps <= 100 * heard <= high * steps, f"{heard} of {steps}"


@then("{first:w} and {second:w} differ")
def differ(context, first, second):
    assert hits(context, first) != hits(context, second)


@then("{name:w} is {which:w} heard on frame {frame:d}")
def heard_on(context, name, which, frame):
    heard = hits(context, name)[{"first": 0, "last": -1}[which]]
    assert heard.frame == frame, heard
