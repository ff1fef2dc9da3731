# SPDX-License-Identifier: MIT
"""The device is changed while the music plays: by hand, and by its server. Whatever happens, the recording is what its
journal renders, sample for sample: no frame was skipped, repeated or lost."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from support import servers
from support.chronus import Daemon, TestCase

sys.path.append(str(Path(__file__).resolve().parents[1] / "soak"))
import devices  # noqa: E402  (the path above makes it importable)

RATE = 48_000
PATIENCE_S = 40
NO_JACK = {"JACK_DEFAULT_SERVER": "chronus-no-such-server"}


class DeviceTestCase(TestCase):
    def playing(self, audio: str, env: dict[str, str], *args: str, name: str = "daemon", **options) -> Daemon:
        """A daemon with noise that never ends, recorded from the first frame."""
        directory = self.directory / name
        directory.mkdir()
        score = self.write_score(devices.MUSIC)
        daemon = Daemon(directory, "--score", str(score), "--record", str(directory / "live.wav"), *args,
                        audio=audio, env=env, **options)  # fmt: skip
        self.addCleanup(daemon.kill)
        return daemon

    def wait_audio(self, daemon: Daemon, **wanted) -> dict:
        """Until `/status` says so. On a machine that has no time for its server one that runs is slow."""

        def is_so(status: dict) -> bool:
            audio = dict(status["audio"])
            audio["state"] = "running" if devices.runs(audio) else audio["state"]
            return all(audio[key] == value for key, value in wanted.items())

        return daemon.client.wait_status(is_so, PATIENCE_S, str(wanted))["audio"]

    def assert_runs(self, daemon: Daemon, **wanted) -> None:
        audio = daemon.status()["audio"]
        self.assertTrue(devices.runs(audio), audio)
        self.assertEqual({key: audio[key] for key in wanted}, wanted)

    def play_on(self, daemon: Daemon, seconds: float = 0.5) -> None:
        daemon.client.wait_frame(daemon.status()["frame"] + int(seconds * RATE), PATIENCE_S)

    def assert_nothing_is_missing(self, daemon: Daemon) -> None:
        status = daemon.status()
        self.assertEqual((status["lost_frames"], status["failovers"]), (0, 0))
        self.assertEqual(daemon.stop(), 0, daemon.log()[-3000:])
        devices.compare_with_journal(daemon, daemon.directory / "live.wav", daemon.directory)


class AudioUse(DeviceTestCase):
    @contextlib.contextmanager
    def two_sinks(self):
        with servers.awake_cores(), servers.pulse(self.directory, sinks=("chronus", "other")) as env:
            yield dict(env, **NO_JACK)

    def heard_at(self, sink: str, env: dict[str, str]) -> bool:
        command = ["timeout", "0.3", "parec", "-d", f"{sink}.monitor", "--raw", "--format=float32le", "--latency-msec=20"]
        got = subprocess.run(command, env={**os.environ, **env}, capture_output=True, timeout=20, check=False).stdout
        return any(got)

    def wait_heard(self, sink: str, env: dict[str, str], daemon: Daemon) -> None:
        devices.wait(f"sound at {sink}", lambda: self.heard_at(sink, env), daemon)

    def test_another_device_takes_over_in_the_music_and_the_old_one_falls_silent(self) -> None:
        with self.two_sinks() as env:
            daemon = self.playing("pulse", env)
            client = daemon.client
            self.wait_audio(daemon, state="running", device="Sink chronus")
            self.wait_heard("chronus", env, daemon)
            client.do("/notify", 1)
            for sink in ("other", "chronus", "other"):
                client.do("/audio/use", sink, timeout_s=PATIENCE_S)
                # Done is done: whoever asks now sees it, without a wait.
                self.assert_runs(daemon, device=f"Sink {sink}",
                                 wanted={"api": "pulse", "device": f"Sink {sink}", "by_hand": True})  # fmt: skip
                client.wait_for(lambda r: r.args[:1] == ["audio"] and json.loads(r.args[1])["device"] == f"Sink {sink}")
                self.wait_heard(sink, env, daemon)
                self.play_on(daemon)
            devices.wait("silence at chronus", lambda: not self.heard_at("chronus", env), daemon)
            self.assertEqual(client.ask("/audio/use", reply="/audio/use.reply").args, ["pulse", "Sink other"])
            self.assert_nothing_is_missing(daemon)

    def test_the_null_clock_is_a_device_and_so_is_the_way_back(self) -> None:
        with self.two_sinks() as env:
            daemon = self.playing("pulse", env)
            daemon.client.do("/audio/use", "null", timeout_s=PATIENCE_S)
            self.assert_runs(daemon, api="null")
            self.play_on(daemon)
            daemon.client.do("/audio/use", "pulse", timeout_s=PATIENCE_S)
            self.assertEqual(daemon.status()["audio"]["device"], "Sink chronus")
            self.wait_heard("chronus", env, daemon)
            self.assert_nothing_is_missing(daemon)

    def test_what_cannot_be_had_is_refused_in_words_and_the_old_one_plays_on(self) -> None:
        with self.two_sinks() as env:
            daemon = self.playing("pulse", env)
            client = daemon.client
            before = self.wait_audio(daemon, state="running")
            self.assertEqual(client.refused("/audio/use", "Sink othr"), "no device 'Sink othr'; did you mean Sink other?")
            self.assertEqual(client.refused("/audio/use", "jack"), "JACK: no server")
            self.assertIn("use one of", client.refused("/audio/use", "coreaudio", "x"))
            self.assertIn("/audio/list", client.refused("/audio/use", "pulse", "theremin"))
            self.assert_runs(daemon, **{key: before[key] for key in ("device", "wanted", "lost", "reopened")})
            self.play_on(daemon)
            self.assert_nothing_is_missing(daemon)

    def test_the_list_has_what_there_is_and_why_there_is_no_more(self) -> None:
        with self.two_sinks() as env:
            daemon = self.playing("pulse", env)
            listed = json.loads(daemon.client.ask("/audio/list", reply="/audio/list.reply", timeout_s=PATIENCE_S).args[0])
            by_name = {device["name"]: device for device in listed["devices"]}
            for name, used in (("Sink chronus", True), ("Sink other", False)):
                device = by_name[name]
                self.assertEqual((device["api"], device["channels"], device["used"]), ("pulse", 2, used))
                self.assertIn(RATE, device["rates"])
                self.assertEqual(device["default"], used)
            self.assertFalse(by_name["null clock"]["used"])
            self.assertIn({"api": "jack", "reason": "JACK: no server"}, listed["missing"])

    def test_a_server_that_stands_still_holds_up_neither_the_list_nor_the_music(self) -> None:
        with servers.awake_cores(), servers.pulse(self.directory) as pulse, servers.jack(self.directory) as jack:
            daemon = self.playing("jack", {**pulse, **jack})
            client = daemon.client
            self.wait_audio(daemon, state="running", api="jack")
            pulse.server.freeze()
            listed = json.loads(client.ask("/audio/list", reply="/audio/list.reply", timeout_s=PATIENCE_S).args[0])
            self.assertIn({"api": "pulse", "reason": "PulseAudio: the server does not answer"}, listed["missing"])
            self.assertIn("system", [device["name"] for device in listed["devices"] if device["used"]])
            self.assertEqual(client.refused("/audio/use", "pulse"), "PulseAudio: the server does not answer")
            self.play_on(daemon)
            self.wait_audio(daemon, state="running", api="jack")
            pulse.server.thaw()
            client.do("/audio/use", "pulse", timeout_s=PATIENCE_S)
            self.play_on(daemon)
            self.assert_nothing_is_missing(daemon)

    def test_what_was_chosen_is_found_again_after_a_loss_and_by_the_next_start(self) -> None:
        with servers.awake_cores(), servers.pulse(self.directory, sinks=("chronus", "other")) as pulse:
            env = dict(pulse, **NO_JACK)
            first = self.playing("auto", env, name="first")
            first.client.do("/audio/use", "other", timeout_s=PATIENCE_S)
            pulse.server.kill()
            self.wait_audio(first, state="fallback")
            pulse.server.start()
            self.wait_audio(first, state="running", device="Sink other")
            self.play_on(first)
            self.assert_nothing_is_missing(first)
            state = first.state_directory
            chosen = (state / "audio" / "device.score").read_text()
            self.assertIn('/audio/use pulse "Sink other"', chosen)

            second = self.daemon(audio="auto", env=env, state_directory=state)
            self.assertTrue(self.wait_audio(second, state="running", device="Sink other")["wanted"]["by_hand"])
            second.stop()
            named = self.daemon("--device", "Sink chronus", audio="auto", env=env, state_directory=state)
            self.assertFalse(self.wait_audio(named, state="running", device="Sink chronus")["wanted"]["by_hand"])
            named.stop()
            elsewhere = self.daemon(audio="null", env=env, state_directory=state)
            self.assertEqual(self.wait_audio(elsewhere, state="running")["api"], "null")
            elsewhere.stop()
            (state / "audio" / "device.score").write_text("0 /audio/use\n")
            damaged = self.daemon(audio="auto", env=env, state_directory=state)
            self.wait_audio(damaged, state="running", device="Sink chronus")
            damaged.wait_log("the device that was chosen is not known any more")


class JackThatChanges(DeviceTestCase):
    @contextlib.contextmanager
    def on_jack(self, *args: str):
        with servers.awake_cores(), servers.jack(self.directory, period=256) as env:
            daemon = self.playing("jack", env, *args)
            self.wait_audio(daemon, state="running", api="jack", period=256)
            yield daemon, env

    def set_period(self, frames: int, env: dict[str, str]) -> None:
        subprocess.run(["jack_bufsize", str(frames)], env={**os.environ, **env}, capture_output=True, timeout=30, check=True)

    def test_another_period_is_followed_without_a_restart(self) -> None:
        with self.on_jack("--block", "64") as (daemon, env):
            for frames in (1_024, 64, 4_096, 128):
                self.set_period(frames, env)
                self.wait_audio(daemon, period=frames)
                self.assert_runs(daemon, reopened=0, lost=0)
                self.play_on(daemon)
            devices.wait("sound", lambda: devices.capture("jack", env, daemon.directory), daemon)
            self.assert_nothing_is_missing(daemon)

    def test_a_period_beyond_what_can_be_ready_is_refused_in_words_and_taken_back_when_it_fits(self) -> None:
        with self.on_jack("--block", "16") as (daemon, env):
            daemon.client.do("/notify", 1)
            self.set_period(4_096, env)
            audio = self.wait_audio(daemon, state="period too long")
            self.assertIn("4096 frames at once, and no more than 2016 can be ready", audio["note"])
            daemon.client.wait_for(lambda r: r.args[:1] == ["audio"] and json.loads(r.args[1])["state"] == "period too long")
            daemon.wait_log("no sound: JACK: 'system' asks for 4096 frames at once")
            self.play_on(daemon)
            self.set_period(256, env)
            self.wait_audio(daemon, state="running", api="jack", period=256)
            self.play_on(daemon)
            self.assert_nothing_is_missing(daemon)

    def test_another_rate_is_refused_in_words_and_the_server_taken_back_when_it_fits(self) -> None:
        with self.on_jack() as (daemon, env):
            daemon.client.do("/notify", 1)
            rate = env.server.command.index("-r") + 1
            env.server.kill()
            env.server.command[rate] = "44100"
            env.server.start()
            audio = self.wait_audio(daemon, state="rate mismatch")
            self.assertEqual(audio["api"], "null")
            self.assertIn("runs at 44100 Hz, the engine at 48000 Hz", audio["note"])
            daemon.client.wait_for(lambda r: r.args[:1] == ["audio"] and json.loads(r.args[1])["state"] == "rate mismatch")
            daemon.wait_log("no sound: JACK: 'system' runs at 44100 Hz, the engine at 48000 Hz")
            self.play_on(daemon)
            env.server.kill()
            env.server.command[rate] = "48000"
            env.server.start()
            self.wait_audio(daemon, state="running", api="jack")
            self.play_on(daemon)
            self.assert_nothing_is_missing(daemon)


if __name__ == "__main__":
    unittest.main()
