# SPDX-License-Identifier: MIT
"""The programs with their real-time sections enforced (tests/realtime): one allocation, lock or
system call in the audio callback or in a worker's render would abort them."""

import unittest

from support import servers, wav
from support.chronus import BIN, TestCase, both_ready


class CheckedPrograms(TestCase):
    def setUp(self) -> None:
        super().setUp()
        for program in ("chronusd", "chronus-worker"):
            if not (BIN / "checked" / program).exists():
                self.skipTest(f"{program} was not built with real-time checks")

    def play(self, **options) -> None:
        """Everything that reaches a real-time section: sequencers, swaps, recording, failover."""
        live = self.directory / "live.wav"
        daemon = self.daemon("--record", str(live), program="checked/chronusd", **options)
        client = daemon.client
        pids = [worker["pid"] for worker in daemon.status()["workers"]]
        for kind in ("osc", "noise", "lfo", "kick", "snare", "hat"):
            client.do("/patch/create", f"{kind}_1", kind)
        for name, kind in (("env", "adsr"), ("filt", "biquad"), ("vol", "gain"), ("mix", "mixer")):
            client.do("/patch/create", name, kind)
        for source, destination in (
            ("osc_1", "env"), ("noise_1", "env"), ("env", "filt"), ("filt", "vol"), ("vol", "mix"),
            ("lfo_1", "filt.freq"), ("kick_1", "mix"), ("snare_1", "mix"), ("hat_1", "mix"),
            ("mix", "output"),
        ):  # fmt: skip
            client.do("/patch/connect", source, destination)
        client.do("/patch/commit")
        for name in ("env", "kick_1", "snare_1", "hat_1"):
            client.do("/seq/create", f"s_{name}")
            client.do("/seq/config", f"s_{name}", 180, 16, 16)
            client.do("/seq/euclid", f"s_{name}", 7, 16)
            client.do("/seq/assign", f"s_{name}", "gate", name)
        client.do("/seq/param_lane", "s_env", "note", "a2 c3 e3 g3")
        client.do("/seq/assign", "s_env", "param", "osc_1", "note", "freq")
        client.do("/seq/start_all")
        for turn in range(4):
            client.send("/mod/*/level", 0.2 + 0.1 * turn)
            client.do("/patch/edit")
            client.do("/patch/create", f"sub{turn}", "sine")
            client.do("/patch/connect", f"sub{turn}", "env")
            client.do("/patch/commit")
            client.wait_frame(daemon.status()["frame"] + 24_000)
        # The sections held all the same workers up to here; now the callback has to switch.
        status = daemon.status()
        self.assertEqual([worker["pid"] for worker in status["workers"]], pids, daemon.log())
        pid = daemon.kill_worker(status["active_slot"])
        client.wait_status(
            lambda s: both_ready(s) and pid not in [w["pid"] for w in s["workers"]], 20, "a refill"
        )
        client.wait_frame(daemon.status()["frame"] + 24_000)
        self.assertEqual(daemon.status()["failovers"], 1)
        self.assert_clean_exit(daemon)
        self.assertNotIn("in a real-time section", daemon.log())
        self.assertTrue(wav.onsets(wav.read(live).left))

    def test_nothing_forbidden_happens_on_the_null_clock(self) -> None:
        self.play()

    def test_nothing_forbidden_happens_in_the_jack_callback(self) -> None:
        with servers.jack(self.directory) as env:
            self.play(audio="jack", env=env)

    def test_nothing_forbidden_happens_in_the_pulseaudio_callback(self) -> None:
        with servers.pulse(self.directory) as env:
            self.play(audio="pulse", env=env)

    def test_the_jack_callback_goes_before_those_that_feed_it(self) -> None:
        if not servers.may_be_realtime():
            self.skipTest("no thread may be real-time here")
        with servers.jack(self.directory, realtime=True) as env:
            daemon = self.daemon(audio="jack", env=env)
            status = daemon.client.wait_status(
                lambda s: s["audio"]["scheduling"] != "not known yet", what="a callback"
            )
            self.assertEqual(status["audio"]["scheduling"], "SCHED_FIFO 70")
            self.assertEqual(status["audio"]["api"], "jack")


if __name__ == "__main__":
    unittest.main()
