# SPDX-License-Identifier: MIT
"""What single events of SuperDirt's protocol sound like, rendered by themselves: a ground for tests of what each parameter
does against its formula."""

from __future__ import annotations

import numpy

from support.chronus import TestCase
from support.sample_files import noise, write_wav

RATE = 48_000
LEVEL = 0.5  # of the banks `steady`, `sine` and `click`
SINE_HZ = 240.0  # of the bank `sine`: whole cycles in its second


def of(*keys: str):
    """A test is one of these parameters."""

    def mark(test):
        test.parameters = keys
        return test

    return mark


def numbers(frames: int) -> numpy.ndarray:
    return numpy.arange(frames)


def length_of(sound: numpy.ndarray) -> int:
    """Frames until it is silent for good."""
    heard = numpy.flatnonzero(numpy.abs(sound) > 1e-6)
    return int(heard[-1]) + 1 if len(heard) else 0


class DirtSound(TestCase):
    """Banks of which it is plain what becomes of them, and their events as arrays."""

    def setUp(self) -> None:
        super().setUp()
        self.folder = self.directory / "samples"
        self.files = [noise(6_000, n) for n in range(3)]
        for n, samples in enumerate(self.files):
            write_wav(self.folder / "noise" / f"{n}.wav", samples)
        click = numpy.zeros(24_000)
        click[0] = LEVEL * 32_768
        write_wav(self.folder / "click" / "0.wav", click)
        self.bold = numpy.sign(self.files[0]) * (6_000 + abs(self.files[0]) / 4)
        write_wav(self.folder / "bold" / "0.wav", self.bold)
        write_wav(self.folder / "steady" / "0.wav", numpy.full(RATE, LEVEL * 32_768))
        sine = numpy.round(LEVEL * 32_768 * numpy.sin(2.0 * numpy.pi * SINE_HZ * numbers(RATE) / RATE))
        write_wav(self.folder / "sine" / "0.wav", sine)
        write_wav(self.folder / "sine" / "1.wav", sine[: RATE // 2])

    def sounds(self, *events: dict, every_s: float = 1.25) -> list[numpy.ndarray]:
        """Each from its first frame until the next begins: a column a side. At full level and on the left unless they
        say otherwise."""
        lines = []
        for n, event in enumerate(events):
            said = {"amp": 1.0, "pan": 0.0, **event}
            pairs = " ".join(f"{key} {value}" for key, value in said.items() if value is not None)
            lines.append(f"{(n + 1) * every_s:.9f} /dirt/play {pairs}\n")
        score = self.write_score("".join(lines) + f"{(len(events) + 1) * every_s:.9f} /quit\n")
        whole = self.render(score, "--samples", str(self.folder), env={"XDG_CACHE_HOME": str(self.directory / "cache")}).samples
        frames = round(every_s * RATE)
        self.assertEqual(numpy.abs(whole[:frames]).max(), 0.0)
        return [whole[(n + 1) * frames : (n + 2) * frames] for n in range(len(events))]

    def lefts(self, *events: dict, every_s: float = 1.25) -> list[numpy.ndarray]:
        return [sound[:, 0] for sound in self.sounds(*events, every_s=every_s)]

    def left(self, every_s: float = 1.25, **event) -> numpy.ndarray:
        return self.lefts(event, every_s=every_s)[0]

    def file(self, n: int) -> numpy.ndarray:
        """The n-th of the bank `noise`, as it sounds."""
        return self.files[n] / 32_768.0

    def assert_near(self, sound: numpy.ndarray, wanted, within: float, what: object = "") -> None:
        off = numpy.abs(sound - wanted)
        self.assertLess(off.max(), within, f"{what}: at frame {int(off.argmax())}")

    def assert_sine(self, sound: numpy.ndarray, place_s: numpy.ndarray, what: object = "") -> None:
        """The file `sine` read at these places. What lies before its beginning is silence, which a reader between samples
        hears for some frames."""
        wanted = LEVEL * numpy.sin(2.0 * numpy.pi * SINE_HZ * place_s)
        self.assert_near(sound[100 : len(place_s)], wanted[100:], 2e-3, what)
