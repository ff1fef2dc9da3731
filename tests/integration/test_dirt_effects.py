# SPDX-License-Identifier: MIT
"""What each effect of SuperDirt's protocol does to a sound, against its formula, in the order in which an event goes through
them; and that no parameter of the documents is without a test."""

import re
import unittest

import numpy

from integration import test_dirt_parameters
from support.chronus import ROOT
from support.dirt_sound import LEVEL, RATE, SINE_HZ, DirtSound, numbers, of

# A tenor's formants (Csound manual, appendix "Formant values"): Hz, dB, width in Hz.
FORMANTS = {
    "a": ((650, 0, 80), (1080, -6, 90), (2650, -7, 120), (2900, -8, 130), (3250, -22, 140)),
    "e": ((400, 0, 70), (1700, -14, 80), (2600, -12, 100), (3200, -14, 120), (3580, -20, 120)),
    "i": ((290, 0, 40), (1870, -15, 90), (2800, -18, 100), (3250, -20, 120), (3540, -30, 120)),
    "o": ((400, 0, 70), (800, -10, 80), (2600, -12, 100), (2800, -12, 130), (3000, -26, 135)),
    "u": ((350, 0, 40), (600, -20, 60), (2700, -17, 100), (2900, -14, 120), (3300, -26, 120)),
}
SUNG = 2.5
DIED_AWAY = 24_000  # frames of the bank `click`
HZ = numpy.array([100.0, 300.0, 700.0, 1_000.0, 2_000.0, 5_000.0, 12_000.0])


def response(sound: numpy.ndarray) -> numpy.ndarray:
    """What became of each frequency of HZ in a click."""
    turn = -2.0j * numpy.pi * numpy.outer(HZ, numbers(DIED_AWAY)) / RATE
    return numpy.exp(turn) @ sound[:DIED_AWAY] / LEVEL


def s(hz: float) -> numpy.ndarray:
    """The analogue prototype's frequency, over a filter's own, as the bilinear transform has them."""
    return 1.0j * numpy.tan(numpy.pi * HZ / RATE) / numpy.tan(numpy.pi * hz / RATE)


def q_of(resonance: float) -> float:
    return 1_000.0**resonance


def curve(x: numpy.ndarray) -> numpy.ndarray:
    """SuperCollider's from 0 to 1 of curve -3."""
    return (1.0 - numpy.exp(-3.0 * x)) / (1.0 - numpy.exp(-3.0))


def shaped(x: numpy.ndarray, shape: float) -> numpy.ndarray:
    k = 2.0 * shape / (1.0 - shape)
    return (1.0 + k) * x / (1.0 + k * numpy.abs(x))


def step_of(crush: float) -> float:
    return 0.5 ** (crush - 1.0)


def crushed(x: numpy.ndarray, crush: float) -> numpy.ndarray:
    return numpy.floor(x / step_of(crush) + 0.5) * step_of(crush)


