# SPDX-License-Identifier: MIT
"""Bundles and time tags, heard in a recording to the frame."""

import socket
import struct
import unittest
from fractions import Fraction

import liblo

from support import packets, wav
from support.chronus import TestCase

VOICES = ("a", "b")


class Timing(TestCase):
    """Two voices, the first on the left channel, the second on the right."""

    def setUp(self) -> None:
        super().setUp()
        self.chronus = self.daemon()
        self.client = self.chronus.client
        self.client.do("/patch/create", "mix", "mixer")
        for place, name in enumerate(VOICES, start=1):
            # The envelope itself is what is recorded: a tone under it would begin to be heard a
            # frame later whenever the gate falls near one of its zero crossings.
            self.client.do("/patch/create", f"env_{name}", "adsr")
            self.client.do("/patch/connect", f"env_{name}.env", f"mix.in{place}")
        self.client.do("/patch/connect", "mix.left", "output.left")
        self.client.do("/patch/connect", "mix.right", "output.right")
        self.client.do("/patch/commit")
        for place, name in enumerate(VOICES, start=1):
            self.client.send(f"/mod/mix/pan{place}", -1.0 if name == "a" else 1.0)
        self.client.sync()
        # The parameters have glided to their place before anything is recorded.
        self.client.wait_frame(self.chronus.status()["frame"] + 4_800)
        self.client.do("/record/start", "timing.wav")

    def recorded_onsets(self, seconds: float) -> list[list[int]]:
        self.client.wait_frame(self.chronus.status()["frame"] + int(seconds * 48_000))
        self.client.do("/record/stop")
        self.client.wait_status(lambda s: s["record"]["state"] == "idle", what="a closed recording")
        recording = wav.read(self.chronus.state_directory / "recordings" / "timing.wav")
        # Pan leaves -150 dB of the other voice: cos(90°) in float is not quite 0.
        return [wav.onsets(recording.samples[:, side], threshold=1e-5) for side in range(2)]

    def test_a_bundle_lands_on_one_frame(self) -> None:
        for _ in range(20):
            self.client.bundle([("/gate/env_a", 1), ("/gate/env_b", 1)])
            self.client.sync()
            self.client.bundle([("/gate/env_a", 0), ("/gate/env_b", 0)])
            self.client.wait_frame(self.chronus.status()["frame"] + 14_400)
        left, right = self.recorded_onsets(0.2)
        self.assertEqual(len(left), 20)
        self.assertEqual(left, right)

    def gate_at(self, voice: str, value: int, time: Fraction) -> None:
        """A bundle whose tag is exact to 2^-32 s: liblo.time() as a double is not."""
        gate = packets.message(f"/gate/env_{voice}".encode(), b"i", struct.pack(">i", value))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(
                packets.bundle(gate, tag=round(time * 2**32)), ("127.0.0.1", self.chronus.port)
            )

    def test_time_tags_are_kept_to_the_frame(self) -> None:
        start = Fraction(liblo.time()) + Fraction(1, 2)
        steps = [0, 12_000, 18_001, 30_011]
        for index, step in enumerate(steps):
            voice = VOICES[index % 2]
            self.gate_at(voice, 1, start + Fraction(step, 48_000))
            self.gate_at(voice, 0, start + Fraction(step + 2_400, 48_000))
        left, right = self.recorded_onsets(2.0)
        heard = sorted(left + right)
        self.assertEqual([frame - heard[0] for frame in heard], steps)

    def test_a_late_bundle_plays_now_and_is_counted(self) -> None:
        before = self.client.status()["commands"]["late"]
        self.client.bundle([("/gate/env_a", 1)], liblo.time() - 3.0)
        left, _ = self.recorded_onsets(0.2)
        self.assertEqual(len(left), 1)
        self.assertEqual(self.client.status()["commands"]["late"], before + 1)

    def test_a_time_beyond_the_horizon_is_refused(self) -> None:
        self.client.bundle([("/gate/env_a", 1)], liblo.time() + 3_600.0)
        reply = self.client.wait_for(lambda r: r.address == "/fail", what="a refusal")
        self.assertEqual(reply.args[0], "/gate/env_a")
        left, _ = self.recorded_onsets(0.2)
        self.assertEqual(left, [])


if __name__ == "__main__":
    unittest.main()
