# SPDX-License-Identifier: MIT
"""SuperDirt's place: what Tidal sends is heard on its frames, through kills, and rendered again from the journal."""

import json
import random
import socket
import time
import unittest
from pathlib import Path

import numpy

from support import dirt, packets, wav
from support.chronus import Client, Daemon, TestCase, two_free_ports
from support.sample_files import noise, write_wav

QUARTER = 12_000  # frames: events are sent a quarter of a second apart


class DirtTest(TestCase):
    """A daemon with banks of its own, and who plays on it."""

    def setUp(self) -> None:
        super().setUp()
        self.folder = self.directory / "samples"
        self.files = [noise(6_000, n) for n in range(3)]
        for n, samples in enumerate(self.files):
            write_wav(self.folder / "bd" / f"{n}.wav", samples)
        write_wav(self.folder / "pad" / "0.wav", numpy.column_stack([noise(30_000, 7), noise(30_000, 8)]))
        self.cache = {"XDG_CACHE_HOME": str(self.directory / "cache")}
        self.banks = ("--samples", str(self.folder))
        self.port, self.osc_port = two_free_ports()

    def start(self, *args: str) -> tuple[Daemon, dirt.Tidal, Path]:
        live = self.directory / "live.wav"
        daemon = self.daemon(
            "--samples", str(self.folder), "--no-restore", "--record", str(live), "--dirt", str(self.port), *args,
            env=self.cache, port=self.osc_port,
        )  # fmt: skip
        tidal = dirt.Tidal(self.port)
        self.addCleanup(tidal.close)
        return daemon, tidal, live

    def wait_played(self, daemon: Daemon, events: int) -> dict:
        """Until so many have been heard or missed."""
        return self.wait_told(daemon, lambda told: told["played"] + told["missed"] >= events)

    def wait_told(self, daemon: Daemon, is_there) -> dict:
        deadline = time.monotonic() + 30.0
        while True:
            status = daemon.status()
            told = status["dirt"]
            if is_there(told):
                return told
            self.assertLess(time.monotonic(), deadline, f"{told}, {status['commands']}, {status['samples']}")

    def play_out(self, daemon: Daemon, frames: int = 12_000) -> None:
        daemon.client.wait_frame(daemon.status()["frame"] + frames)

    def onsets(self, daemon: Daemon) -> list[int]:
        lines = self.newest_journal(daemon).read_text().splitlines()
        return [int(line.split("f ")[0]) for line in lines if " /dirt/play " in line]


