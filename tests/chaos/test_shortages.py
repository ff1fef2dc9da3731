# SPDX-License-Identifier: MIT
"""What a machine short of something costs: the standby, for as long as that lasts, and no more."""

import os
import resource
import shutil
import subprocess
import tempfile
import unittest
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
