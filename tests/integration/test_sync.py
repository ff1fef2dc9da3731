# SPDX-License-Identifier: MIT
"""Chronus beside other machines: MIDI clock in and out, over JACK where there is no ALSA sequencer."""

import os
import random
import statistics
import time
import unittest

from support import jack_midi, servers, wav
from support.chronus import SEED, TestCase
from support.jack_midi import CLOCK, CONTINUE, POSITION, START, STOP, Machine

# A short burst at once on every quarter note.
CLICKS = (
    ("/patch/create", "click", "hat"),
    ("/patch/connect", "click", "output"),
    ("/patch/commit",),
    ("/mod/click/decay", 0.02),
    ("/seq/create", "beat"),
    ("/seq/pattern", "beat", "X...X...X...X..."),
    ("/seq/assign", "beat", "gate", "click"),
)


def wait_for(what: str, condition, timeout_s: float = 30.0):
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {timeout_s} s")


class WithoutPorts(TestCase):
    def test_what_is_missing_is_named_and_the_music_plays_on(self) -> None:
        if os.path.exists("/dev/snd/seq"):
            self.skipTest("this machine has an ALSA sequencer")
        for mode, words in (("follow", "followed"), ("send", "sent")):
            with self.subTest(mode):
                env = {"JACK_DEFAULT_SERVER": "chronus-no-such-server"}
                daemon = self.daemon("--midi-clock", mode, env=env)
                wait_for("a warning", lambda: f"cannot be {words} yet" in daemon.log())
                self.assertIn("/dev/snd/seq: No such file or directory", daemon.log())
                self.assertIn("no JACK server", daemon.log())
                self.assertNotIn("ALSA lib", daemon.log())
                sync = daemon.status()["sync"]
                port = sync if mode == "follow" else sync["sends"]
                self.assertIn("/dev/snd/seq", port["port"])
                self.assertFalse(port["port_open"])
                self.assertEqual(sync["state"], "searching" if mode == "follow" else "off")
                before = daemon.status()["frame"]
                wait_for("music", lambda: daemon.status()["frame"] > before + 4_800)
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
        self.assertIn("CHRONUS_MIDI_CLOCK='sideways'", done.stderr)


