# SPDX-License-Identifier: MIT
"""A live coder's set of any length: events with all their effects on twelve orbits, sent as Tidal does, a bundle each, a
little before its time tag."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import numpy
from support import dirt
from support.sample_files import noise, write_wav

ORBITS = 12
DRY = 11  # nothing but files as they are, apart from each other: where a sound begins can be seen
FILES = 300  # of each bank: new ones are named to the end, and read on the way
# Files of another rate, which take a third of their length to read: played in a sound check, as who plays them would.
OLD_FILES = 4
TICK_FRAMES = 300
SYNTHS = {4: "superpiano", 5: "superhat", 6: "supersaw", 7: "superkick"}
# Tidal's own: it looks every twentieth of a second at what comes, and tags it with 0.2 s more.
FRAME_S, LATENCY_S = 0.05, 0.2
CPS = 0.5625
NUMBERS = (
    ("gain", 0.5, 1.1), ("pan", 0.0, 1.0), ("speed", -2.0, 2.0), ("cutoff", 200.0, 9_000.0), ("resonance", 0.0, 0.4),
    ("hcutoff", 50.0, 900.0), ("hresonance", 0.0, 0.3), ("bandf", 200.0, 4_000.0), ("shape", 0.0, 0.6), ("crush", 4.0, 12.0),
    ("coarse", 1.0, 9.0), ("room", 0.0, 0.5), ("size", 0.0, 1.0), ("delay", 0.0, 0.5), ("delaytime", 0.01, 0.5),
    ("delayfeedback", 0.0, 0.6), ("legato", 0.2, 1.5), ("attack", 0.0, 0.05), ("release", 0.01, 0.2), ("accelerate", -0.5, 1.0),
    ("loop", 1.0, 3.0), ("tremolorate", 1.0, 9.0), ("phaserrate", 1.0, 9.0), ("midinote", 48.0, 72.0), ("cut", -2.0, 2.0),
)  # fmt: skip


def write_banks(folder: Path) -> None:
    for bank, frames in (("bd", 9_000), ("pad", 40_000), ("break", 30_000)):
        for n in range(FILES):
            sound = noise(frames, n) * numpy.linspace(1.0, 0.0, frames) ** 2
            write_wav(folder / bank / f"{n:03}.wav", sound if n % 3 else numpy.column_stack([sound, sound[::-1]]))
    for n in range(OLD_FILES):
        write_wav(folder / "old" / f"{n}.wav", noise(20_000, n), 44_100)
    write_wav(folder / "tick" / "0.wav", numpy.full(TICK_FRAMES, 16_384))


def an_event(rng: random.Random, n: int, count: int) -> dict:
    """The n-th of so many: `cycle` has its number."""
    if n % 32 == 0:
        return {"s": "tick", "orbit": DRY, "amp": 0.125, "pan": 0.0, "cycle": float(n)}
    orbit = rng.randrange(DRY)
    event: dict = {"orbit": orbit, "cycle": float(n), "delta": rng.choice((0.125, 0.25, 0.5)), "cps": CPS, "amp": 0.05}
    if orbit in SYNTHS and rng.random() < 0.7:
        event |= {"s": SYNTHS[orbit], "note": float(rng.randint(-12, 12))}
    else:
        event |= {"s": rng.choice(("bd", "pad", "break", "old")), "n": float(rng.randrange(1 + n * FILES // count) + FILES * rng.choice((-1, 0, 1)))}
        if event["s"] == "break":  # chop
            slices = rng.choice((4, 8, 16))
            at = rng.randrange(slices)
            event |= {"begin": at / slices, "end": (at + 1) / slices}
    for key, low, high in NUMBERS:
        if rng.random() < 0.2:
            event[key] = rng.uniform(low, high)
    if rng.random() < 0.1:
        event["vowel"] = rng.choice("aeiou")
    if rng.random() < 0.1:
        event["pan"] = "c7"
    if rng.random() < 0.05:
        event |= {"unit": "c", "speed": 1.0}
    return event


class Player(threading.Thread):
    """Sends `events` over `seconds`; when they are meant to sound it knows before."""

    def __init__(self, port: int, events: int, seconds: float, seed: int):
        super().__init__(daemon=True)
        self._tidal = dirt.Tidal(port)
        self._rng = random.Random(seed)
        self._begin_s = 0.0
        self._every_s = seconds / events
        self.count = events
        self.tags: list[int] = []  # of each event, as NTP has it
        self.late = 0  # that left here when their time had come

    def check_sound(self) -> int:
        """Events without a number, that are not heard; how many."""
        for n in range(OLD_FILES):
            self._tidal.send("/dirt/play", "s", "old", "n", n, "amp", 0.0)
        return OLD_FILES

    def run(self) -> None:
        self._tidal.send("/c_set", 7, 0.75)
        self._begin_s = time.time() + 2.0 * LATENCY_S
        until_s = self._begin_s
        while len(self.tags) < self.count:
            until_s += FRAME_S
            self._send_until(until_s)
            time.sleep(max(0.0, until_s - LATENCY_S - time.time()))  # when Tidal looks again
        self._tidal.close()

    def _send_until(self, until_s: float) -> None:
        """Events lie a little off an even grid, by parts of a frame as well."""
        while (n := len(self.tags)) < self.count and self._begin_s + n * self._every_s < until_s:
            at_s = self._begin_s + (n + 0.3 * self._rng.random()) * self._every_s
            self.tags.append(dirt.tag(at_s))
            self._tidal.play(at_s, **an_event(self._rng, n, self.count))
            self.late += time.time() > at_s
