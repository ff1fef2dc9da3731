# SPDX-License-Identifier: MIT
"""What a machine short of something costs: the standby, for as long as that lasts, and no more."""

import os
import resource
import shutil
import subprocess
import tempfile
import unittest
from contextlib import contextmanager
from pathlib import Path

from support.chronus import BIN, TestCase, both_ready

NOBODY_ELSE = 54_321  # a user who has no other process

# The first three starts are two workers and their spare. After that a worker ends at once, until
# the file `mended` is there.
WORKER = """\
#!/bin/sh
echo >> {directory}/starts
if [ $(wc -l < {directory}/starts) -le 3 ] || [ -e {directory}/mended ]; then
  exec {worker} "$@"
fi
exit 1
"""


class Shortages(TestCase):
    def test_without_descriptors_no_worker_is_made_until_there_are_some(self) -> None:
        daemon = self.daemon()
        daemon.client.wait_status(lambda s: s["standby"]["spare_ready"], 20, "a spare")
        few = (8, resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)[1])
        self.assertGreater(len(os.listdir(f"/proc/{daemon.pid}/fd")), few[0])
        before = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, few)
        first = daemon.kill_worker(0)
        daemon.client.wait_status(  # the spare takes its place, and no other can be made
            lambda s: both_ready(s) and first not in [w["pid"] for w in s["workers"]], 20, "the spare"
        )
        second = daemon.kill_worker(1)
        status = daemon.client.wait_status(
            lambda s: s["workers"][1]["pid"] == 0 and s["standby"]["spare_pid"] == 0, 20, "a shortage"
        )
        daemon.client.wait_frame(status["frame"] + 48_000)
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, before)
        status = daemon.client.wait_status(
            lambda s: both_ready(s) and second not in [w["pid"] for w in s["workers"]], 20, "both"
        )
        self.assertEqual(status["lost_frames"], 0)
        self.assert_clean_exit(daemon)

    def test_a_worker_that_always_ends_is_left_down_with_an_alarm_until_asked_for(self) -> None:
        programs = self.directory / "bin"
        programs.mkdir()
        chronusd = Path(shutil.copy(BIN / "chronusd", programs))
        worker = programs / "chronus-worker"
        worker.write_text(WORKER.format(directory=self.directory, worker=BIN / "chronus-worker"))
        worker.chmod(0o755)
        daemon = self.daemon(program=str(chronusd))
        daemon.client.send("/notify", 1)
        daemon.client.wait_status(lambda s: s["standby"]["spare_ready"], 20, "a spare")
        daemon.kill_worker(0)
        daemon.client.wait_status(both_ready, 20, "the spare in its place")
        daemon.kill_worker(1)
        daemon.client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == "alarm" and "left down" in r.args[1], 60
        )
        status = daemon.client.wait_status(
            lambda s: s["workers"][1]["state"] == "left down", 20, "left down"
        )
        self.assertEqual(status["workers"][0]["state"], "ready")
        (self.directory / "mended").touch()
        daemon.client.do("/worker/restart", 1, timeout_s=20)
        status = daemon.client.wait_status(both_ready, 20, "both")
        self.assertEqual(status["lost_frames"], 0)
        self.assert_clean_exit(daemon)

    @contextmanager
    def without_memory(self, daemon):
        """The process gets no more than it has, until then."""
        has = int(Path(f"/proc/{daemon.pid}/statm").read_text().split()[0]) * resource.getpagesize()
        before = resource.prlimit(daemon.pid, resource.RLIMIT_AS)
        resource.prlimit(daemon.pid, resource.RLIMIT_AS, (has, before[1]))
        yield
        resource.prlimit(daemon.pid, resource.RLIMIT_AS, before)

    def assert_goes_on(self, daemon) -> None:
        self.assertIsNone(daemon.process.poll(), daemon.log()[-2000:])
        before = daemon.status()["frame"]
        self.assertEqual(daemon.client.wait_frame(before + 4_800)["lost_frames"], 0)

    def test_without_memory_a_recording_is_refused_and_there_is_one_when_it_is_back(self) -> None:
        for name in ("take.wav", "take.flac"):
            with self.subTest(name):
                daemon = self.daemon()
                with self.without_memory(daemon):
                    reply = daemon.client.answer("/record/start", name)
                    self.assert_goes_on(daemon)
                if reply.address == "/fail":
                    self.assertIn("memory", reply.args[1])
                    daemon.client.do("/record/start", name)
                daemon.client.wait_status(lambda s: s["record"]["seconds"] > 0.1, 20, "a recording")
                daemon.client.do("/record/stop")
                self.assert_clean_exit(daemon)

    def test_a_recording_that_memory_runs_out_for_goes_on_or_is_told(self) -> None:
        daemon = self.daemon()
        daemon.client.do("/record/start", "take.wav")
        with self.without_memory(daemon):
            self.assert_goes_on(daemon)
            self.assertIn(daemon.client.answer("/record/stop").address, ("/done", "/fail"))
        self.assert_goes_on(daemon)
        self.assert_clean_exit(daemon)

    def answers_behind(self, client, message: tuple) -> set[str]:
        """Why it was refused, of one that may be a stream and is not told that it is done."""
        client.drain()
        client.send(*message)
        client.sync(timeout_s=20)
        return {reply.args[1] for reply in client.drain() if reply.address == "/fail"}

    def test_without_memory_a_sample_is_refused_and_it_is_read_when_there_is_some(self) -> None:
        """Each in a process of its own: what the first left behind is memory for the next."""
        for message in (
            ("/sample/load", "x", "bd/1.wav"),
            ("/dirt/play", "s", "bd"),
            ("/mod/hits/sample", "bd:1"),
        ):
            with self.subTest(message[0]):
                daemon = self.daemon()
                daemon.client.do("/patch/create", "hits", "sampler")
                daemon.client.do("/patch/connect", "hits", "output")
                daemon.client.do("/patch/commit")
                with self.without_memory(daemon):
                    refused = self.answers_behind(daemon.client, message)
                    self.assert_goes_on(daemon)
                for reason in refused:
                    self.assertRegex(reason, "out of memory$")
                self.assertEqual(self.answers_behind(daemon.client, message), set())
                daemon.client.do("/sample/load", "y", "bd/2.wav", timeout_s=20)
                self.assert_clean_exit(daemon)

    def test_without_memory_whatever_is_asked_for_is_answered_and_nothing_ends(self) -> None:
        daemon = self.daemon("--drills")
        daemon.client.do("/session/save", "before")
        with self.without_memory(daemon):
            for message in (
                ("/session/save", "s"), ("/session/load", "before"), ("/patch/save", "p"),
                ("/patch/load", "acid"), ("/audio/use", "null"), ("/notify", 1),
                ("/record/start", "take.wav"), ("/record/stop",), ("/sample/load", "x", "bd/1.wav"),
                ("/seq/create", "k"), ("/worker/kill", 0),
            ):  # fmt: skip
                self.assertIn(daemon.client.answer(*message, timeout_s=20).address, ("/done", "/fail"))
                self.assertIsNone(daemon.process.poll(), f"{message}: {daemon.log()[-2000:]}")
        daemon.client.wait_status(both_ready, 30, "both workers")
        for message in (("/session/save", "s"), ("/patch/save", "p"), ("/record/start", "b.wav")):
            daemon.client.do(*message)
        self.assert_goes_on(daemon)
        self.assert_clean_exit(daemon)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to become a user with a limit")
    def test_a_thread_that_cannot_be_had_is_named_and_nothing_aborts(self) -> None:
        place = Path(tempfile.mkdtemp(prefix="chronus-test-"))
        self.addCleanup(shutil.rmtree, place)
        os.chown(place, NOBODY_ELSE, NOBODY_ELSE)
        reasons = []
        for most in range(1, 40):
            daemon = subprocess.Popen(
                ["prlimit", f"--nproc={most}", str(BIN / "chronusd"), "--audio", "null",
                 "--osc", "127.0.0.1:0", "--midi-clock", "send", "--state-dir", str(place)],
                user=NOBODY_ELSE, group=NOBODY_ELSE, extra_groups=[],
                stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            said = ""
            for line in daemon.stderr:  # to its end, or until it is under way
                said += line
                if " listens on " in line:
                    daemon.terminate()
            daemon.stderr.close()
            status = daemon.wait(timeout=20)
            if " listens on " in said and status == 0:
                break
            self.assertEqual(status, 1, f"{most} threads: {said}")
            self.assertRegex(said, "thread|worker .* ended|cannot start")
            reasons.append(said.strip().splitlines()[-1])
        self.assertGreater(len(reasons), 5)
        self.assertIn(" listens on ", said)


if __name__ == "__main__":
    unittest.main()
