# SPDX-License-Identifier: MIT
"""What each parameter of SuperDirt's protocol does to a sound, against its formula: which sound, how high, how loud, how
long, where. Effects are in test_dirt_effects.py, which also looks whether any parameter is without a test."""

import unittest

import numpy

from support.dirt_sound import LEVEL, RATE, DirtSound, length_of, numbers, of

MIDDLE_C_HZ = 261.6255653
FADE = 48  # frames, in which what is cut off ends


class DirtParameters(DirtSound):
    @of("s", "n")
    def test_a_bank_and_its_file_which_is_cut_to_a_whole_number_and_wraps(self) -> None:
        asked = {0.0: 0, 1.9: 1, 2.0: 2, 3.0: 0, 7.5: 1, -1.0: 2, -0.5: 0}
        for (n, file), sound in zip(asked.items(), self.lefts(*({"s": "noise", "n": n} for n in asked))):
            self.assertTrue((sound[:6_000] == self.file(file)).all(), n)
            self.assertEqual(abs(sound[6_000 + 200 :]).max(), 0.0)

    @of("n", "note", "octave", "midinote", "freq")
    def test_of_a_synth_n_is_its_note_and_note_goes_before_it(self) -> None:
        asked = (
            ({"n": 9.0}, 69), ({"note": -3.0, "n": 7.0}, 57), ({"note": 2.0, "octave": 6.0}, 74), ({"midinote": 62.5, "note": 3.0}, 62.5),
            ({"freq": 440.0, "midinote": 30.0}, 69),
        )  # fmt: skip
        sounds = self.lefts(*({"s": "superfork", "delta": 1.0, **event} for event, _ in asked), every_s=2.0)
        for (event, midinote), sound in zip(asked, sounds):
            spectrum = numpy.abs(numpy.fft.rfft(sound[RATE // 4 : RATE] * numpy.hanning(RATE * 3 // 4), 1 << 18))
            hz = spectrum.argmax() * RATE / (1 << 18)
            self.assertAlmostEqual(12.0 * numpy.log2(hz / 440.0), midinote - 69.0, delta=0.03, msg=str(event))

    @of("note", "octave", "midinote", "freq")
    def test_a_file_plays_at_its_pitch_over_middle_c(self) -> None:
        def hz(midinote: float) -> float:
            return 440.0 * 2.0 ** ((midinote - 69.0) / 12.0)

        asked = (
            ({"note": 7.0}, hz(67)), ({"note": -4.5}, hz(55.5)), ({"note": 1.0, "octave": 4.0}, hz(49)), ({"midinote": 64.0, "note": 9.0}, hz(64)),
            ({"freq": 300.0, "midinote": 64.0}, 300.0),
        )  # fmt: skip
        sounds = self.lefts(*({"s": "sine", **event} for event, _ in asked), every_s=3.0)
        for (event, wanted_hz), sound in zip(asked, sounds):
            ratio = wanted_hz / MIDDLE_C_HZ
            self.assert_sine(sound, numbers(int(0.9 * RATE / ratio)) * ratio / RATE, event)
            self.assertAlmostEqual(length_of(sound), RATE / ratio, delta=300, msg=str(event))

    @of("gain", "overgain", "amp")
    def test_amp_times_the_fourth_power_of_gain(self) -> None:
        asked = (
            ({}, 0.4), ({"amp": 0.75}, 0.75), ({"gain": 0.8}, 0.4 * 0.8**4), ({"gain": 1.2}, 0.4 * 1.2**4),
            ({"amp": 0.05, "gain": 3.0}, 0.05 * 2.0**4), ({"gain": 0.9, "overgain": 0.2}, 0.4 * 1.1**4),
            ({"amp": 0.02, "gain": 3.0, "overgain": 0.5}, 0.02 * 2.5**4), ({"gain": 0.0}, 0.0),
        )  # fmt: skip
        for (event, level), sound in zip(asked, self.lefts(*({"s": "steady", "amp": None, **event} for event, _ in asked))):
            self.assert_near(sound[: RATE - 100], LEVEL * level, 1e-6, event)

    @of("pan", "channel")
    def test_a_place_at_constant_power_which_a_channel_moves(self) -> None:
        asked = (
            ({"pan": None}, 0.5), ({"pan": 0.0}, 0.0), ({"pan": 1.0}, 1.0), ({"pan": 0.2}, 0.2), ({"pan": 0.1, "channel": 1}, 0.6),
            ({"pan": 0.7, "channel": 1}, 0.2),
        )  # fmt: skip
        for (event, pan), sound in zip(asked, self.sounds(*({"s": "steady", **event} for event, _ in asked))):
            turn = pan * numpy.pi / 2.0
            self.assert_near(sound[: RATE - 100], LEVEL * numpy.array([numpy.cos(turn), numpy.sin(turn)]), 1e-6, event)

    @of("speed")
    def test_speed_below_zero_is_backwards(self) -> None:
        back, double, half_back = self.lefts(
            {"s": "noise", "speed": -1.0}, {"s": "sine", "speed": 2.0}, {"s": "sine", "speed": -0.5}, every_s=2.5,
        )  # fmt: skip
        self.assertTrue((back[:6_000] == self.file(0)[::-1]).all())
        self.assert_sine(double, numbers(20_000) * 2.0 / RATE)
        self.assertAlmostEqual(length_of(double), RATE / 2, delta=300)
        self.assert_sine(half_back, 1.0 - (1.0 + numbers(80_000) * 0.5) / RATE)
        self.assertAlmostEqual(length_of(half_back), RATE * 2, delta=300)

    @of("accelerate")
    def test_accelerate_goes_straight_to_speed_times_one_more(self) -> None:
        asked = ((1.0, 1.0), (-0.5, 1.0), (2.0, 0.5))
        sounds = self.lefts(*({"s": "sine", "accelerate": more, "speed": speed} for more, speed in asked), every_s=2.0)
        for (more, speed), sound in zip(asked, sounds):
            span = RATE / (speed * (1.0 + more / 2.0))  # frames, in which the file has been read
            at = numbers(int(0.95 * span))
            # Where the speeds of all frames before it have led.
            self.assert_sine(sound, speed * (at + more * at * (at - 1) / (2.0 * span)) / RATE, (more, speed))
            self.assertAlmostEqual(length_of(sound), span, delta=300)

    @of("begin", "end")
    def test_a_part_and_backwards_where_its_end_lies_before_its_beginning(self) -> None:
        asked = ((0.25, 0.75, 1.0, slice(1_500, 4_500, 1)), (0.5, 1.0, -1.0, slice(5_999, 2_999, -1)), (0.75, 0.25, 1.0, slice(4_499, 1_499, -1)))
        sounds = self.lefts(*({"s": "noise", "begin": begin, "end": end, "speed": speed} for begin, end, speed, _ in asked))
        for (begin, end, speed, part), sound in zip(asked, sounds):
            self.assertTrue((sound[:3_000] == self.file(0)[part]).all(), (begin, end, speed))
            self.assertEqual(abs(sound[3_000 + 200 :]).max(), 0.0)

    @of("loop")
    def test_a_loop_is_heard_so_often(self) -> None:
        twice, part = self.lefts({"s": "sine", "n": 1, "loop": 3.0}, {"s": "sine", "loop": 2.5, "begin": 0.25, "end": 0.5}, every_s=2.0)
        # Whole cycles follow each other, past where one fades into the next.
        self.assert_near(twice[25_000:47_000], LEVEL * numpy.sin(2.0 * numpy.pi * numbers(22_000) / 200.0), 2e-3)
        self.assertAlmostEqual(length_of(twice), 3 * 24_000, delta=FADE)
        self.assertAlmostEqual(length_of(part), 2.5 * 12_000, delta=FADE)

    @of("unit", "cps")
    def test_units_are_a_rate_cycles_and_seconds(self) -> None:
        asked = (("r", 1.5, 1.5), ("c", 1.0, 0.5 * 1.25), ("c", 2.0, 0.5 * 2.5), ("s", 1.0, 0.5), ("s", -2.0, -1.0))
        events = ({"s": "sine", "n": 1, "unit": unit, "speed": speed, "cps": 1.25} for unit, speed, _ in asked)
        for (unit, speed, rate), sound in zip(asked, self.lefts(*events, every_s=2.0)):
            place = numbers(int(0.45 * RATE / abs(rate))) * rate / RATE
            self.assert_sine(sound, place if rate > 0.0 else place + 0.5 - 1.0 / RATE, (unit, speed))
            self.assertAlmostEqual(length_of(sound), 0.5 * RATE / abs(rate), delta=300, msg=str((unit, speed)))

    @of("sustain", "legato", "delta")
    def test_how_long_is_sustain_else_delta_times_legato_and_never_longer_than_the_file(self) -> None:
        asked = (
            ({"sustain": 0.3}, 0.3), ({"sustain": 0.2, "legato": 2.0, "delta": 0.3}, 0.2), ({"legato": 0.5, "delta": 0.8}, 0.4),
            ({"delta": 0.5}, 1.0), ({"sustain": 3.0}, 1.0), ({"legato": 3.0, "delta": 1.0, "speed": 2.0}, 0.5),
        )  # fmt: skip
        for (event, seconds), sound in zip(asked, self.lefts(*({"s": "steady", **event} for event, _ in asked), every_s=1.5)):
            self.assert_near(sound[100 : int(seconds * RATE) - 100], LEVEL, 1e-3, event)
            self.assertAlmostEqual(length_of(sound), seconds * RATE, delta=300, msg=str(event))

    @of("delta", "cps", "legato", "sustain")
    def test_a_synth_is_held_for_delta(self) -> None:
        """Its envelope falls from there on: what comes before that is the same however long it is."""
        asked = ({"delta": 1.5}, {"delta": 0.5}, {"delta": 1.0, "legato": 0.5}, {"delta": 1.0, "sustain": 0.5}, {"cps": 2.0})
        whole, *halves = self.lefts(*({"s": "supersquare", "orbit": n, **event} for n, event in enumerate(asked)), every_s=3.0)
        self.assertGreater(abs(whole[RATE : int(1.4 * RATE)]).max(), 0.05)
        for event, half in zip(asked[1:], halves):
            self.assertTrue((half[: RATE // 2] == whole[: RATE // 2]).all(), event)
            self.assertGreater(abs(half - whole)[RATE // 2 : RATE // 2 + 2_000].max(), 1e-3, event)

    @of("cut", "orbit")
    def test_a_cut_ends_its_group_in_its_orbit_and_below_zero_its_own_file_alone(self) -> None:
        def heard(first: dict, second: dict) -> float:
            """What is left of the first when the second has begun, which is silent."""
            first = {"s": "steady", **first}
            return abs(self.lefts(first, {"s": "steady", "amp": 0.0, **second}, every_s=0.5)[1][1_000:20_000]).max()

        self.assertEqual(heard({"cut": 1}, {"cut": 1}), 0.0)
        self.assertEqual(heard({"cut": 1}, {"cut": 1, "orbit": 12}), 0.0)
        self.assertEqual(heard({"cut": 1}, {"cut": 1, "s": "noise"}), 0.0)
        self.assertEqual(heard({"cut": -1}, {"cut": -1}), 0.0)
        for first, second in (
            ({"cut": 1}, {"cut": 2}), ({"cut": 1}, {}), ({}, {"cut": 1}), ({"cut": 1}, {"cut": 1, "orbit": 1}),
            ({"cut": -1}, {"cut": -1, "s": "noise"}), ({"cut": 0}, {"cut": 0}),
        ):  # fmt: skip
            self.assertAlmostEqual(heard(first, second), LEVEL, delta=1e-6, msg=f"{first} {second}")

    @of("cycle", "cps", "delta")
    def test_when_it_is_in_its_pattern_is_not_heard(self) -> None:
        plain = self.left(s="noise", orbit=3)
        told = self.left(s="noise", orbit=3, cycle=17.25, cps=0.5625, delta=0.125)
        self.assertTrue((plain == told).all())


if __name__ == "__main__":
    unittest.main()
