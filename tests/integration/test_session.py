# SPDX-License-Identifier: MIT
"""What a run leaves behind is there again when chronusd is started anew, and goes on on its grid."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import unittest
from pathlib import Path

from support import processes, wav
from support.chronus import SEED, Daemon, TestCase
from support.kill_drill import SEQUENCERS, settings
from support.osc import Client
from support.patches import build_classic_patch

SIXTEENTH = 6_000  # frames, at 120 BPM and 48 kHz
HEARD_FRAMES = 3 * 48_000  # and its file is there with the next turn of the thread that writes
PROVEN_FRAMES = 4 * 48_000  # a session that has been played for so long has not ended the start


def fnv(data: bytes) -> bytes:
    """The checksum of a snapshot."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return b"%016x" % value


class Session(TestCase):
    def start(self, state: Path | None = None, *args: str) -> Daemon:
        return self.daemon(*args, state_directory=state)

    def play(self, client: Client) -> None:
        build_classic_patch(client, "osc")
        for message in SEQUENCERS:
            client.do(*message)
        client.send("/mod/filt1/freq", 1_234.5)

    def steps(self, client: Client, count: int) -> list[dict]:
        """Of the sequencer `line`, as they are played."""
        client.do("/notify", 1, "step")
        heard: list[dict] = []
        while len(heard) < count:
            reply = client.wait_for(
                lambda r: r.address == "/event" and r.args[0] == "step", what="a step"
            )
            step = json.loads(reply.args[1])
            if step["id"] == "line":
                heard.append(step)
        client.do("/notify", 0)
        return heard

    def assert_on_the_grid(self, was: list[dict], now: list[dict], session: dict) -> None:
        first = was[0]
        for step in now:
            since = step["frame"] - session["frame"] + session["was_frame"] - first["frame"]
            self.assertEqual(since % SIXTEENTH, 0, f"{step} after {first}: {session}")
            self.assertEqual((since // SIXTEENTH - step["step"] + first["step"]) % 16, 0, f"{step} after {first}")

    def test_after_a_kill_all_is_as_it_was_and_goes_on_on_the_grid(self) -> None:
        before = self.start()
        self.play(before.client)
        wanted = settings(before.client)
        was = self.steps(before.client, 20)
        before.client.wait_frame(PROVEN_FRAMES)
        before.kill()
        live = self.directory / "live.wav"
        after = self.start(before.state_directory, "--record", str(live))
        self.assertEqual(settings(after.client), wanted)
        session = after.status()["session"]
        self.assertTrue(session["restored"] and session["kept"], session)
        self.assertEqual(session["refused"], 0, after.log())
        self.assert_on_the_grid(was, self.steps(after.client, 20), session)
        self.assert_clean_exit(after)
        recording = wav.read(live)
        self.assertGreater(max(abs(sample) for sample in recording.left), 0.01, "it sounds")
        journal = max((after.state_directory / "journals").glob("*.score"), key=lambda it: it.name)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))

    def test_again_and_again_and_after_an_orderly_end(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        wanted = settings(daemon.client)
        was = self.steps(daemon.client, 4)
        shift = 0
        for turn in range(3):
            daemon.client.wait_frame(PROVEN_FRAMES)
            if turn == 1:
                self.assert_clean_exit(daemon)
            else:
                daemon.kill()
            daemon = self.start(daemon.state_directory)
            session = daemon.status()["session"]
            self.assertEqual(session["refused"], 0, daemon.log())
            shift += session["was_frame"] - session["frame"]
            self.assert_on_the_grid(was, self.steps(daemon.client, 8), {"frame": 0, "was_frame": shift})
            self.assertEqual(settings(daemon.client), wanted)

    def test_a_change_is_kept_though_everything_is_killed_behind_it(self) -> None:
        rng = random.Random(SEED)
        daemon = self.start()
        self.play(daemon.client)
        for turn in range(3):
            daemon.client.wait_frame(PROVEN_FRAMES)
            frequency = float(rng.randrange(200, 2_000))
            daemon.client.send("/mod/filt1/freq", frequency)
            daemon.client.sync(turn)
            daemon.client.wait_frame(daemon.status()["frame"] + 4_800)
            for pid in [daemon.pid, *processes.children_of(daemon.pid)]:
                os.kill(pid, signal.SIGKILL)
            daemon.kill()
            daemon = self.start(daemon.state_directory)
            answer = daemon.client.ask("/mod/filt1/freq", reply="/mod/filt1/freq.reply")
            self.assertEqual(answer.args[0], frequency)

    def hold(self, client: Client) -> None:
        """A gate and two notes; what else was begun has ended."""
        for message in (
            ("/patch/new",),
            ("/patch/create", "tone", "sine"),
            ("/patch/create", "bass", "adsr"),
            ("/patch/connect", "tone", "bass"),
            ("/patch/connect", "bass", "output"),
            ("/patch/create", "keys", "sine", 4),
            ("/patch/create", "env", "adsr", 4),
            ("/patch/connect", "keys", "env"),
            ("/patch/connect", "env", "output"),
            ("/patch/commit",),
        ):
            client.do(*message)
        for message in (
            ("/gate/bass", 1, 0.5),
            ("/note/keys", "c4", 100),
            ("/note/env", 64.5, 0.25),
            ("/note/keys", "g4", 100),
            ("/note/keys", "g4", 0),
            ("/note/keys", "b4", 100, 0.05),
        ):
            client.send(*message)
        client.sync()

    def held(self, daemon: Daemon) -> tuple[int, int]:
        """Whether the gate is open, and how many notes sound when what has ended is silent."""
        daemon.client.wait_frame(daemon.status()["frame"] + 48_000)
        gate = daemon.client.ask("/gate/bass", reply="/gate/bass.reply").args[0]
        return gate, daemon.status()["voices"]["used"]

    def test_what_is_held_by_hand_sounds_again_and_what_has_ended_does_not(self) -> None:
        daemon = self.start()
        self.hold(daemon.client)
        self.assertEqual(self.held(daemon), (1, 2))
        daemon.kill()
        live = self.directory / "live.wav"
        daemon = self.start(daemon.state_directory, "--record", str(live))
        self.assertEqual(self.held(daemon), (1, 2))
        # Named as before: whoever began it ends it.
        for message in (("/note/keys", "c4", 0), ("/gate/bass", 0)):
            daemon.client.send(*message)
        daemon.client.sync()
        self.assertEqual(self.held(daemon), (0, 1))
        self.assert_clean_exit(daemon)
        recording = wav.read(live)
        self.assertGreater(max(abs(sample) for sample in recording.left), 0.05, "it sounds")
        journal = max((daemon.state_directory / "journals").glob("*.score"), key=lambda it: it.name)
        text = journal.read_text()
        for line in ("/gate/bass 1 0.5", "/note/keys 60.0 0.787", "/note/env 64.5 0.25"):
            self.assertIn(line, text)
        self.assertNotIn("/note/keys 67", text)
        self.assertNotIn("/note/keys 71", text)
        seconds = f"{len(recording) / recording.rate:.9f}"
        self.assert_same_samples(recording, self.render(journal, "--seconds", seconds))
        daemon = self.start(daemon.state_directory)
        self.assertEqual(self.held(daemon), (0, 1))
        daemon.client.do("/panic")
        self.assertEqual(self.held(daemon), (0, 0))
        self.assertEqual(daemon.status()["session"]["refused"], 0, daemon.log())
        daemon.kill()
        daemon = self.start(daemon.state_directory)
        self.assertEqual(self.held(daemon), (0, 0))

    def test_a_tail_cut_anywhere_loses_its_last_line_at_the_most(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        daemon.client.wait_frame(PROVEN_FRAMES)
        for value in range(300, 320):
            daemon.client.send("/mod/filt1/freq", value)
            daemon.client.sync(value)
        daemon.client.wait_frame(daemon.status()["frame"] + 4_800)
        daemon.kill()
        newest = max((daemon.state_directory / "session").glob("*.session"), key=lambda it: it.name)
        text = newest.read_bytes()
        last = text.rindex(b"/mod/filt1/freq")
        newest.write_bytes(text[: last + len(b"/mod/filt1/freq 3")])
        daemon = self.start(daemon.state_directory)
        answer = daemon.client.ask("/mod/filt1/freq", reply="/mod/filt1/freq.reply")
        self.assertEqual(answer.args[0], 318.0)

    def test_a_damaged_session_is_set_aside_and_the_one_before_is_taken(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        daemon.client.wait_frame(PROVEN_FRAMES)
        daemon.kill()
        directory = daemon.state_directory / "session"
        newest = max(directory.glob("*.session"), key=lambda it: it.name)
        number = int(newest.name.split(".")[0])
        damaged = directory / f"{number + 1:06}.session"
        damaged.write_bytes(newest.read_bytes()[:200])
        daemon = self.start(daemon.state_directory)
        daemon.wait_log(f"set aside as {number + 1:06}.damaged")
        self.assertIn("line", settings(daemon.client)["sequencers"])
        self.assertFalse(damaged.exists())

    def newest_session(self, daemon: Daemon) -> Path:
        return max((daemon.state_directory / "session").glob("*.session"), key=lambda it: it.name)

    def refused(self, daemon: Daemon, lines: int) -> Path:
        """What was kept aside of a session, of which so many lines were refused."""
        daemon.wait_log("refused now and left out")
        self.assertEqual(daemon.status()["session"]["refused"], lines, daemon.log())
        alarms = [line for line in daemon.log().splitlines() if "refused now and left out" in line]
        self.assertEqual(len(alarms), 1, alarms)
        aside = Path(alarms[0].split("kept whole as ")[1].split()[0])
        self.assertEqual(aside.suffix, ".refused")
        return aside

    def test_what_a_start_refuses_of_it_is_told_and_kept_aside(self) -> None:
        daemon = self.start(None, "--drills")
        self.play(daemon.client)
        for message in (
            ("/patch/edit",),
            ("/patch/create", "boom", "drill"),
            ("/patch/connect", "boom", "output"),
            ("/patch/commit",),
        ):
            daemon.client.do(*message)
        listener = Client(daemon.port)
        self.addCleanup(listener.close)
        listener.do("/notify", 1, "alarm")
        daemon.client.wait_frame(PROVEN_FRAMES)
        daemon.kill()
        daemon = self.start(daemon.state_directory)
        alarm = listener.wait_for(lambda it: it.address == "/event" and it.args[0] == "alarm", what="the alarm")
        self.assertIn("/patch/create: ", json.loads(alarm.args[1])["detail"])
        aside = self.refused(daemon, 2)
        self.assertIn("/patch/create boom drill", aside.read_text())
        self.assertEqual(aside.stat().st_mode & 0o777, 0o600)
        self.assertRegex(daemon.log(), r"line \d+: /patch/create: .*drill.*left out of the session")
        self.assertIn("line", settings(daemon.client)["sequencers"], "the rest is there")
        # By hand: the highest number and the name again.
        daemon.client.wait_frame(PROVEN_FRAMES)
        self.assert_clean_exit(daemon)
        number = int(self.newest_session(daemon).stem) + 1
        aside.rename(aside.with_name(f"{number:06}.session"))
        daemon = self.start(daemon.state_directory, "--drills")
        patch = daemon.client.ask("/patch/get", reply="/patch/get.reply").args[0]
        self.assertIn("boom", patch)
        self.assertEqual(daemon.status()["session"]["refused"], 0)
        self.assertNotIn("left out", daemon.log())

    def test_lines_that_mean_nothing_any_more_are_named_each_reason_once(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        daemon.client.wait_frame(PROVEN_FRAMES)
        daemon.kill()
        newest = self.newest_session(daemon)
        with newest.open("a") as file:
            for value in range(20):
                file.write(f"9000000f /mod/nosuch/freq {value}\n")
            file.write("9000000f /seq/mute nosuch 1\n9000001f /mod/filt1/freq 777\n")
        daemon = self.start(daemon.state_directory)
        aside = self.refused(daemon, 21)
        self.assertEqual(aside.stem, newest.stem)
        self.assertIn("/seq/mute nosuch 1", aside.read_text())
        self.assertEqual(daemon.log().count("/mod/nosuch/freq: "), 2, "a line for the log, and the alarm")
        daemon.wait_log("/seq/mute: no sequencer 'nosuch'")
        answer = daemon.client.ask("/mod/filt1/freq", reply="/mod/filt1/freq.reply")
        self.assertEqual(answer.args[0], 777.0, "what comes behind them counts")

    def test_one_of_another_engine_says_so(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        daemon.client.do("/session/save", "verse")
        daemon.client.wait_frame(PROVEN_FRAMES)
        self.assert_clean_exit(daemon)
        newest = self.newest_session(daemon)
        head, end, tail = newest.read_bytes().partition(b"# End of the snapshot, checksum ")
        head = re.sub(rb"--engine \d+", b"--engine 1", head)
        newest.write_bytes(head + end + fnv(head) + tail[16:])
        verse = daemon.state_directory / "sessions" / "verse.score"
        verse.write_text(re.sub(r" engine \d+", " engine 1", verse.read_text()))
        daemon = self.start(daemon.state_directory)
        daemon.wait_log(f"{newest}: it was played by engine 1, and this is engine ")
        self.assertTrue(daemon.status()["session"]["restored"])
        daemon.client.do("/session/load", "verse")
        daemon.wait_log("verse.score: it was played by engine 1, and this is engine ")
        daemon.client.do("/session/save", "verse")
        daemon.client.wait_frame(PROVEN_FRAMES)
        self.assert_clean_exit(daemon)
        daemon = self.start(daemon.state_directory)
        daemon.client.do("/session/load", "verse")
        self.assertTrue(daemon.status()["session"]["restored"])
        self.assertNotIn("played by engine", daemon.log(), "both are its own now")

    def test_a_session_that_ends_its_starts_is_recognised(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        daemon.client.wait_frame(PROVEN_FRAMES)
        # Killed from outside, one behind the other: that is not the session's doing.
        for turn in range(4):
            daemon.kill()
            daemon = self.start(daemon.state_directory)
            self.assertTrue(daemon.status()["session"]["restored"], turn)
            daemon.client.wait_frame(HEARD_FRAMES)
            self.assertFalse((daemon.state_directory / "session" / "tries").exists())
        daemon.kill()
        # As two starts leave it that have ended before they were heard.
        directory = daemon.state_directory / "session"
        number = max(int(file.stem) for file in directory.glob("*.session"))
        (directory / "tries").write_text(f"2 {number}\n")
        for file in directory.glob("*.session"):
            if int(file.stem) < number:
                file.unlink()
        daemon = self.start(daemon.state_directory)
        daemon.wait_log("ended 2 starts that took it up")
        self.assertFalse(daemon.status()["session"]["restored"])
        self.assertEqual(settings(daemon.client)["sequencers"], {})
        self.assert_clean_exit(daemon)

    def test_a_start_that_is_told_to_end_is_not_blamed_on_the_session(self) -> None:
        daemon = self.start()
        daemon.client.do("/seq/create", "kick")
        self.assert_clean_exit(daemon)
        for _ in range(3):
            early = self.daemon(state_directory=daemon.state_directory, wait_ready=False)
            early.wait_log("the session of the run before goes on")
            early.process.send_signal(signal.SIGTERM)
            self.assertEqual(early.process.wait(timeout=20), 0)
        again = self.start(daemon.state_directory)
        self.assertEqual([one["id"] for one in again.status()["sequencers"]], ["kick"])
        self.assert_clean_exit(again)

    def test_no_restore_begins_with_nothing_and_a_score_leaves_the_session_be(self) -> None:
        daemon = self.start()
        self.play(daemon.client)
        self.assert_clean_exit(daemon)
        score = self.write_score("0 /transport/bpm 99\n")
        daemon = self.start(daemon.state_directory, "--score", str(score))
        self.assertEqual(daemon.status()["session"]["kept"], False)
        self.assertEqual(settings(daemon.client)["sequencers"], {})
        self.assert_clean_exit(daemon)
        daemon = self.start(daemon.state_directory)
        self.assertIn("round", settings(daemon.client)["sequencers"])
        self.assert_clean_exit(daemon)
        daemon = self.start(daemon.state_directory, "--no-restore")
        self.assertEqual(settings(daemon.client)["sequencers"], {})
        self.assert_clean_exit(daemon)

    def test_one_directory_is_one_chronusds(self) -> None:
        first = self.start()
        self.play(first.client)
        second = self.start(first.state_directory)
        second.wait_log("is another chronusd's")
        self.assertEqual(second.status()["session"]["kept"], False)
        self.assertEqual(settings(second.client)["sequencers"], {})


if __name__ == "__main__":
    unittest.main()
