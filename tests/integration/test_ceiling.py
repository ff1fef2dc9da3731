# SPDX-License-Identifier: MIT
"""What leaves is held below full scale, live and offline alike, and what was not too loud is as it was."""

import os
import signal
import unittest

import numpy

from support import wav
from support.chronus import TestCase

KNEE = float(numpy.float32(10 ** (-1 / 20)))

LOUD = """\
0 /patch/create sine1 sine
0 /patch/create amp gain
0 /patch/connect sine1 amp
0 /patch/connect amp output
0 /patch/commit
0 /mod/sine1/freq 220
0 /mod/amp/gain_db -6
0.5 /mod/amp/gain_db 14
1.5 /quit
"""


class Ceiling(TestCase):
    def play(self, *args: str, kill: bool = False, env: dict[str, str] | None = None) -> wav.Wav:
        """LOUD as chronusd plays and records it."""
        path = self.directory / "live.wav"
        score = self.write_score(LOUD)
        daemon = self.daemon("--score", str(score), "--record", str(path), "--exit-after-score", *args,
                             wait_ready=kill, env=env)  # fmt: skip
        if kill:
            os.kill(daemon.status()["workers"][daemon.status()["active_slot"]]["pid"], signal.SIGKILL)
        self.assertEqual(daemon.wait_exit(60), 0, daemon.log()[-4000:])
        (self.journal,) = (daemon.state_directory / "journals").glob("*.score")
        return wav.read(path)

    def test_live_is_offline_under_it_and_without(self) -> None:
        score = self.write_score(LOUD)
        raw = self.render(score, "--ceiling", "off")
        held = self.render(score)
        self.assertGreater(abs(raw.samples).max(), 2.0)
        self.assertLess(abs(held.samples).max(), 1.0)
        is_quiet = abs(raw.samples) <= KNEE
        self.assertGreater(numpy.count_nonzero(~is_quiet), 10_000)
        numpy.testing.assert_array_equal(held.samples[is_quiet], raw.samples[is_quiet])
        self.assert_same_samples(self.play(kill=True), held)
        self.assert_same_samples(self.play("--ceiling", "off"), raw)

    def test_a_journal_is_rendered_as_it_was_played(self) -> None:
        for ceiling in ("on", "off"):
            live = self.play(env={"CHRONUS_CEILING": ceiling})
            self.assertEqual(abs(live.samples).max() < 1.0, ceiling == "on")
            self.assert_same_samples(live, self.render(self.journal, "--seconds", "1.5"))
        held = self.render(self.journal, "--seconds", "1.5", "--ceiling", "on")
        self.assertLess(abs(held.samples).max(), 1.0, "the command line wins")

    def test_what_it_bends_is_counted_as_clipped(self) -> None:
        client = self.daemon().client
        for message in (("/patch/new",), ("/patch/create", "loud", "const"), ("/patch/connect", "loud", "output"),
                        ("/patch/commit",)):  # fmt: skip
            client.do(*message)
        client.send("/mod/loud/value", 0.8)
        client.do("/notify", 1, "meter")
        for _ in range(25):
            client.wait_for(lambda r: r.args[:1] == ["meter"], what="meter")
        self.assertEqual(client.status()["levels"]["clipped"], 0)
        client.send("/mod/loud/value", 0.95)
        for _ in range(5):
            client.wait_for(lambda r: r.args[:1] == ["meter"], what="meter")
        self.assertGreater(client.status()["levels"]["clipped"], 2_400)
        self.assertTrue(client.status()["ceiling"])

    def test_a_file_and_a_variable_say_it_too(self) -> None:
        config = self.directory / "chronus.toml"
        config.write_text('ceiling = "off"\n')
        self.assertFalse(self.daemon("--config", str(config)).status()["ceiling"])
        config.write_text("ceiling = false\n")
        self.assertTrue(self.daemon("--config", str(config), env={"CHRONUS_CEILING": "on"}).status()["ceiling"])
        done = self.run_program("chronusd", "--ceiling", "low")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--ceiling: 'low' is neither on nor off", done.stderr)


if __name__ == "__main__":
    unittest.main()
