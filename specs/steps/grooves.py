# SPDX-License-Identifier: MIT
"""Random grooves, where each of their steps belongs, and where it is heard."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

import ears
from behave import given, then, when
from playing_scores import assert_same, play, render

TOGETHER = 8  # channels of one engine
SHORTEST = Fraction(200, ears.RATE)  # a click and the silence behind it, in seconds
LONGEST = Fraction(2, 5)
START = 0.1  # seconds: the envelopes have glided to their settings


@dataclass
class Groove:
    name: str
    bpm: str
    division: int
    swing: str
    changes: list[tuple[Fraction, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        lines = [
            f"0 /seq/create {self.name}",
            f"0 /seq/config {self.name} {self.bpm} 4 {self.division}",
            f"0 /seq/pattern {self.name} xxxx",
            f"0 /seq/gate_len {self.name} 0.01",
            f"0 /seq/swing {self.name} {self.swing}",
            f"0 /seq/assign {self.name} gate {self.name}",
            f"{START} /seq/start {self.name}",
        ]
        lines += [f"{float(at)} /seq/bpm {self.name} {bpm}" for at, bpm in self.changes]
        return lines

    def expected(self, seconds: Fraction, rate: int) -> list[int]:
        """The frames of all steps, in exact arithmetic up to the one rounding to a frame. Step 0 is
        on the transport's first sixteenth that is not before the start."""
        step = ears.step_frames(self.bpm, self.division, rate)
        late = (Fraction(self.swing) / 50 - 1) * step
        changes = [(ears.nearest(at * rate), bpm) for at, bpm in self.changes]
        start = ears.nearest(Fraction(START).limit_denominator(1000) * rate)
        sixteenth = Fraction(rate, 8)  # at 120 BPM
        place = next(n * sixteenth for n in count() if ears.nearest(n * sixteenth) >= start)
        frames: list[int] = []
        for index in count():
            while changes and changes[0][0] <= ears.nearest(place):
                step = ears.step_frames(changes.pop(0)[1], self.division, rate)
            frame = ears.nearest(place + (late if index % 2 else 0))
            if frame >= seconds * rate:
                return frames
            frames.append(frame)
            place += step


def _decimal(rng: random.Random, low: Fraction, high: Fraction, digits: int) -> str:
    scale = 10**digits
    value = Fraction(rng.randint(int(low * scale), int(high * scale)), scale)
    return f"{float(value):.{digits}f}"


def _playable(bpm: str, division: int, swing: str) -> bool:
    step = ears.step_frames(bpm, division, 1)
    return step <= LONGEST and step * (2 - Fraction(swing) / 50) >= SHORTEST


@given("{number:d} grooves drawn from the seed {seed:d}")
def drawn(context, number, seed):
    rng = random.Random(seed)
    ranges = {
        row["setting"]: (Fraction(row["from"]), Fraction(row["to"]), int(row["decimals"]))
        for row in context.table
    }
    context.rng, context.grooves = rng, []
    while len(context.grooves) < number:
        bpm = _decimal(rng, *ranges["bpm"])
        division = int(_decimal(rng, *ranges["division"]))
        swing = _decimal(rng, *ranges["swing"]) if "swing" in ranges else "50"
        if _playable(bpm, division, swing):
            context.grooves.append(Groove(f"g{len(context.grooves)}", bpm, division, swing))


@given("each changes its tempo {times:d} times in {seconds:d} seconds, to {low:d} up to {high:d} BPM")
def change_tempo(context, times, seconds, low, high):
    for groove in context.grooves:
        moments = sorted(context.rng.sample(range(500, seconds * 1000), times))
        for moment in moments:
            bpm = _decimal(context.rng, Fraction(low), Fraction(high), 2)
            while not _playable(bpm, groove.division, groove.swing):
                bpm = _decimal(context.rng, Fraction(low), Fraction(high), 2)
            groove.changes.append((Fraction(moment, 1000), bpm))


def _scores(context, seconds: Fraction):
    """A score for every few grooves, each groove on a channel of its own."""
    for first in range(0, len(context.grooves), TOGETHER):
        group = context.grooves[first : first + TOGETHER]
        lines = []
        for channel, groove in enumerate(group, start=1):
            lines += ears.module_lines("click", groove.name, channel)
        lines.append("0 /patch/commit")
        for groove in group:
            lines += ears.setting_lines("click", groove.name) + groove.lines()
        path = context.directory / f"grooves{first}.score"
        path.write_text("\n".join(lines) + f"\n{float(seconds)} /quit\n")
        yield group, str(path)


def _measure(context, seconds, recording, group) -> None:
    for index, groove in enumerate(group):
        heard = [hit.frame for hit in ears.hits(recording.samples[:, index])]
        wanted = groove.expected(Fraction(seconds), recording.rate)
        assert len(heard) == len(wanted), f"{groove}: {len(heard)} of {len(wanted)} steps"
        context.errors += [(abs(a - b), groove) for a, b in zip(heard, wanted)]


@when("they are played live for {seconds:d} seconds, eight at a time")
def played_live(context, seconds):
    context.errors, context.pairs = [], []
    for group, score in _scores(context, Fraction(seconds)):
        options = ("--channels", str(TOGETHER))
        recording = play(context, score, *options)
        _measure(context, seconds, recording, group)
        context.pairs.append((recording, score, options))


@when("they are rendered for {seconds:d} seconds, eight at a time")
def rendered(context, seconds):
    context.errors = []
    for group, score in _scores(context, Fraction(seconds)):
        _measure(context, seconds, render(context, score, "--channels", str(TOGETHER)), group)


@when("they are rendered at {rate:d} Hz in blocks of {block:d} frames")
def rendered_at(context, rate, block):
    context.errors = []
    options = ("--channels", str(TOGETHER), "--rate", str(rate), "--block", str(block))
    for group, score in _scores(context, Fraction(2)):
        _measure(context, 2, render(context, score, *options), group)


@then("more than {number:d} steps are heard")
def enough(context, number):
    assert len(context.errors) > number, len(context.errors)


@then("the largest timing error is {samples:d} samples")
def largest_error(context, samples):
    error, groove = max(context.errors, key=lambda entry: entry[0])
    assert error == samples, f"{error} samples in {groove}"


@then("each recording is its rendering, sample for sample")
def each_rendering(context):
    for recording, score, options in context.pairs:
        assert_same(recording, render(context, score, *options))
