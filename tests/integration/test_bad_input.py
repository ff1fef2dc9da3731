# SPDX-License-Identifier: MIT
"""Nothing that comes from the network, a file or a command line stops the music."""

import itertools
import re
import resource
import socket
import struct
import time
import unittest
from pathlib import Path

from support import wav
from support.chronus import QUICK, SEED, TestCase
from support.packets import bad_packets, bundle, message

PACKETS = 100_000 if QUICK else 1_000_000

# No name and no address here is within reach of the generator's packets.
MUSIC = """\
0 /patch/create tone_source osc
0 /patch/create tone_envelope adsr
0 /patch/connect tone_source tone_envelope
0 /patch/connect tone_envelope output
0 /patch/commit
0 /seq/create melody_line
0 /seq/config melody_line 131 16 16
0 /seq/pattern melody_line "x.xxx..x..X.x.x."
0 /seq/assign melody_line gate tone_envelope
0 /seq/start melody_line
"""


class BadPackets(TestCase):
    def test_a_flood_of_garbage_changes_no_sample(self) -> None:
        score = self.write_score(MUSIC)
        live = self.directory / "live.wav"
        daemon = self.daemon("--score", str(score), "--record", str(live))
        pids = {worker["pid"] for worker in daemon.status()["workers"]}
        target = ("127.0.0.1", daemon.port)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
            # Nobody reads the refusals; a full receive buffer is the flooder's own loss.
            flood.bind(("127.0.0.1", 0))
            packets = itertools.islice(bad_packets(SEED), PACKETS)
            for index, packet in enumerate(packets):
                flood.sendto(packet, target)
                if index % 100 == 99:
                    # Answered in order: all hundred were read, none was lost in the socket.
                    daemon.client.ask("/version", reply="/version.reply")
        self.assertEqual(self.dropped_by_kernel(daemon.port), 0)
        status = daemon.status()
        self.assertEqual({worker["pid"] for worker in status["workers"]}, pids)
        self.assertEqual((status["failovers"], status["lost_frames"]), (0, 0))
        self.assertGreater(status["commands"]["refused"], PACKETS // 10)
        self.assert_clean_exit(daemon)
        recording = wav.read(live)
        length = len(recording) / recording.rate
        reference = self.render(
            self.write_score(f"{MUSIC}{length:.9f} /quit\n", "reference.score")
        )
        self.assert_same_samples(recording, reference)

    def test_one_packet_of_patterns_costs_no_worker(self) -> None:
        daemon = self.daemon()
        pids = {worker["pid"] for worker in daemon.status()["workers"]}
        bomb = bundle(*[message(b"/mod/*/*", b"f", struct.pack(">f", 0.5))] * 2000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(5):
                sender.sendto(bomb, ("127.0.0.1", daemon.port))
        status = daemon.client.wait_status(lambda now: now["commands"]["refused"] >= 5000, 20, "refused")
        self.assertEqual({worker["pid"] for worker in status["workers"]}, pids)
        self.assertEqual(status["lost_frames"], 0)
        self.assert_clean_exit(daemon)

    def test_a_flood_of_large_messages_stays_within_its_memory(self) -> None:
        # Two kilobytes that decode to eighty: what waits for a time tag is bounded in memory.
        daemon = self.daemon()
        before = self.resident_bytes(daemon.pid)
        flags = b"," + b"T" * 2000
        large = b"/no/such\0\0\0\0" + flags + b"\0" * (4 - len(flags) % 4)
        soon = struct.pack(">Q", int((time.time() + 2_208_988_800 + 50) * 2**32))
        packet = b"#bundle\0" + soon + struct.pack(">I", len(large)) + large
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for n in range(6000):
                sender.sendto(packet, ("127.0.0.1", daemon.port))
                if n % 100 == 99:
                    daemon.client.sync(n)
        status = daemon.status()
        self.assertGreater(status["commands"]["refused"], 0)
        self.assertLess(self.resident_bytes(daemon.pid) - before, 256 << 20)
        self.assertEqual(status["lost_frames"], 0)
        self.assert_clean_exit(daemon)

    def resident_bytes(self, pid: int) -> int:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()

    def dropped_by_kernel(self, port: int) -> int:
        for line in Path("/proc/net/udp").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[1].endswith(f":{port:04X}"):
                return int(fields[-1])
        raise AssertionError(f"no socket on port {port}")


class BadFiles(TestCase):
    def assert_refused(self, program: str, *args: str, names: list[str], env=None, status=2) -> None:
        done = self.run_program(program, *args, env=env)
        self.assertEqual(done.returncode, status, f"{args}: {done.stderr}")
        said = done.stderr + done.stdout
        for name in names:
            self.assertIn(name, said, args)
        self.assertLess(len(said), 2_000, "an error, not a flood")

    def test_a_bad_score_is_refused_with_file_and_line(self) -> None:
        for text, names in (
            ("0 /seq/create kick\nnonsense\n", ["bad.score", "2"]),
            ("0 /seq/create kick\n\n1 seq/start kick\n", ["bad.score", "3"]),
            ('0 /seq/pattern kick "x...\n', ["bad.score", "1"]),
            ("-1 /seq/create kick\n", ["bad.score", "1"]),
            ("nan /seq/create kick\n", ["bad.score", "1"]),
            ("1e300 /seq/create kick\n", ["bad.score", "1"]),
        ):
            with self.subTest(text=text):
                score = str(self.write_score(text, "bad.score"))
                self.assert_refused("chronus-render", score, "-o", "out.wav", names=names)
                self.assert_refused("chronusd", *self.quiet(), "--score", score, names=names)
                self.assertFalse((self.directory / "out.wav").exists())

    def quiet(self) -> list[str]:
        return ["--audio", "null", "--osc", "127.0.0.1:0", "--state-dir", str(self.directory / "s")]

    def test_a_refused_command_of_a_score_is_named(self) -> None:
        score = self.write_score("0 /seq/create kick\n0.5 /seq/bpm kick 0\n1 /quit\n", "bad.score")
        done = self.run_program("chronus-render", str(score), "-o", "out.wav")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("/seq/bpm", done.stderr)

    def test_a_binary_score_is_refused(self) -> None:
        path = self.directory / "bad.score"
        path.write_bytes(bytes(range(256)) * 64)
        self.assert_refused("chronus-render", str(path), "-o", "out.wav", names=["bad.score"])

    def test_a_score_that_is_not_there_is_named(self) -> None:
        for program in ("chronus-render", "chronusd"):
            args = ["/no/such.score", "-o", "x.wav"]
            if program == "chronusd":
                args = [*self.quiet(), "--score", "/no/such.score"]
            self.assert_refused(program, *args, names=["/no/such.score"])

    def test_a_bad_command_line_is_refused_by_name(self) -> None:
        for args, name in (
            (["--rate", "7"], "rate"),
            (["--rate", "many"], "rate"),
            (["--block", "100000"], "block"),
            (["--block", "0"], "block"),
            (["--lead", "-1"], "lead"),
            (["--channels", "99"], "channels"),
            (["--osc", "nonsense"], "osc"),
            (["--osc", "127.0.0.1:99999"], "osc"),
            (["--audio", "gramophone"], "audio"),
            (["--no-such-option"], "no-such-option"),
        ):
            with self.subTest(args=args):
                quiet = self.quiet()
                if args[0] in quiet:
                    at = quiet.index(args[0])
                    del quiet[at : at + 2]
                self.assert_refused("chronusd", *quiet, *args, names=[name])

    def test_a_recording_that_cannot_be_made_is_named(self) -> None:
        path = "/proc/nothing/x.wav"
        self.assert_refused("chronusd", *self.quiet(), "--record", path, names=[path], status=1)

    def test_a_value_is_refused_in_a_sentence(self) -> None:
        for args, sentence in (
            (["--rate", "7"], "--rate: '7' is not a whole number from 8000 to 192000"),
            (["--sync-offset", "nan"], "--sync-offset: 'nan' is not a number from -500 to 500"),
            (["--standby", "cold"], "--standby: 'cold' is none of hot, off, warm"),
            (
                ["--promote-after", "100", "--kill-after", "10"],
                "--kill-after: 10 is less than --promote-after 100",
            ),
            (["--standby", "1"], "--standby: '1' is none of hot, off, warm"),
            (["--midi-clock", "lead"], "--midi-clock: 'lead' is none of follow, off, send"),
        ):
            with self.subTest(args=args):
                names = [f"chronusd: {sentence}\n"]
                self.assert_refused("chronusd", *self.quiet(), *args, names=names)

    def test_a_bad_configuration_is_refused_by_file_and_key(self) -> None:
        config = self.directory / "bad.toml"
        for text, key, reason in (
            ("rate = 7", "rate", "8000 to 192000"),
            ("promote_after = 3.5", "promote_after", "whole number"),
            ("no_such = 1", "no_such", "no option"),
            ("config = 'other.toml'", "config", "no option"),
            ("check_config = true", "check_config", "no option"),
            ("promot_after = 3", "promot_after", "did you mean promote_after"),
            ("rate = '48000'", "rate", "without quotes"),
            ("rate = 48000\nrate = 48000", "rate", ""),
            ("[audio]\nrate = 48000", "[audio]", "sections"),
            ("drills = 'maybe'", "drills", "'maybe'"),
            ("osc = '127.0.0.1:99999'", "osc", "'99999'"),
            ("midi_api = 'usb'", "midi_api", "'usb'"),
        ):
            with self.subTest(text=text):
                config.write_text(text + "\n")
                args = ["--audio", "null", "--state-dir", str(self.directory / "s")]
                names = [f"chronusd: {config}:{1 + text.count(chr(10)) * (key == 'rate')}:", key, reason]
                self.assert_refused("chronusd", *args, "--config", str(config), names=names)

    def test_the_command_line_wins_over_the_environment_and_that_over_the_file(self) -> None:
        config = self.directory / "order.toml"
        config.write_text("rate = 44100\nblock = 64\nlead = 6\nkill_after = 50\n")
        environment = {"CHRONUS_SAMPLE_RATE": "96000", "CHRONUS_BUFFER_SIZE": "256"}
        daemon = self.daemon("--config", str(config), "--block", "512", env=environment)
        status = daemon.status()
        self.assertEqual((status["rate"], status["block"], status["lead"]), (96_000, 512, 6))
        self.assert_clean_exit(daemon)

    def test_check_config_says_what_is_wrong_or_what_holds_and_starts_nothing(self) -> None:
        config = self.directory / "all.toml"
        config.write_bytes(b"\xef\xbb\xbfrate = 44100\r\nkill_after = 50\r\n")
        env = {"CHRONUS_LEAD": "6"}
        args = ["--config", str(config), "--block", "64", "--check-config"]
        done = self.run_program("chronusd", *args, env=env)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        told = dict(re.findall(r"^(\w+) = (.*?) +# .*$", done.stdout, flags=re.MULTILINE))
        self.assertEqual((told["rate"], told["block"], told["lead"], told["standby"]), ("44100", "64", "6", '"hot"'))
        for said in (f"# {config}:1\n", f"# {config}:2\n", "# --block\n", "# CHRONUS_LEAD\n", "# default\n"):
            self.assertIn(said, done.stdout)
        config.write_text("rate = 7\nlead = 6\nblok = 64\n")
        done = self.run_program("chronusd", *args)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(
            done.stderr,
            f"chronusd: {config}:1:8: rate: '7' is not a whole number from 8000 to 192000\n"
            f"chronusd: {config}:3:1: no option 'blok'; did you mean block?\n",
        )
        done = self.run_program("chronusd", "--check-config", env={"CHRONUS_CONFIG": str(config)})
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_the_environments_port_wins_over_the_files(self) -> None:
        config = self.directory / "order.toml"
        config.write_text("osc = '127.0.0.1:99999'\n")
        args = ["--audio", "null", "--state-dir", str(self.directory / "s")]
        args += ["--config", str(config)]
        env = {"CHRONUS_OSC_PORT": "88888"}
        names = ["chronusd: CHRONUS_OSC_PORT: '88888'"]
        self.assert_refused("chronusd", *args, names=names, env=env)

    def test_a_state_directory_that_cannot_be_made_costs_the_journal_not_the_music(self) -> None:
        blocked = self.directory / "blocked"
        blocked.write_text("a file, not a directory")
        daemon = self.daemon(state_directory=blocked)
        daemon.wait_log(str(blocked))
        self.assertIn(str(blocked), daemon.client.refused("/record/start"))
        self.assert_clean_exit(daemon)

    def test_the_demo_plays_and_is_recorded_only_when_asked_for(self) -> None:
        daemon = self.daemon("--demo")
        daemon.wait_log("chronusctl")
        self.assertTrue(daemon.status()["sequencers"])
        self.assertEqual(daemon.status()["record"]["state"], "idle")
        self.assert_clean_exit(daemon)

    def test_a_bad_environment_is_refused_by_name(self) -> None:
        for key, value in (
            ("CHRONUS_SAMPLE_RATE", "abc"),
            ("CHRONUS_SAMPLE_RATE", "1"),
            ("CHRONUS_BUFFER_SIZE", "-5"),
            ("CHRONUS_OSC_PORT", "70000"),
            ("CHRONUS_OSC_HOST", "not a host"),
        ):
            with self.subTest(key=key, value=value):
                args = ["--audio", "null", "--state-dir", str(self.directory / "s")]
                self.assert_refused("chronusd", *args, names=[key], env={key: value})

    def test_a_port_in_use_is_named(self) -> None:
        daemon = self.daemon()
        args = ["--audio", "null", "--state-dir", str(self.directory / "s")]
        args += ["--osc", f"127.0.0.1:{daemon.port}"]
        self.assert_refused("chronusd", *args, names=[str(daemon.port)], status=1)
        self.assertTrue(daemon.status()["workers"])


if __name__ == "__main__":
    unittest.main()