class Dirt(DirtTest):
    def test_events_are_the_files_samples_on_the_frames_of_their_tags(self) -> None:
        daemon, tidal, live = self.start()
        first = dirt.soon()
        for n in range(6):
            tidal.play(first + n * 0.25, s="bd", n=float(n), orbit=n, amp=1.0, pan=0.0)
        self.wait_played(daemon, 6)
        self.play_out(daemon)
        self.assertEqual(daemon.status()["commands"]["late"], 0)
        self.assert_clean_exit(daemon)
        onsets = self.onsets(daemon)
        self.assertEqual([onset - onsets[0] for onset in onsets], [QUARTER * n for n in range(6)])
        recording = wav.read(live)
        for n, onset in enumerate(onsets):
            heard = recording.samples[onset : onset + 6_000]
            self.assertTrue((heard[:, 0] == self.files[n % 3] / 32768.0).all(), f"event {n} is not the file to the bit")
            self.assertEqual(abs(heard[:, 1]).max(), 0.0, f"event {n} is on the right as well")
        self.assertEqual(abs(recording.samples[: onsets[0]]).max(), 0.0)
        self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)

    def test_a_set_over_many_orbits_is_its_journal_rendered_through_kills(self) -> None:
        daemon, tidal, live = self.start()
        rng = random.Random(3)
        tidal.send("/c_set", 7, 0.75)
        sounds = ("bd", "pad", "bd", "superpiano", "superhat", "nosuchbank")
        count = 60
        for n in range(count):
            event: dict = {"s": rng.choice(sounds), "n": float(rng.randint(-2, 5)), "orbit": rng.randint(0, 5)}
            for key, low, high in (
                ("gain", 0.5, 1.1), ("pan", 0.0, 1.0), ("speed", -2.0, 2.0), ("begin", 0.0, 0.5), ("cutoff", 200.0, 9_000.0),
                ("resonance", 0.0, 0.4), ("hcutoff", 50.0, 900.0), ("shape", 0.0, 0.7), ("crush", 3.0, 12.0), ("coarse", 1.0, 9.0),
                ("room", 0.0, 0.5), ("size", 0.0, 1.0), ("delay", 0.0, 0.5), ("delaytime", 0.01, 0.3), ("delayfeedback", 0.0, 0.6),
                ("legato", 0.2, 1.5), ("attack", 0.0, 0.05), ("release", 0.01, 0.2), ("accelerate", -0.5, 1.0), ("loop", 1.0, 3.0),
                ("tremolorate", 1.0, 9.0), ("phaserrate", 1.0, 9.0), ("midinote", 48.0, 72.0), ("cut", -2.0, 2.0),
            ):  # fmt: skip
                if rng.random() < 0.2 and (key != "delay" or event["orbit"] == 0):
                    event[key] = rng.uniform(low, high)
            if rng.random() < 0.2:
                event["vowel"] = rng.choice("aeiou")
            if rng.random() < 0.1:
                event["pan"] = "c7"
            tidal.play(dirt.soon(0.15), **event)
            daemon.client.wait_frame(daemon.status()["frame"] + rng.randint(500, 4_000))
            if n in (20, 40):
                daemon.kill_worker(n // 40)
        told = self.wait_played(daemon, count)
        self.play_out(daemon, 20_000)
        daemon.wait_ready()
        status = daemon.status()
        self.assertEqual(status["lost_frames"], 0)
        self.assertEqual(status["dirt"]["missing"], ["nosuchbank"])
        self.assertEqual(told["played"] + told["missed"], count)
        patch = json.loads(daemon.client.ask("/patch/get", reply="/patch/get.reply").args[0])
        modules = {module["id"] for module in patch["modules"]}
        self.assertIn("orbit0_strip", modules)
        self.assert_clean_exit(daemon)
        self.assertEqual(daemon.log().count("nosuchbank"), 1, daemon.log()[-2000:])
        recording = self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)
        self.assertGreater(abs(recording.samples).max(), 0.05)

    def test_the_handshake_is_answered_by_the_port_it_was_sent_to(self) -> None:
        daemon, tidal, _ = self.start()
        tidal.send("/dirt/handshake")
        reply = tidal.receive()
        wanted = dirt.message(
            "/dirt/handshake/reply", "&serverHostname", "127.0.0.1", "&serverPort", self.port - 10, "&controlBusIndices", *range(128)
        )  # fmt: skip
        self.assertEqual(reply, wanted)
        tidal.send("/dirt/hello")
        self.assertEqual(tidal.receive(), dirt.message("/dirt/hello/reply"))
        # At the port of busses, and at the main one, it is the same server.
        busses = dirt.Tidal(self.port - 10)
        self.addCleanup(busses.close)
        busses.send("/c_set", 3, 0.25)
        busses.send("/sync", 1)
        self.assertEqual(busses.receive(), dirt.message("/synced", 1))
        main = dirt.Tidal(daemon.port)
        self.addCleanup(main.close)
        main.send("/dirt/hello")
        self.assertEqual(main.receive(), dirt.message("/dirt/hello/reply"))
        main.send("/dirt/play", "s", "bd", "pan", "c3", "speed", "c9999")
        self.assertIn(b"there is no bus 'c9999'", main.receive())
        main.send("/dirt/play", "s", "bd", "pan", "c3")
        self.wait_played(daemon, 1)
        self.assertIn("/dirt/play s bd pan 0.25", self.journal_text(daemon, "/dirt/play s bd"))
        tidal.send("/dirt/play", "s", "superpanic")
        self.journal_text(daemon, "superpanic")
        self.assert_clean_exit(daemon)

    def journal_text(self, daemon: Daemon, until: str) -> str:
        """The journal, once it has that."""
        while until not in (text := self.newest_journal(daemon).read_text()):
            daemon.status()
        return text

    def test_without_the_option_nobody_is_in_superdirts_place(self) -> None:
        daemon = self.daemon("--samples", str(self.folder), env=self.cache)
        client = Client(daemon.port)
        client.send("/dirt/play", "s", "bd")
        self.wait_played(daemon, 1)
        self.assertNotIn("SuperDirt", daemon.log())
        self.assert_clean_exit(daemon)

    def test_a_port_that_is_taken_is_told(self) -> None:
        taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(taken.close)
        taken.bind(("127.0.0.1", 0))
        daemon = self.daemon("--dirt", str(taken.getsockname()[1]), wait_ready=False)
        self.assertEqual(daemon.wait_exit(), 1)
        self.assertIn("--dirt: ", daemon.log())

    def test_orbits_and_busses_are_there_again_after_a_kill_of_all(self) -> None:
        options = ("--samples", str(self.folder), "--dirt", str(self.port))
        first = self.daemon(*options, env=self.cache, port=self.osc_port)
        tidal = dirt.Tidal(self.port)
        self.addCleanup(tidal.close)
        tidal.send("/c_set", 4, 0.125)
        tidal.play(dirt.soon(0.15), s="bd", orbit=2, room=0.5, size=0.25)
        self.wait_played(first, 1)
        # Past what clears a session of its start.
        first.client.wait_frame(first.status()["frame"] + 48_000)
        first.process.kill()
        first.process.wait()
        second = self.daemon(*options, env=self.cache, state_directory=first.state_directory, port=self.osc_port)
        patch = json.loads(second.client.ask("/patch/get", reply="/patch/get.reply").args[0])
        modules = {module["id"]: module for module in patch["modules"]}
        self.assertEqual(modules["orbit2_room"]["params"]["size"], 0.25)
        self.assertEqual(second.status()["session"]["refused"], 0, second.log())
        tidal.play(dirt.soon(0.15), s="bd", orbit=2, pan="c4")
        self.assertEqual(self.wait_played(second, 1)["missed"], 0)
        self.assertIn(" pan 0.125 ", self.journal_text(second, "pan 0.125"))
        self.assert_clean_exit(second)

    def test_hostile_packets_change_nothing_and_the_rest_is_heard(self) -> None:
        daemon, tidal, live = self.start()
        rng = random.Random(9)
        nan, inf = float("nan"), float("inf")
        for n in range(400):
            values: list = []
            for _ in range(rng.randint(0, 12)):
                values.append(rng.choice(("s", "bd", "n", "gain", "speed", "orbit", "c5", "c99999", "", "x" * 300, "unit", "vowel")))
                values.append(rng.choice((nan, inf, -inf, 1e38, -1.0, 0.0, 2**31 - 1, -(2**31), "bd", "nosuch", "c3")))
            address = rng.choice(("/dirt/play", "/play2", "/c_set", "/dirt/prepare", "/dirt/handshake", "/dirt/synth-info"))
            packet = dirt.message(address, *values[: rng.randint(0, len(values))])
            if n % 5 == 0:
                packet = packet[: rng.randint(0, len(packet)) // 4 * 4]
            tidal.socket.send(packet if n % 3 else packets.bundle(packet, tag=dirt.tag(dirt.soon(rng.uniform(-9.0, 90.0)))))
        daemon.client.sync()
        before = daemon.status()["dirt"]
        for n in range(8):
            tidal.play(dirt.soon(0.2 + n / 20), s="bd", n=float(n), orbit=n % 3)
        # Of the hostile ones some are yet to come.
        self.wait_told(daemon, lambda told: told["played"] >= before["played"] + 8)
        self.play_out(daemon)
        self.assertEqual(daemon.status()["failovers"], 0)
        self.assert_clean_exit(daemon)

    def test_a_score_of_events_is_rendered_by_itself(self) -> None:
        score = self.write_score(
            "0 /dirt/play s bd n 1 amp 1.0 pan 0.0\n0.5 /dirt/play s bd n 2 amp 1.0 pan 1.0 orbit 3\n"
            "0.5 /dirt/play s bd n 0 amp 1.0 pan 0.0 orbit 4\n1 /quit\n"
        )
        rendered = self.render(score, "--samples", str(self.folder), env=self.cache)
        self.assertTrue((rendered.samples[:6_000, 0] == self.files[1] / 32768.0).all())
        self.assertTrue((rendered.samples[24_000:30_000, 1] == self.files[2] / 32768.0).all())
        self.assertTrue((rendered.samples[24_000:30_000, 0] == self.files[0] / 32768.0).all())
        live = self.directory / "live.wav"
        daemon = self.daemon(
            "--samples", str(self.folder), "--score", str(score), "--record", str(live), "--exit-after-score", env=self.cache,
            wait_ready=False,
        )  # fmt: skip
        self.assertEqual(daemon.wait_exit(20), 0)
        self.assert_same_samples(wav.read(live), rendered)


if __name__ == "__main__":
    unittest.main()
