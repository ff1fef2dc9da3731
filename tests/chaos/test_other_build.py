# SPDX-License-Identifier: MIT
"""A worker of another build is refused by name and never used."""

import shutil
import subprocess
import unittest
from pathlib import Path

from support import scores, wav
from support.chronus import BIN, TestCase

WORDS = "it is of another build: its catalogue of modules is "


class OtherBuild(TestCase):
    def install(self) -> Path:
        """The programs in a folder of the test's own, where they can be exchanged."""
        folder = self.directory / "bin"
        folder.mkdir()
        for name in ("chronusd", "chronus-worker", "chronus-disk"):
            shutil.copy2(BIN / name, folder / name)
        return folder

    def exchange_worker(self, folder: Path) -> None:
        """As an update of the programs does: running ones keep their file."""
        new = folder / "new"
        shutil.copy2(BIN / "worker_of_another_build", new)
        new.replace(folder / "chronus-worker")

    def test_worker_that_an_update_brings_is_refused_while_the_music_goes_on(self):
        folder = self.install()
        score = self.write_score(scores.dense(8.0))
        live = self.directory / "live.wav"
        daemon = self.daemon(
            "--score", str(score), "--record", str(live), "--exit-after-score",
            program=str(folder / "chronusd"),
        )  # fmt: skip
        self.exchange_worker(folder)
        refused = daemon.status()
        # A spare that was started before is of this build, and takes the slot first.
        while not any(WORDS in worker["last_death"] for worker in refused["workers"]):
            standby = next(w for w in refused["workers"] if w["role"] == "standby")
            daemon.signal_worker(standby["pid"])

            def settled(status: dict, slot=standby["slot"], dead=standby["pid"]) -> bool:
                worker = status["workers"][slot]
                replaced = worker["state"] == "ready" and worker["pid"] != dead
                return replaced or WORDS in worker["last_death"]

            refused = daemon.client.wait_status(settled, 10, "another worker, or its refusal")
        worker = next(w for w in refused["workers"] if WORDS in w["last_death"])
        self.assertNotEqual(worker["state"], "ready")
        daemon.wait_log(f"worker {worker['slot']}.* ended: {WORDS}", regex=True)
        self.assertEqual(daemon.wait_exit(20), 0, daemon.log()[-4000:])
        self.assert_same_samples(wav.read(live), self.render(score))

    def test_daemon_does_not_begin_with_workers_of_another_build(self):
        folder = self.install()
        self.exchange_worker(folder)
        done = subprocess.run(
            [str(folder / "chronusd"), "--audio", "null", "--osc", "127.0.0.1:0",
             "--state-dir", str(self.directory / "state")],
            capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, f"worker [01]: {WORDS}")


if __name__ == "__main__":
    unittest.main()
