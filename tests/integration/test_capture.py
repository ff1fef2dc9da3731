# SPDX-License-Identifier: MIT
"""What a sound server receives is what the recording holds, sample for sample."""

import os
import subprocess
import unittest

import numpy
from support import servers, wav
from support.chronus import TestCase

RATE = 48_000
# Noise, so that every stretch stands in one place only.
SCORE = """
0 /patch/create hiss noise
0 /patch/create env adsr
0 /patch/connect hiss env
0 /patch/connect env output
0 /patch/commit
0 /seq/create s
0 /seq/pattern s "X.x.x..xX..x.xx."
0 /seq/assign s gate env
0 /seq/start s
"""
SECONDS = 3
# An xrun on a busy machine tears the capture: this share of it must be the recording all the same.
LEAST_SHARE = 0.5
SHORTEST_STRETCH = 32


def frames_in_order(captured: numpy.ndarray, recorded: numpy.ndarray) -> int:
    """Frames of `captured` that stand in `recorded`, in stretches, each after the one before."""
    begins = {frame.tobytes(): at for at, frame in enumerate(recorded) if frame.any()}
    found = at = played = 0
    while at < len(captured):
        here = begins.get(captured[at].tobytes(), -1)
        if here < played:
            at += 1
            continue
        length = min(len(captured) - at, len(recorded) - here)
        differs = (captured[at : at + length] != recorded[here : here + length]).any(axis=1)
        equal = int(differs.argmax()) if differs.any() else length
        if equal >= SHORTEST_STRETCH:
            found += equal
            played = here + equal
        at += max(equal, 1)
    return found


class Capture(TestCase):
    def check(self, audio: str, env: dict, capture: list[str]) -> None:
        score = self.write_score(SCORE)
        live = self.directory / "live.wav"
        daemon = self.daemon("--score", str(score), "--record", str(live), audio=audio, env=env)
        self.assertEqual(daemon.status()["audio"]["api"], audio)
        raw = subprocess.run(
            capture, env={**os.environ, **env}, capture_output=True, timeout=60, check=False
        )
        daemon.client.wait_frame(daemon.status()["frame"] + RATE // 2)
        self.assert_clean_exit(daemon)
        captured_path = self.directory / "captured.wav"
        if captured_path.exists():
            captured = wav.read(captured_path).samples
        else:
            captured = numpy.frombuffer(raw.stdout, "<f4").reshape(-1, 2)
        recorded = wav.read(live).samples
        found = frames_in_order(
            captured.astype(numpy.float32), recorded.astype(numpy.float32)
        )
        sounding = int(captured.any(axis=1).sum())
        self.assertGreater(sounding, RATE // 2, raw.stderr[-500:])
        self.assertGreater(found, LEAST_SHARE * sounding)

    def jack_at(self, period: int) -> None:
        with servers.awake_cores(), servers.jack(self.directory, period=period) as env:
            path = str(self.directory / "captured.wav")
            self.check(
                "jack", env,
                ["jack_capture", "--no-stdin", "--hide-buffer-usage", "-d", str(SECONDS), "-b",
                 "FLOAT", "-f", "wav", "-c", "2", "-p", "chronus:*", path],
            )  # fmt: skip

    def test_jack_with_a_period_of_64_frames(self) -> None:
        self.jack_at(64)

    def test_jack_with_a_period_of_128_frames(self) -> None:
        self.jack_at(128)

    def test_jack_with_a_period_of_256_frames(self) -> None:
        self.jack_at(256)

    def test_jack_with_a_period_of_1024_frames(self) -> None:
        self.jack_at(1024)

    def test_pulseaudio(self) -> None:
        with servers.awake_cores(), servers.pulse(self.directory) as env:
            self.check(
                "pulse", env,
                ["timeout", str(SECONDS), "parec", "-d", "chronus.monitor", "--raw",
                 "--format=float32le", f"--rate={RATE}", "--channels=2"],
            )  # fmt: skip


if __name__ == "__main__":
    unittest.main()