def coarse(x: numpy.ndarray, every: int) -> numpy.ndarray:
    return x[numbers(len(x)) // every * every]


class DirtEffects(DirtSound):
    def assert_response(self, wanted_of, *events: dict) -> None:
        for event, sound in zip(events, self.lefts(*({"s": "click", **event} for event in events))):
            off_db = 20.0 * numpy.log10(numpy.abs(response(sound)) / numpy.abs(wanted_of(**event)))
            # What is far below is rounding's.
            heard = numpy.abs(wanted_of(**event)) > 1e-4
            self.assertLess(numpy.abs(off_db[heard]).max(), 0.05, event)

    @of("squiz")
    def test_squiz_plays_each_wave_again_so_many_times_as_fast(self) -> None:
        wave = round(RATE / SINE_HZ)
        into = numbers(100 * wave) % wave
        for squiz, sound in zip((2.0, 4.0), self.lefts(*({"s": "sine", "squiz": squiz} for squiz in (2.0, 4.0)))):
            # In its time it is over early, and silence is left.
            wanted = numpy.where(into * squiz < wave, LEVEL * numpy.sin(2.0 * numpy.pi * into * squiz / wave), 0.0)
            off = numpy.abs(sound[: len(into)] - wanted)[3 * wave :]
            # A crossing lies between two frames.
            self.assertLess(off.max(), 0.02 * squiz, squiz)
        self.assertTrue((self.left(s="noise", squiz=1.0)[:6_000] == self.file(0)).all())

    @of("vowel")
    def test_a_vowel_is_the_five_formants_of_a_tenor(self) -> None:
        def sung(vowel: str) -> numpy.ndarray:
            total = numpy.zeros(len(HZ), complex)
            for hz, level_db, width in FORMANTS[vowel]:
                q = 0.3 * hz / width
                total += SUNG * 10.0 ** (level_db / 20.0) * (s(hz) / q) / (s(hz) ** 2 + s(hz) / q + 1.0)
            return total

        self.assert_response(sung, *({"vowel": vowel} for vowel in FORMANTS))

    @of("shape")
    def test_shape_bends(self) -> None:
        for shape, sound in zip((0.1, 0.5, 0.8), self.lefts(*({"s": "noise", "amp": 0.9, "shape": shape} for shape in (0.1, 0.5, 0.8)))):
            # Bent first, then as loud as it is to be: what gain makes of it stays below the ceilings.
            self.assert_near(sound[:6_000], 0.9 * shaped(self.file(0), shape), 1e-5, shape)

    @of("hcutoff", "hresonance")
    def test_a_high_pass(self) -> None:
        def passed(hcutoff: float, hresonance: float = 0.0) -> numpy.ndarray:
            return s(hcutoff) ** 2 / (s(hcutoff) ** 2 + s(hcutoff) / q_of(hresonance) + 1.0)

        self.assert_response(passed, {"hcutoff": 800.0}, {"hcutoff": 800.0, "hresonance": 0.3}, {"hcutoff": 3_000.0, "hresonance": 0.1})

    @of("bandf", "bandq")
    def test_a_band_pass_as_loud_at_its_centre_as_its_q(self) -> None:
        def passed(bandf: float, bandq: float = 10.0) -> numpy.ndarray:
            return s(bandf) / (s(bandf) ** 2 + s(bandf) / bandq + 1.0)

        self.assert_response(passed, {"bandf": 1_000.0}, {"bandf": 1_000.0, "bandq": 2.0}, {"bandf": 3_000.0, "bandq": 5.0})

    @of("cutoff", "resonance")
    def test_a_low_pass(self) -> None:
        def passed(cutoff: float, resonance: float = 0.0) -> numpy.ndarray:
            return 1.0 / (s(cutoff) ** 2 + s(cutoff) / q_of(resonance) + 1.0)

        self.assert_response(passed, {"cutoff": 800.0}, {"cutoff": 800.0, "resonance": 0.3}, {"cutoff": 5_000.0, "resonance": 0.1})

    @of("crush")
    def test_crush_rounds_to_so_many_bits(self) -> None:
        asked = (1.0, 3.0, 4.0, 8.0)
        for bits, sound in zip(asked, self.lefts(*({"s": "noise", "amp": 0.5, "crush": bits} for bits in asked))):
            self.assert_near(sound[:6_000], 0.5 * crushed(self.file(0), bits), 1e-6, bits)

    @of("coarse")
    def test_coarse_holds_every_so_manieth_frame(self) -> None:
        for every, sound in zip((2, 5, 32), self.lefts(*({"s": "noise", "coarse": float(every)} for every in (2, 5, 32)))):
            self.assertTrue((sound[:6_000] == coarse(self.file(0), every)).all(), every)

    @of("attack", "hold", "release")
    def test_an_envelope_rises_holds_and_falls(self) -> None:
        t = numbers(40_000) / RATE
        asked = (
            ({"attack": 0.1}, curve(numpy.minimum(t / 0.1, 1.0))),
            ({"release": 0.2}, 1.0 - curve(numpy.minimum(t / 0.2, 1.0))),
            ({"attack": 0.1, "hold": 0.2, "release": 0.3},
             numpy.minimum(curve(numpy.minimum(t / 0.1, 1.0)), 1.0 - curve(numpy.clip((t - 0.3) / 0.3, 0.0, 1.0)))),
        )  # fmt: skip
        for (event, wanted), sound in zip(asked, self.lefts(*({"s": "steady", **event} for event, _ in asked))):
            self.assert_near(sound[:40_000], LEVEL * wanted, 2e-4, event)

    @of("tremolorate", "tremolodepth")
    def test_a_tremolo_begins_open(self) -> None:
        asked = ({"tremolorate": 5.0}, {"tremolorate": 7.0, "tremolodepth": 1.0}, {"tremolodepth": 0.9})
        for event, sound in zip(asked, self.lefts(*({"s": "steady", **event} for event in asked))):
            rate, depth = event.get("tremolorate", 0.0), event.get("tremolodepth", 0.5)
            wanted = 1.0 - depth / 2.0 + depth / 2.0 * numpy.cos(2.0 * numpy.pi * rate * numbers(40_000) / RATE)
            self.assert_near(sound[:40_000], LEVEL * wanted, 2e-4, event)

    @of("phaserrate", "phaserdepth")
    def test_a_phaser_adds_four_allpasses_that_move(self) -> None:
        def turned(phaserrate: float, phaserdepth: float = 0.5) -> numpy.ndarray:
            return 1.0 + phaserdepth * ((1.0 - s(900.0)) / (1.0 + s(900.0))) ** 4

        # So slow that it stands where it begins.
        self.assert_response(turned, {"phaserrate": 1e-5}, {"phaserrate": 1e-5, "phaserdepth": 0.9}, {"phaserrate": 1e-5, "phaserdepth": 0.2})
        # By a period more its notches are where they were: the same twice, and not in between.
        sound = self.left(s="sine", phaserrate=4.0, phaserdepth=1.0)
        self.assert_near(sound[12_000:24_000], sound[24_000:36_000], 2e-2)
        level = [numpy.sqrt((sound[at : at + 400] ** 2).mean()) for at in range(12_000, 24_000, 400)]
        self.assertLess(min(level), 0.3 * max(level))

    @of("shape", "crush", "coarse", "attack", "release", "tremolorate", "hcutoff", "cutoff", "gain")
    def test_one_goes_before_another_as_in_superdirt(self) -> None:
        chain, high, low = self.lefts(
            {"s": "bold", "shape": 0.5, "crush": 3.0, "coarse": 4.0, "attack": 0.02, "release": 0.2, "tremolorate": 20.0, "amp": 0.7},
            {"s": "noise", "hcutoff": 500.0, "crush": 3.0, "amp": 0.5}, {"s": "noise", "crush": 3.0, "cutoff": 500.0, "amp": 0.5},
        )  # fmt: skip
        t = numbers(6_000) / RATE
        envelope = numpy.minimum(curve(numpy.minimum(t / 0.02, 1.0)), 1.0 - curve(numpy.clip((t - 0.02) / 0.2, 0.0, 1.0)))
        # Nothing in it is crushed to silence, for the end of which coarse would wait.
        wanted = coarse(crushed(shaped(self.bold / 32_768.0, 0.5), 3.0), 4) * envelope * (0.75 + 0.25 * numpy.cos(2.0 * numpy.pi * 20.0 * t))
        self.assert_near(chain[:6_000], 0.7 * wanted, 2e-4)
        steps = high[:6_000] / (0.5 * step_of(3.0))
        self.assert_near(steps, numpy.round(steps), 1e-5, "the high-pass goes before crush")
        steps = low[:6_000] / (0.5 * step_of(3.0))
        self.assertGreater(abs(steps - numpy.round(steps)).max(), 0.1, "the low-pass goes behind it")

    @of("dry", "room")
    def test_what_goes_on_and_what_is_sent_to_the_room_are_levels(self) -> None:
        for dry, sound in zip((1.0, 0.25, 0.0), self.lefts(*({"s": "steady", "dry": dry} for dry in (1.0, 0.25, 0.0)))):
            self.assert_near(sound[: RATE - 100], LEVEL * dry, 1e-6, dry)
        # Each in a room of its own: nothing of one is left for another.
        whole, part, both = self.sounds(
            {"s": "click", "room": 1.0, "dry": 0.0}, {"s": "click", "room": 0.25, "dry": 0.0, "orbit": 1},
            {"s": "click", "room": 0.25, "orbit": 2}, every_s=2.0,
        )  # fmt: skip
        self.assertGreater(abs(whole).max(), 0.01)
        self.assert_near(part, 0.25 * whole, 1e-5)
        self.assert_near(both[1:DIED_AWAY], part[1:DIED_AWAY], 1e-5)
        self.assertAlmostEqual(both[0, 0], LEVEL, delta=1e-6)

    @of("size")
    def test_a_room_decays_in_its_size(self) -> None:
        for n, size in enumerate((0.25, 0.5, 0.75)):
            wanted_s = 0.2 + 7.8 * size**2
            sound = self.left(s="click", room=1.0, dry=0.0, size=size, orbit=n, every_s=5.0)
            # Low notes: high ones die sooner.
            low = numpy.convolve(sound, numpy.hanning(64))
            left_db = 10.0 * numpy.log10(numpy.cumsum(low[::-1] ** 2)[::-1] / (low**2).sum() + 1e-30)
            begin, end = numpy.argmax(left_db < -20.0), numpy.argmax(left_db < -60.0)
            self.assertAlmostEqual((end - begin) / RATE * 60.0 / 40.0 / wanted_s, 1.0, delta=0.15, msg=f"size {size}")

    @of("delay", "delaytime", "delayfeedback", "lock", "cps", "orbit")
    def test_an_orbits_delay_has_its_time_in_seconds_or_cycles_and_repeats(self) -> None:
        steady = {"s": "noise", "delay": 0.5}
        for told, orbit, wanted_s, feedback in (
            ({"delaytime": 0.2, "delayfeedback": 0.5}, 0, 0.2, 0.5), ({"delaytime": 0.25, "lock": 1, "cps": 0.8, "delayfeedback": 0.8}, 13, 0.3125, 0.8),
            ({"delaytime": 0.15, "lock": 0, "cps": 0.8, "delayfeedback": 0.0}, -1, 0.15, 0.0),
        ):  # fmt: skip
            # The first finds the delay's own time and glides from there; its orbit is the second's by another number.
            _, sound = self.lefts({**steady, "amp": 0.0, "orbit": orbit, **told}, {**steady, "orbit": orbit % 12}, every_s=3.0)
            at = round(wanted_s * RATE)
            self.assert_near(sound[:6_000], self.file(0), 1e-6, told)
            self.assertEqual(abs(sound[6_200 : at - 1]).max(), 0.0, told)
            first = sound[at : at + 6_000]
            self.assert_near(first, 0.5 * self.file(0), 1e-6, told)
            # Each repeat loses treble, and below that as much as the feedback says.
            repeat = numpy.fft.rfft(sound[2 * at : 2 * at + 6_000])[1:25]
            self.assert_near(numpy.abs(repeat), feedback * numpy.abs(numpy.fft.rfft(first)[1:25]), 0.05 * len(first) ** 0.5, told)


class EveryParameter(unittest.TestCase):
    def test_has_a_test(self) -> None:
        """Of those in the tables of the documents."""
        tested = set()
        for case in (test_dirt_parameters.DirtParameters, DirtEffects):
            for test in vars(case).values():
                tested |= set(getattr(test, "parameters", ()))
        documented = set()
        for page in ("livecoding.md", "live_coding_parameters.md"):
            for row in (ROOT / "docs" / page).read_text().splitlines():
                if row.startswith("| `"):
                    documented |= set(re.findall(r"`(\w+)`", row.split("|")[1]))
        # `vowel` to `phaserdepth` is a row of the first table, and each of its own in the second.
        self.assertLessEqual({"s", "n", "vowel", "phaserdepth", "delayfeedback"}, documented)
        self.assertEqual(sorted(documented - tested), [])


if __name__ == "__main__":
    unittest.main()
