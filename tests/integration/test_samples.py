# SPDX-License-Identifier: MIT
"""Samples: found, read by a process that may die of them, played by two workers, and rendered again from the journal."""

import json
import os
import random
import signal
import unittest
from pathlib import Path

import numpy

from support import processes, wav
from support.bad_samples import bad_sample, whole_files
from support.chronus import BIN, TestCase
from support.sample_files import noise, write_wav

PATCH = (
    ("/patch/new",),
    ("/patch/create", "s", "sampler", 8),
    ("/patch/connect", "s", "output"),
    ("/patch/commit",),
)

SPOKEN_OF = 54  # an MP3 file of which its decoder complains on stderr
HOSTILE = 40  # files; scripts/soak samples gives three hundred


class Samples(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.folder = self.directory / "samples"
        for n in range(3):
            write_wav(self.folder / "bd" / f"{n}.wav", noise(9_000, n))
        write_wav(self.folder / "sn" / "slow.wav", noise(9_000, 9), 22_050)
        self.cache = {"XDG_CACHE_HOME": str(self.directory / "cache")}
        self.banks = ("--samples", str(self.folder))

    def with_samples(self, *args: str, **options):
        return self.daemon("--samples", str(self.folder), *args, env=self.cache, **options)

    def ask(self, client, address: str, *args) -> dict:
        return json.loads(client.ask(address, *args, reply=f"{address}.reply").args[-1])

    def wait_sample(self, client, name: str) -> None:
        """Until it has been read and may be heard."""
        client.sync(timeout_s=30.0)
        self.assertEqual(client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1], name)

    def test_a_live_set_is_its_journal_rendered_through_kills_and_unloads(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.with_samples("--no-restore", "--record", str(live))
        client = daemon.client
        for message in PATCH:
            client.do(*message)
        for n, name in enumerate(("bd", "bd:1", "sn", "bd:5", "amen")):
            if name == "amen":
                client.do("/sample/load", "amen", "sn/slow.wav")
            client.send("/mod/s/sample", name)
            self.wait_sample(client, {"bd": "bd:0", "sn": "sn:0", "bd:5": "bd:2"}.get(name, name))
            client.send("/mod/s/speed", (1.0, -1.0, 0.5, 1.7, 2.0)[n])
            client.send("/note/s", 55 + 5 * n, 0.5 + n / 10)
            client.sync()
            if n in (1, 3):
                daemon.kill_worker(n // 2)
            client.wait_frame(daemon.status()["frame"] + 4_000)
            daemon.wait_ready()
        client.do("/sample/unload", "bd")
        client.send("/note/s", 60, 1.0)
        client.sync()
        client.wait_frame(daemon.status()["frame"] + 4_000)
        status = daemon.status()["samples"]
        self.assertEqual(status["count"], 2)
        self.assertGreater(status["bytes"], 0)
        self.assert_clean_exit(daemon)
        recording = self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)
        self.assertGreater(abs(recording.left).max(), 0.1)

        # Another file under the name is told.
        write_wav(self.folder / "bd" / "1.wav", noise(9_000, 77))
        again = self.run_program(
            "chronus-render", str(self.newest_journal(daemon)), "-o", str(self.directory / "again.wav"), "--samples", str(self.folder),
            "--seconds", "1", env=self.cache,
        )  # fmt: skip
        self.assertEqual(again.returncode, 1)
        self.assertIn("is not the file that was played", again.stderr)

    def test_what_was_loaded_and_unloaded_is_undone_as_the_journal_tells(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.with_samples("--no-restore", "--record", str(live))
        client = daemon.client
        for message in PATCH:
            client.do(*message)

        def play(name: str) -> None:
            self.assertEqual(client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1], name)
            client.send("/note/s", 60, 1.0)
            client.sync()
            client.wait_frame(daemon.status()["frame"] + 6_000)

        client.do("/sample/load", "amen", "sn/slow.wav")
        client.send("/mod/s/sample", "amen")
        client.sync()
        play("amen")
        client.do("/sample/unload", "amen")
        self.assertEqual(daemon.status()["samples"]["count"], 0)
        client.do("/undo")
        self.assertEqual(daemon.status()["samples"]["count"], 1)
        play("amen")
        client.do("/undo", 2)
        self.assertEqual(daemon.status()["samples"]["count"], 0)
        play("none")
        client.do("/redo", 2)
        history = self.ask(client, "/session/history")
        self.assertEqual([step["what"] for step in history["redo"]], ["/sample/unload amen"])
        self.assertEqual(history["undo"][1]["what"], "/sample/load amen sn/slow.wav")
        play("amen")
        # It cannot be read any more: nothing changes.
        client.do("/sample/unload", "amen")
        (self.folder / "sn" / "slow.wav").rename(self.directory / "elsewhere.wav")
        self.assertIn("slow.wav", client.refused("/undo"))
        self.assertEqual(daemon.status()["samples"]["count"], 0)
        (self.directory / "elsewhere.wav").rename(self.folder / "sn" / "slow.wav")
        client.do("/undo")
        play("amen")
        self.assert_clean_exit(daemon)
        recording = self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)
        self.assertGreater(abs(recording.left).max(), 0.1)

    def test_notes_with_values_of_their_own_are_their_journal_rendered_through_kills(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.with_samples("--no-restore", "--record", str(live))
        client = daemon.client
        for message in PATCH[:2]:
            client.do(*message)
        client.do("/patch/create", "f", "svf", 8)
        client.do("/patch/create", "p", "pan", 8)
        for src, dst in (("s", "f"), ("f", "p"), ("p", "output")):
            client.do("/patch/connect", src, dst)
        client.do("/patch/commit")
        rng = random.Random(5)
        names = ("bd", "bd:1", "bd:2", "sn")
        for n in range(40):
            values = ["sample", names[n % 4], "speed", rng.uniform(-2.0, 2.0), "begin", rng.uniform(0.0, 0.3)]
            values += ["cut", rng.choice((0, 3, -3)), "f.freq", rng.uniform(200.0, 9_000.0), "pan", rng.uniform(-1.0, 1.0)]
            length = [rng.uniform(0.01, 0.3)] if n % 2 else []
            client.send("/note/s", rng.randint(48, 72), 0.5, *length, *values)
            client.sync()
            if n in (10, 25):
                daemon.kill_worker(n // 20)
            client.wait_frame(daemon.status()["frame"] + rng.randint(200, 3_000))
        daemon.wait_ready()
        self.assertEqual(daemon.status()["lost_frames"], 0)
        self.assert_clean_exit(daemon)
        recording = self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)
        self.assertGreater(abs(recording.left).max(), 0.05)
        self.assertTrue((recording.samples[:, 0] != recording.samples[:, 1]).any(), "each note has its own place")

    def test_a_bank_that_comes_while_the_music_plays_is_found(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.with_samples("--no-restore", "--record", str(live))
        client = daemon.client
        for message in PATCH:
            client.do(*message)
        self.assertIn("no sample or bank 'late'", client.refused("/mod/s/sample", "late"))
        write_wav(self.folder / "late" / "0.wav", noise(9_000, 12))
        write_wav(self.folder / "bd" / "3.wav", noise(9_000, 13))
        # The folders are looked through every two seconds of music at the most.
        client.wait_frame(daemon.status()["frame"] + 2 * 48_000)
        self.assertEqual(self.run_program("chronusctl", "--osc", str(daemon.port), "send", "/mod/s/sample", "late").returncode, 0)
        self.wait_sample(client, "late:0")
        client.send("/note/s", 60, 0.9)
        client.sync()
        daemon.kill_worker(0)
        client.wait_frame(daemon.status()["frame"] + 6_000)
        banks = {bank["name"]: bank["files"] for bank in self.ask(client, "/sample/list")["banks"]}
        self.assertEqual((banks["late"], banks["bd"]), (1, 3), "what is known stays as it is")
        self.assertIn("samples: 1 more bank", daemon.log())
        refused = self.run_program("chronusctl", "--osc", str(daemon.port), "send", "/mod/s/sample", "later")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("did you mean late?", refused.stdout + refused.stderr)
        self.assert_clean_exit(daemon)
        recording = self.assert_rendered_again(daemon, live, *self.banks, env=self.cache)
        self.assertGreater(abs(recording.left).max(), 0.1)

    def test_a_score_has_its_samples_on_the_frame_and_to_the_bit(self) -> None:
        score = self.write_score(
            "0 /patch/new\n0 /patch/create s sampler\n0 /patch/connect s output\n0 /patch/commit\n"
            "0 /mod/s/sample bd:1\n0.1 /gate/s 1\n0.4 /quit\n"
        )
        live = self.directory / "live.wav"
        daemon = self.with_samples("--score", str(score), "--record", str(live), "--exit-after-score", wait_ready=False)
        self.assertEqual(daemon.wait_exit(30.0), 0, daemon.log())
        recording = wav.read(live)
        self.assert_same_samples(recording, self.render(score, "--samples", str(self.folder), env=self.cache))
        wanted = (noise(9_000, 1) / 32_768).astype(numpy.float32)
        self.assertTrue((recording.left[4_800 : 4_800 + 9_000] == wanted).all())
        self.assertTrue((recording.left[:4_800] == 0).all())

    def test_a_session_finds_its_samples_again(self) -> None:
        first = self.with_samples()
        for message in PATCH:
            first.client.do(*message)
        first.client.send("/mod/s/sample", "bd:1")
        self.wait_sample(first.client, "bd:1")
        first.client.do("/sample/load", "slow", "sn/slow.wav")
        self.assert_clean_exit(first)
        second = self.with_samples(state_directory=first.state_directory)
        self.assertEqual(second.client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1], "bd:1")
        self.assertEqual(second.status()["samples"]["count"], 2)
        self.assertEqual(second.status()["session"]["refused"], 0, second.log())
        self.assert_clean_exit(second)

    def test_a_session_whose_bank_is_missing_is_kept_aside(self) -> None:
        # No bank of the kit that comes with Chronus.
        write_wav(self.folder / "mine" / "0.wav", noise(9_000, 5))
        daemon = self.with_samples()
        for message in PATCH:
            daemon.client.do(*message)
        daemon.client.send("/mod/s/sample", "mine:0")
        self.wait_sample(daemon.client, "mine:0")
        daemon.client.wait_frame(4 * 48_000)
        self.assert_clean_exit(daemon)
        # A disk that is not there yet.
        (self.folder / "mine").rename(self.directory / "elsewhere")
        daemon = self.with_samples(state_directory=daemon.state_directory)
        daemon.wait_log("of the session refused now and left out, the first: /mod/s/sample: ")
        self.assertNotIn("score line", daemon.log())
        self.assertEqual(daemon.status()["session"]["refused"], 1)
        daemon.client.wait_frame(4 * 48_000)
        self.assert_clean_exit(daemon)
        (self.directory / "elsewhere").rename(self.folder / "mine")
        directory = daemon.state_directory / "session"
        (aside,) = directory.glob("*.refused")
        number = max(int(file.stem) for file in directory.glob("*.session")) + 1
        aside.rename(directory / f"{number:06}.session")
        daemon = self.with_samples(state_directory=daemon.state_directory)
        self.assertEqual(daemon.client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1], "mine:0")
        self.assert_clean_exit(daemon)

    def test_hostile_files_are_refused_with_their_reason_and_the_music_goes_on(self) -> None:
        good = (self.folder / "bd" / "0.wav").read_bytes()
        bad = self.folder / "bad"
        bad.mkdir()
        (bad / "0_empty.wav").write_bytes(b"")
        (bad / "1_cut.wav").write_bytes(good[:1_000])
        (bad / "2_text.wav").write_text("no sound")
        write_wav(bad / "3_many.wav", noise(20_000, 1).reshape(100, 200))
        (bad / "4_large.wav").write_bytes(b"")
        os.truncate(bad / "4_large.wav", 1 << 33)
        daemon = self.with_samples("--sample-bytes", "1M")
        client = daemon.client
        for message in PATCH:
            client.do(*message)
        reasons = ("is empty", "cut short", "is no sound", "has 200 channels", "too large")
        for path, reason in zip(sorted(bad.iterdir()), reasons, strict=True):
            self.assertIn(reason, client.refused("/sample/load", "x", f"bad/{path.name}"))
        self.assertIn("none of the sample folders", client.refused("/sample/load", "x", "/etc/passwd"))
        write_wav(self.folder / "bad" / "long.wav", noise(600_000, 3))
        self.assertIn("too long", client.refused("/sample/load", "long", "bad/long.wav"))
        # Changed at random: read or refused, and nobody else dies.
        pids = [worker["pid"] for worker in daemon.status()["workers"]]
        for seed in range(HOSTILE):
            name, data = bad_sample(seed)
            (bad / name).write_bytes(data)
            answer = client.answer("/sample/load", f"c{seed}", f"bad/{name}")
            if answer.address == "/fail":
                continue
            client.send("/mod/s/sample", f"c{seed}")
            client.send("/note/s", 60, 1.0)
            client.sync()
            client.wait_frame(daemon.status()["frame"] + 256)
            client.do("/sample/unload", f"c{seed}")
        self.assertEqual([worker["pid"] for worker in daemon.status()["workers"]], pids)
        self.assert_clean_exit(daemon)

    def test_a_loader_that_dies_is_counted_and_started_again(self) -> None:
        daemon = self.with_samples()
        client = daemon.client
        for message in PATCH:
            client.do(*message)
        for n in range(3):
            (pid,) = processes.children_of(daemon.pid, "chronus-loader")
            os.kill(pid, signal.SIGKILL)
            processes.wait_gone([pid])
            client.do("/sample/load", f"a{n}", f"bd/{n}.wav")
        self.assertEqual(daemon.status()["samples"]["count"], 3)
        self.assert_clean_exit(daemon)

    def test_the_process_that_reads_may_ask_the_kernel_for_little(self) -> None:
        daemon = self.with_samples()
        if not all(worker["confined"] for worker in daemon.status()["workers"]):
            self.skipTest("this kernel, or this build, confines nobody")
        (pid,) = processes.children_of(daemon.pid, "chronus-loader")
        about = Path(f"/proc/{pid}/status").read_text()
        self.assertIn("Seccomp:\t2", about)
        self.assertEqual(Path(f"/proc/{pid}/oom_score_adj").read_text(), "500\n", "it can be spared")
        # Each format, resampled into the cache, which is made, and out of it.
        for n, whole in enumerate(whole_files()):
            name = f"{whole.name}.{whole.name.split('-')[0]}"
            (self.folder / name).write_bytes(whole.read_bytes())
            for again in range(2):
                daemon.client.do("/sample/load", f"x{n}_{again}", name, timeout_s=30.0)
                daemon.client.do("/sample/unload", f"x{n}_{again}")
        # One that the decoder has words for.
        name, data = bad_sample(SPOKEN_OF)
        (self.folder / name).write_bytes(data)
        daemon.client.answer("/sample/load", "bad", name)
        self.assertTrue(list((self.directory / "cache" / "chronus" / "samples").iterdir()))
        self.assertEqual(daemon.status()["samples"]["loader_deaths"], 0)
        self.assertIn(pid, processes.children_of(daemon.pid, "chronus-loader"), "the same to the end")
        self.assert_clean_exit(daemon)

    def test_what_there_is_is_listed(self) -> None:
        daemon = self.with_samples()
        client = daemon.client
        listed = self.ask(client, "/sample/list")
        self.assertIn({"name": "bd", "files": 3}, listed["banks"])
        client.do("/sample/load", "slow", "sn/slow.wav")
        info = self.ask(client, "/sample/info", "slow")
        self.assertEqual(info["source_rate"], 22_050)
        self.assertAlmostEqual(info["frames"], 9_000 * 48_000 / 22_050, delta=2)
        client.do("/sample/unload", "slow")
        self.assertIn("has not been read", client.refused("/sample/info", "bd"))
        self.assert_clean_exit(daemon)