class OverJack(TestCase):
    PERIOD = 256

    def stalls_ms(self, machine: Machine) -> float:
        """By how much the server's time has left ours: each of its periods that nobody played moves
        the one against the other. Too many, and nothing can be said of milliseconds."""
        if machine.skips > 40:
            self.skipTest(f"too busy a machine: {machine.skips} periods of JACK were missed")
        return machine.skips * 1_000.0 * self.PERIOD / machine.rate

    def follower(self, env: dict[str, str], machine: Machine, *args: str):
        daemon = self.daemon(
            "--midi-clock", "follow", "--midi-api", "jack", *args, audio="jack", env=env
        )
        wait_for("a port", lambda: daemon.status()["sync"]["port_open"])
        machine.connect("machine:clock out", "chronus-midi:clock in")
        machine.connect("chronus:out_1", "machine:ear")
        for message in CLICKS[:3] + CLICKS[4:]:
            daemon.client.do(*message)
        daemon.client.send(*CLICKS[3])
        return daemon

    def test_the_beats_that_are_heard_meet_the_machines(self) -> None:
        rng = random.Random(SEED)
        with servers.awake_cores(), servers.jack(self.directory, period=self.PERIOD, realtime=True) as env:
            with Machine(env) as machine:
                live = self.directory / "live.wav"
                daemon = self.follower(env, machine, "--record", str(live))
                rate, bpm = machine.rate, 127.3
                clock = rate * 60.0 / (24.0 * bpm)
                begin = machine.frame + rate
                start = 48  # clocks that come before the song
                stop = start + 24 * 48
                plan = []
                for n in range(stop + 48):
                    jitter = rng.uniform(-0.002, 0.002) * rate
                    plan.append((round(begin + n * clock + jitter), bytes([CLOCK])))
                plan.append((round(begin + (start - 0.7) * clock), bytes([START])))
                plan.append((round(begin + (stop + 0.2) * clock), bytes([STOP])))
                # What is no clock at all must be no matter.
                for _ in range(300):
                    frame = begin + rng.randrange(rate, 20 * rate)
                    plan.append((frame, bytes([0x90, rng.randrange(128), rng.randrange(128)])))
                machine.plan(plan)
                wait_for("a lock", lambda: daemon.status()["sync"]["state"] == "locked")
                wait_for(
                    "the end",
                    lambda: machine.frame > begin + (stop + 40) * clock,
                    timeout_s=60.0,
                )
                status = daemon.status()
                self.assertFalse(any(s["playing"] for s in status["sequencers"]), status)
                first_beat = begin + start * clock
                beat = 24 * clock
                off_ms = []
                onsets = machine.onsets(quiet_frames=rate // 10)
                for onset in onsets:
                    nth = round((onset - first_beat) / beat)
                    off_ms.append((onset - first_beat - nth * beat) * 1_000.0 / rate)
                print(f"\n  {len(onsets)} beats heard; off by ms: first {off_ms[0]:+.2f}, "
                      f"then {statistics.mean(off_ms[8:]):+.2f} ± {statistics.pstdev(off_ms[8:]):.2f}"
                      f", from {min(off_ms[8:]):+.2f} to {max(off_ms[8:]):+.2f}; {status['sync']}, {machine.skips} skips")
                stalls_ms = self.stalls_ms(machine)
                self.assertIn(len(onsets), (48, 49))
                # RtMidi gives a period's bytes one time: half a period on average.
                period_ms = 1_000.0 * self.PERIOD / rate
                self.assertLess(abs(statistics.mean(off_ms[8:])), period_ms + 1.0 + stalls_ms)
                self.assertLess(max(off_ms[8:]) - min(off_ms[8:]), period_ms + 2.0 + stalls_ms)
                self.assertEqual(status["sync"]["slips"], 0)
                self.assertLess(abs(status["sync"]["bpm"] / bpm - 1.0), 0.003)
                self.assertEqual(status["lost_frames"], 0)
                self.assert_clean_exit(daemon)
        # The journal holds what the clock did: rendering it gives the set again, bit for bit.
        journal = next(daemon.state_directory.rglob("*.score"))
        text = journal.read_text()
        self.assertEqual(text.count("/transport/start"), 1)
        self.assertEqual(text.count("/seq/stop_all"), 1)
        self.assertGreater(text.count("/transport/bpm"), 2)
        recording = wav.read(live)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))

    def test_a_killed_worker_changes_nothing_while_a_clock_is_followed(self) -> None:
        with servers.jack(self.directory, period=256) as env, Machine(env) as machine:
            live = self.directory / "live.wav"
            daemon = self.follower(env, machine, "--record", str(live))
            clock = machine.rate * 60.0 / (24.0 * 100.0)
            begin = machine.frame + machine.rate // 2
            machine.plan(
                [(round(begin + n * clock), bytes([CLOCK])) for n in range(480)]
                + [(round(begin + 23.5 * clock), bytes([START]))]
            )
            wait_for("a lock", lambda: daemon.status()["sync"]["state"] == "locked")
            daemon.kill_worker(daemon.status()["active_slot"])
            wait_for("silence", lambda: daemon.status()["sync"]["state"] == "lost", 60.0)
            self.assertEqual(daemon.status()["lost_frames"], 0)
            self.assert_clean_exit(daemon)
        journal = next(daemon.state_directory.rglob("*.score"))
        recording = wav.read(live)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))

    def test_what_is_sent_is_the_transport(self) -> None:
        with servers.awake_cores(), servers.jack(self.directory, period=self.PERIOD, realtime=True) as env:
            with Machine(env) as machine:
                daemon = self.daemon(
                    "--midi-clock", "send", "--midi-api", "jack", audio="jack", env=env
                )
                wait_for("a port", lambda: daemon.status()["sync"]["sends"]["port_open"])
                machine.connect("chronus-midi:clock out", "machine:clock in")
                daemon.client.do("/transport/bpm", 133.3)
                daemon.client.do("/seq/create", "beat")
                daemon.client.do("/transport/start")
                wait_for("clocks", lambda: len(machine.heard) > 400)
                daemon.client.do("/transport/start", 16)
                wait_for("clocks", lambda: len(machine.heard) > 600)
                daemon.client.do("/seq/stop_all")
                wait_for("a stop", lambda: machine.heard[-1][1] == bytes([STOP]) or any(
                    m == bytes([STOP]) for _, m in machine.heard[-50:]))
                self.assert_clean_exit(daemon)
                others = [m for _, m in machine.heard if m[0] != CLOCK]
                self.assertEqual(
                    others,
                    [bytes([START]), bytes([STOP]), jack_midi.position(64), bytes([CONTINUE]),
                     bytes([STOP])],
                )
                self.assertEqual(others[2][0], POSITION)
                frames = [frame for frame, m in machine.heard if m[0] == CLOCK]
                clock = machine.rate * 60.0 / (24.0 * 133.3)
                # Where the tempo is steady: between the two starts.
                begin = next(i for i, (_, m) in enumerate(machine.heard) if m[0] == START)
                steady = [f for f, m in machine.heard[begin : begin + 300] if m[0] == CLOCK]
                line = statistics.linear_regression(range(len(steady)), steady)
                off_ms = [
                    (frame - line.intercept - line.slope * n) * 1_000.0 / machine.rate
                    for n, frame in enumerate(steady)
                ]
                print(f"\n  {len(frames)} clocks; period {line.slope / clock - 1.0:+.2e} off, "
                      f"jitter {min(off_ms):+.2f} to {max(off_ms):+.2f} ms, {machine.skips} skips")
                stalls_ms = self.stalls_ms(machine)
                seconds = len(steady) * clock / machine.rate
                # A step in the middle turns the line by one and a half times its height.
                turned = 1.5 * stalls_ms / 1e3 / seconds
                self.assertLess(abs(line.slope / clock - 1.0), 1e-3 + turned)
                period_ms = 1_000.0 * self.PERIOD / machine.rate
                self.assertLess(max(map(abs, off_ms)), 2.0 * period_ms + 4.0 + stalls_ms)


if __name__ == "__main__":
    unittest.main()
