# SPDX-License-Identifier: MIT
"""An hour under a mixture of every fault at once. Exit status 0: the music equals its journal, no
frame was lost or concealed by a client, the memory stayed flat, every good question was answered.

What goes on is drawn from a seed; when it happens is told in frames of the music, so that a stall
of the machine moves the faults as it moves the music.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import faults  # noqa: E402  (the path above makes these importable)
import hostile  # noqa: E402
from journals import hold_against_journal  # noqa: E402
from memory import Memory  # noqa: E402
from musician import Musician  # noqa: E402
from slow_reader import SlowReader  # noqa: E402
from support.chronus import BIN, _CLEAN, free_port  # noqa: E402
from support.osc import Client, NoReply  # noqa: E402
from verdict import conclude, place_of  # noqa: E402

RATE = 48_000


class Soak:
    def __init__(self, directory: Path, seed: int, every: float | None):
        self.directory = directory
        self.every = every
        self.rng = random.Random(seed)
        self.port = free_port()
        self.live = directory / "live.wav"
        self.state = directory / "state"
        self.log = SlowReader(directory / "chronusd.log", random.Random(seed + 1))
        command = [str(BIN / "chronusd"), "--osc", f"127.0.0.1:{self.port}", "--audio", "null"]
        command += ["--state-dir", str(self.state), "--record", str(self.live), "--drills"]
        self.process = subprocess.Popen(
            command, stdout=self.log.end, stderr=self.log.end, env=_CLEAN, cwd=directory
        )
        self.log.begin()
        self.client = Client(self.port)
        self.musician = Musician(self.port, random.Random(seed + 2))
        self.memory = Memory(self.process.pid)
        self.actions: dict[str, int] = {}

    def wait_for_socket(self) -> None:
        for _ in range(100):
            try:
                self.client.status(timeout_s=0.2)
                return
            except (NoReply, OSError):
                continue
        raise AssertionError("chronusd does not answer")

    def status(self) -> dict:
        while True:
            try:
                return self.client.status(timeout_s=5.0)
            except NoReply:
                if self.process.poll() is not None:
                    raise AssertionError(f"chronusd ended: {self.process.returncode}") from None
                self.musician.unanswered.append("/status")
                print("no answer to /status", flush=True)

    def run(self, minutes: float) -> list[str]:
        self.wait_for_socket()
        self.client.wait_status(self.is_well, 30, "both workers and a spare")
        self.musician.begin()
        end = int(minutes * 60 * RATE)
        status = self.status()
        next_fault = status["frame"] + RATE
        last_told = time.monotonic()
        with hostile.Crowd(self.port, self.rng.randrange(1 << 30)) as crowd:
            while status["frame"] < end:
                self.musician.play_on(status["frame"])
                if status["frame"] >= next_fault and self.is_well(status):
                    action = faults.one(self.rng, self.process.pid, self.client, status)
                    self.actions[action] = self.actions.get(action, 0) + 1
                    next_fault = status["frame"] + int(RATE * (self.every or self.rng.uniform(2.0, 8.0)))
                crowd.look_after()
                self.memory.look(status["frame"])
                if time.monotonic() - last_told > 60:
                    last_told = time.monotonic()
                    self.tell(status)
                status = self.status()
        self.settle()
        return self.judge(self.status())

    @staticmethod
    def is_well(status: dict) -> bool:
        """A fault strikes an engine that has recovered from the last one: single faults are what is
        promised to cost nothing."""
        return all(w["state"] == "ready" for w in status["workers"]) and status["standby"]["spare_ready"]

    def tell(self, status: dict) -> None:
        print(
            f"{status['frame'] / RATE / 60:6.1f} min: {sum(self.actions.values())} faults, "
            f"failovers {status['failovers']}, restores {status['restores']}, lost "
            f"{status['lost_frames']}, underruns {status['audio']['underruns']}, quarantined "
            f"{status['quarantined']}, {self.memory.text()}, {self.musician.text()}",
            flush=True,
        )

    def settle(self) -> None:
        self.client.wait_status(self.is_well, 60, "an engine that has recovered")

    def judge(self, status: dict) -> list[str]:
        self.tell(status)
        print("faults:", ", ".join(f"{n} {what}" for what, n in sorted(self.actions.items())))
        problems = []
        if status["lost_frames"] != 0:
            problems.append(f"{status['lost_frames']} frames were lost")
        problems += self.memory.problems()
        problems += self.musician.problems()
        self.process.terminate()
        begun = time.monotonic()
        code = self.process.wait(timeout=20)
        if code != 0:
            problems.append(f"chronusd ended with {code}")
        print(f"ended {time.monotonic() - begun:.2f} s after the signal")
        self.log.stop()
        return problems + hold_against_journal(self.live, self.state, "--drills")

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.stop()
        self.musician.close()
        self.client.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--every", type=float, metavar="S", help="seconds between faults (2 to 8, drawn)")
    parser.add_argument("--keep", type=Path, help="where recording, journal and log are kept")
    options = parser.parse_args()
    directory = place_of(options.keep, "soak")
    print(f"seed {options.seed}, {options.minutes} minutes, in {directory}", flush=True)
    soak = Soak(directory, options.seed, options.every)
    return conclude(lambda: soak.run(options.minutes), soak.kill, directory, options.keep)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.pop("PYTHONWARNINGS", None)
    sys.exit(main())