class Kit(TestCase):
    """What comes with Chronus, and was made by its own renderer when it was built."""

    def test_its_banks_are_there_and_sound_without_any_option(self) -> None:
        live = self.directory / "live.wav"
        daemon = self.daemon("--no-restore", "--record", str(live), env={"XDG_CACHE_HOME": str(self.directory)})
        client = daemon.client
        banks = {bank["name"] for bank in json.loads(client.ask("/sample/list", reply="/sample/list.reply").args[-1])["banks"]}
        self.assertLessEqual({"bd", "sn", "hh", "oh", "cp", "rim", "lt", "mt", "ht", "cb", "cy", "bass", "chord"}, banks)
        for message in PATCH:
            client.do(*message)
        for bank in ("bd", "sn", "hh", "chord:2"):
            client.send("/mod/s/sample", bank)
            whole = bank if ":" in bank else f"{bank}:0"
            while client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1] != whole:
                client.sync()
            client.send("/note/s", 60, 1.0)
            client.sync()
            client.wait_frame(daemon.status()["frame"] + 3_000)
        self.assert_clean_exit(daemon)
        self.assertGreater(abs(wav.read(live).left).max(), 0.2)

    def test_each_is_a_sound_with_room_above_it_that_ends(self) -> None:
        made = sorted((BIN.parent / "share" / "samples").glob("*/*.wav"))
        self.assertGreaterEqual(len(made), 20)
        for path in made:
            sound = wav.read(path)
            loudest = abs(sound.left).max()
            with self.subTest(path=path):
                self.assertEqual(sound.rate, 48_000)
                self.assertGreater(loudest, 0.2)
                self.assertLess(loudest, 1.0)
                self.assertLess(abs(sound.left[-48:]).max(), 0.01)


if __name__ == "__main__":
    unittest.main()
