# SPDX-License-Identifier: MIT
"""Hostile sample files by the hundred, given to a chronusd that plays. Exit status 0: it answered for every file, nobody but
the process that reads them died, each death of that was counted, and the music has no hole and is what its journal renders."""

from __future__ import annotations

import argparse
import collections
import os
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy  # noqa: E402  (the path above makes these importable)
from journals import hold_against_journal  # noqa: E402
from same_samples import left_of  # noqa: E402
from support import processes  # noqa: E402
from support.bad_samples import FORMATS, bad_sample  # noqa: E402
from support.chronus import Daemon  # noqa: E402
from verdict import conclude, place_of  # noqa: E402

PATCH = (
    ("/patch/new",), ("/patch/create", "s", "sampler", 8), ("/patch/create", "hiss", "noise"), ("/patch/create", "mix", "gain"),
    ("/patch/connect", "s", "output"), ("/patch/connect", "hiss", "mix"), ("/patch/connect", "mix", "output"), ("/patch/commit",),
)  # fmt: skip
HOLE = 64  # frames of silence, which noise never has
LONGEST_S = 120.0  # a file may take a loader's whole time
DEATH = "the process that read it"
UNLUCKY = 50  # of so many files the loader of one is killed, while it reads it


class Trial:
    def __init__(self, directory: Path, chosen: argparse.Namespace):
        self.directory = directory
        self.chosen = chosen
        self.folder = directory / "samples"
        (self.folder / "bad").mkdir(parents=True)
        self.live = directory / "live.wav"
        self.banks = ("--samples", str(self.folder), "--sample-bytes", "64M")
        self.env = {"XDG_CACHE_HOME": str(directory / "cache")}
        self.daemon = Daemon(directory, *self.banks, "--no-restore", "--record", str(self.live), env=self.env)
        self.told: collections.Counter[str] = collections.Counter()
        self.read: collections.Counter[str] = collections.Counter()
        self.slowest = (0.0, "")
        self.killed = 0

    def run(self) -> list[str]:
        client = self.daemon.client
        for message in PATCH:
            client.do(*message)
        client.send("/mod/mix/gain_db", -20.0)
        client.sync()
        before = self.daemon.status()
        for seed in range(self.chosen.seed, self.chosen.seed + self.chosen.files):
            self.give(seed)
        after = self.daemon.status()
        client.wait_frame(after["frame"] + 12_000)
        problems = self.judge(before, after)
        if (code := self.daemon.stop()) != 0:
            problems.append(f"chronusd ended with {code}")
        problems += hold_against_journal(self.live, self.daemon.state_directory, *self.banks, env=self.env)
        return problems + self.look_for_holes(before["frame"], after["frame"])

    def give(self, seed: int) -> None:
        """One file, which is played where it can be read."""
        name, data = bad_sample(seed)
        (self.folder / "bad" / name).write_bytes(data)
        client = self.daemon.client
        begun = time.monotonic()
        load = ("/sample/load", f"bad{seed}", f"bad/{name}")
        if seed % UNLUCKY == 1:
            self.send_and_kill_loader(*load)
        else:
            client.send(*load)
        answer = client.answer_to(*load, timeout_s=LONGEST_S)
        self.slowest = max(self.slowest, (time.monotonic() - begun, name))
        if answer.address == "/fail":
            self.told[DEATH if DEATH in answer.args[1] else "refused"] += 1
            return
        self.told["read"] += 1
        self.read[name.rpartition(".")[2]] += 1
        client.send("/mod/s/sample", f"bad{seed}")
        client.send("/note/s", 60, 0.1)
        client.sync()

    def send_and_kill_loader(self, *load: str) -> None:
        """It stands still with the file, and dies of it."""
        client = self.daemon.client
        loader = processes.wait_child(self.daemon.pid, "chronus-loader")
        os.kill(loader, signal.SIGSTOP)
        client.send(*load)
        client.wait_status(lambda status: status["samples"]["loading"] > 0, what="a file that is being read")
        os.kill(loader, signal.SIGKILL)
        self.killed += 1

    def judge(self, before: dict, after: dict) -> list[str]:
        deaths = after["samples"]["loader_deaths"]
        least = self.killed + 2 * self.told[DEATH]
        print(f"{self.chosen.files} files, seeds from {self.chosen.seed} on: {dict(self.told)}; read of {dict(self.read)} ({', '.join(FORMATS)}); "
              f"slowest answer {self.slowest[0]:.2f} s ({self.slowest[1]})")  # fmt: skip
        print(f"loader's deaths {deaths}, of which it was killed {self.killed}; frames lost {after['lost_frames']}, concealed {after['audio']['concealed_frames']}, "
              f"underruns {after['audio']['underruns']}, failovers {after['failovers']}")  # fmt: skip
        wanted = (
            ("answers", self.told.total(), self.chosen.files),
            # After a death a file is tried again, and the second is told; besides those there may be more that the next has read.
            ("loader's deaths that were counted", min(deaths, least), least),
            ("workers", [w["pid"] for w in after["workers"]], [w["pid"] for w in before["workers"]]),
            ("frames lost", after["lost_frames"], 0),
        )
        return [f"{what}: {is_so}, not {should}" for what, is_so, should in wanted if is_so != should]

    def look_for_holes(self, begin: int, end: int) -> list[str]:
        sounding = numpy.flatnonzero(left_of(self.live)[begin:end])
        longest = int(numpy.diff(sounding).max()) - 1
        print(f"longest silence in {(end - begin) / 48_000:.0f} s of noise: {longest} frames")
        return [f"a hole of {longest} frames"] if longest >= HOLE else []


def main() -> int:
    options = argparse.ArgumentParser(prog="scripts/soak samples", description=__doc__)
    options.add_argument("--files", type=int, default=300)
    options.add_argument("--seed", type=int, default=1, help="of the first file; the next has the next")
    options.add_argument("--keep", type=Path, help="where files, recording, journal and log are kept")
    chosen = options.parse_args()
    directory = place_of(chosen.keep, "samples")
    trial = Trial(directory, chosen)
    return conclude(trial.run, trial.daemon.kill, directory, chosen.keep)


if __name__ == "__main__":
    sys.exit(main())
