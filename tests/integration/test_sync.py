# SPDX-License-Identifier: MIT
"""Chronus beside other machines: MIDI clock in and out, over JACK where there is no ALSA sequencer.

What is promised of messages and samples; by how many milliseconds two clocks differ is a figure, and
stands in the benchmarks.
"""

import os
import random
import unittest

from support import jack_midi, servers, wav
from support.chronus import SEED, TestCase
from support.jack_midi import CLICKS, CLOCK, CONTINUE, START, STOP, Machine, Song


class WithoutPorts(TestCase):
    def test_what_is_missing_is_named_and_the_music_plays_on(self) -> None:
        if os.path.exists("/dev/snd/seq"):
            self.skipTest("this machine has an ALSA sequencer")
        for mode, words in (("follow", "followed"), ("send", "sent")):
            with self.subTest(mode):
                env = {"JACK_DEFAULT_SERVER": "chronus-no-such-server"}
                daemon = self.daemon("--midi-clock", mode, env=env)
                role = (lambda s: s["sync"]) if mode == "follow" else (lambda s: s["sync"]["sends"])
                status = daemon.client.wait_status(
                    lambda s, role=role: "/dev/snd/seq" in role(s)["port"], what="a missing port"
                )
                daemon.wait_log(f"cannot be {words} yet")
                daemon.wait_log("/dev/snd/seq: No such file or directory")
                daemon.wait_log("JACK: no server")
                self.assertNotIn("ALSA lib", daemon.log())
                self.assertFalse(role(status)["port_open"])
                self.assertEqual(status["sync"]["state"], "searching" if mode == "follow" else "off")
                daemon.client.wait_frame(status["frame"] + 4_800)
                self.assert_clean_exit(daemon)

    def test_wrong_options_are_named(self) -> None:
        for arguments, words in (
            (("--midi-clock", "sideways"), "sideways"),
            (("--midi-port", "synth"), "--midi-port needs --midi-clock"),
            (("--midi-api", "oss"), "'oss' is none of auto, alsa, jack"),
            (("--midi-clock", "send", "--sync-offset", "900"), "--sync-offset"),
        ):
            done = self.run_program("chronusd", *arguments)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr + done.stdout)
        done = self.run_program("chronusd", env={"CHRONUS_MIDI_CLOCK": "sideways"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("CHRONUS_MIDI_CLOCK: 'sideways' is none of", done.stderr)


class OverJack(TestCase):
    PERIOD = 256

    def follower(self, env: dict[str, str], machine: Machine, *args: str):
        daemon = self.daemon(
            "--midi-clock", "follow", "--midi-api", "jack", *args, audio="jack", env=env
        )
        daemon.client.wait_status(lambda s: s["sync"]["port_open"], 30.0, "a port")
        machine.connect("machine:clock out", "chronus-midi:clock in")
        machine.connect("chronus:out_1", "machine:ear")
        for message in CLICKS:
            daemon.client.do(*message)
        daemon.client.send("/mod/click/decay", 0.02)
        return daemon

    def assert_journal_is_the_recording(self, daemon, live) -> str:
        """The journal holds what the clock did: rendering it gives the set again, bit for bit."""
        journal = next(daemon.state_directory.rglob("*.score"))
        recording = wav.read(live)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))
        return journal.read_text()

    def test_a_machines_clock_is_followed(self) -> None:
        with servers.awake_cores(), servers.jack(self.directory, period=self.PERIOD) as env:
            with Machine(env) as machine:
                live = self.directory / "live.wav"
                daemon = self.follower(env, machine, "--record", str(live))
                song = Song.of(machine, 127.3, 32, random.Random(SEED))
                machine.plan(song.events)
                daemon.client.wait_status(lambda s: s["sync"]["state"] == "locked", 30.0, "a lock")
                machine.wait_until(lambda: machine.frame > song.end, "the end")
                status = daemon.client.wait_status(
                    lambda s: not any(q["playing"] for q in s["sequencers"]), what="a stop"
                )
                # The machine was heard by ear, too.
                onsets = machine.onsets(quiet_frames=machine.rate // 10)
                self.assertGreater(len(onsets), 16)
                self.assertAlmostEqual(status["sync"]["bpm"], 127.3, delta=6.0)
                self.assertEqual(status["lost_frames"], 0)
                self.assert_clean_exit(daemon)
        text = self.assert_journal_is_the_recording(daemon, live)
        self.assertEqual(text.count("/transport/start"), 1)
        self.assertEqual(text.count("/seq/stop_all"), 1)
        self.assertGreater(text.count("/transport/bpm"), 2)

    def test_a_killed_worker_changes_nothing_while_a_clock_is_followed(self) -> None:
        with servers.jack(self.directory, period=self.PERIOD) as env, Machine(env) as machine:
            live = self.directory / "live.wav"
            daemon = self.follower(env, machine, "--record", str(live))
            song = Song.of(machine, 100.0, 12, random.Random(SEED))
            machine.plan([event for event in song.events if event[1] != bytes([STOP])])
            daemon.client.wait_status(lambda s: s["sync"]["state"] == "locked", 30.0, "a lock")
            daemon.kill_worker(daemon.status()["active_slot"])
            daemon.client.wait_status(lambda s: s["sync"]["state"] == "lost", 60.0, "silence")
            self.assertEqual(daemon.status()["lost_frames"], 0)
            self.assert_clean_exit(daemon)
        self.assert_journal_is_the_recording(daemon, live)

    def test_what_is_sent_is_the_transport(self) -> None:
        with servers.awake_cores(), servers.jack(self.directory, period=self.PERIOD) as env:
            with Machine(env) as machine:
                daemon = self.daemon(
                    "--midi-clock", "send", "--midi-api", "jack", audio="jack", env=env
                )
                daemon.client.wait_status(lambda s: s["sync"]["sends"]["port_open"], 30.0, "a port")
                machine.connect("chronus-midi:clock out", "machine:clock in")
                daemon.client.do("/transport/bpm", 133.3)
                daemon.client.do("/seq/create", "beat")
                daemon.client.do("/transport/start")
                machine.wait_until(lambda: len(machine.heard) > 150, "clocks")
                daemon.client.do("/transport/start", 16)
                machine.wait_until(lambda: len(machine.heard) > 300, "clocks")
                daemon.client.do("/seq/stop_all")
                machine.wait_until(lambda: machine.words().count(bytes([STOP])) == 2, "a stop")
                self.assert_clean_exit(daemon)
                self.assertEqual(
                    machine.words(),
                    [bytes([START]), bytes([STOP]), jack_midi.position(64), bytes([CONTINUE]),
                     bytes([STOP])],
                )  # fmt: skip

    def test_ports_come_back_with_their_server(self) -> None:
        ports = {
            "follow": ("machine:clock out", "chronus-midi:clock in"),
            "send": ("chronus-midi:clock out", "machine:clock in"),
        }
        for mode, ends in ports.items():
            with self.subTest(mode), servers.jack(self.directory, period=self.PERIOD) as env:
                daemon = self.daemon(
                    "--midi-clock", mode, "--midi-api", "jack", audio="jack", env=env
                )
                client = daemon.client
                for life in (1, 2):
                    self.wait_port(client, mode, there=True)
                    with Machine(env) as machine:
                        machine.connect(*ends)
                        if mode == "follow":
                            machine.plan(Song.of(machine, 120.0, 64, random.Random(SEED)).events)
                            client.wait_status(
                                lambda s: s["sync"]["state"] == "locked", 30.0, "a lock"
                            )
                        else:
                            machine.wait_until(lambda: len(machine.heard) > 24, "clocks")  # noqa: B023
                    if life == 1:
                        env.server.kill()
                        self.wait_port(client, mode, there=False)
                        env.server.start()
                status = client.wait_status(
                    lambda s: s["audio"]["api"] == "jack", 30.0, "the device again"
                )
                self.assertEqual(status["lost_frames"], 0)
                daemon.wait_log("has gone")
                self.assert_clean_exit(daemon)

    def test_a_server_that_does_not_answer_holds_nobody_up_at_the_end(self) -> None:
        for mode in ("follow", "send"):
            with self.subTest(mode), servers.jack(self.directory, period=self.PERIOD) as env:
                daemon = self.daemon(
                    "--midi-clock", mode, "--midi-api", "jack", audio="jack", env=env
                )
                self.wait_port(daemon.client, mode, there=True)
                env.server.freeze()
                try:
                    self.assert_clean_exit(daemon)
                finally:
                    env.server.thaw()

    @staticmethod
    def wait_port(client, mode: str, there: bool) -> None:
        def is_open(status) -> bool:
            sync = status["sync"]
            return (sync if mode == "follow" else sync["sends"])["port_open"]

        client.wait_status(lambda s: is_open(s) == there, 30.0, f"a port: {there}")


if __name__ == "__main__":
    unittest.main()
