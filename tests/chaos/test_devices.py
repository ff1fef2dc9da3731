# SPDX-License-Identifier: MIT
"""A sound server that is killed and started again gets the music back, none of it skipped. scripts/devices does it ten
times and tells how long it takes."""

import sys
import unittest
from pathlib import Path

from support.chronus import TestCase

sys.path.append(str(Path(__file__).resolve().parents[1] / "soak"))
import devices  # noqa: E402  (the path above makes it importable)


class Devices(TestCase):
    def test_a_jack_server_that_is_killed_and_started_again_gets_the_music_back(self) -> None:
        took = devices.perform("jack", 2, self.directory)
        self.assertEqual(len(took.heard_again), 2)

    def test_a_pulseaudio_that_is_killed_and_started_again_gets_the_music_back(self) -> None:
        took = devices.perform("pulse", 2, self.directory)
        self.assertEqual(len(took.heard_again), 2)


if __name__ == "__main__":
    unittest.main()
