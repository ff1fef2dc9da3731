# SPDX-License-Identifier: MIT
"""Ten thousand events on twelve orbits while workers, and sometimes the loader of samples, are killed. Exit status 0: no
event was late or lost, each began on the frame of its time tag, and the recording is what its journal renders, bit for bit."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy  # noqa: E402  (the path above makes these importable)
from dirt_player import DRY, TICK_FRAMES, Player, write_banks  # noqa: E402
from journals import hold_against_journal, render  # noqa: E402
from same_samples import left_of  # noqa: E402
from soak import Soak  # noqa: E402
from support import processes, wav  # noqa: E402
from support.chronus import Daemon, two_free_ports  # noqa: E402
from verdict import conclude, place_of  # noqa: E402

RATE = 48_000
AUDIBLE = 1e-4
CLOCK_TOLERANCE_MS = 2.0  # conductor/wall_clock.hpp: for less it is not set anew


class Set:
    def __init__(self, directory: Path, chosen: argparse.Namespace):
        self.directory = directory
        self.chosen = chosen
        self.rng = random.Random(chosen.seed)
        folder = directory / "samples"
        write_banks(folder)
        self.banks = ("--samples", str(folder))
        self.env = {"XDG_CACHE_HOME": str(directory / "cache")}
        self.live = directory / "live.wav"
        dirt_port, port = two_free_ports()
        self.daemon = Daemon(directory, *self.banks, "--no-restore", "--record", str(self.live), "--dirt", str(dirt_port),
                             env=self.env, port=port)  # fmt: skip
        self.before: dict = {}  # when the set begins
        self.player = Player(dirt_port, chosen.events, 60.0 * chosen.minutes, chosen.seed)
        self.killed = 0
        self.loaders_killed = 0

    def run(self) -> list[str]:
        """What is not as it should be."""
        checked = self.player.check_sound()
        self.before = self.daemon.client.wait_status(lambda s: Soak.is_well(s) and s["dirt"]["played"] == checked, 30, "a sound check")
        status = self.before
        every = 60.0 * self.chosen.minutes / (self.chosen.kills + 1) * RATE
        first = status["frame"]
        self.player.start()
        last_told = time.monotonic()
        while self.player.is_alive():
            if self.killed < self.chosen.kills and status["frame"] >= first + (self.killed + 1) * every and Soak.is_well(status):
                self.kill(status)
            if time.monotonic() - last_told > 30:
                last_told = time.monotonic()
                self.tell(status)
            self.daemon.client.server.recv(20)
            status = self.daemon.status()
        status = self.daemon.client.wait_status(self.is_heard, 30, "the last events")
        status = self.daemon.client.wait_frame(status["frame"] + 5 * RATE)
        self.daemon.client.wait_status(Soak.is_well, 30, "an engine that has recovered")
        problems = self.judge(self.daemon.status())
        if (code := self.daemon.stop()) != 0:
            problems.append(f"chronusd ended with {code}")
        problems += hold_against_journal(self.live, self.daemon.state_directory, *self.banks, env=self.env)
        return problems + self.look_at_onsets()

    def is_heard(self, status: dict) -> bool:
        return status["dirt"]["played"] + status["dirt"]["missed"] >= self.before["dirt"]["played"] + self.chosen.events

    def kill(self, status: dict) -> None:
        """The primary or the standby, and after every tenth the loader."""
        self.daemon.signal_worker(self.rng.choice(status["workers"])["pid"])
        self.killed += 1
        if self.killed % 10 == 5:
            for pid in processes.children_of(self.daemon.pid, "chronus-loader"):
                os.kill(pid, signal.SIGKILL)
                self.loaders_killed += 1

    def tell(self, status: dict) -> None:
        audio = status["audio"]
        print(
            f"{status['frame'] / RATE / 60:5.1f} min: {self.killed} workers and {self.loaders_killed} loaders killed, "
            f"{len(self.player.tags)} events sent, {status['dirt']['played'] - self.before['dirt']['played']} played, {status['dirt']['missed']} missed, "
            f"{status['commands']['late']} late, {status['samples']['waited'] - self.before['samples']['waited']} waited for their file; frames lost "
            f"{status['lost_frames']}, concealed {audio['concealed_frames']}; underruns {audio['underruns']}, load {status['load']:.0%}",
            flush=True,
        )

    def judge(self, status: dict) -> list[str]:
        self.tell(status)
        wanted = (
            ("workers killed", self.killed, self.chosen.kills),
            ("events sent too late by the player", self.player.late, 0),
            ("events played", status["dirt"]["played"] - self.before["dirt"]["played"], self.chosen.events),
            ("events missed", status["dirt"]["missed"], 0),
            ("messages late", status["commands"]["late"], 0),
            ("messages refused", status["commands"]["refused"], 0),
            ("events that waited for their file", status["samples"]["waited"] - self.before["samples"]["waited"], 0),
            ("frames lost", status["lost_frames"], 0),
            ("frames concealed", status["audio"]["concealed_frames"], 0),
        )
        return [f"{what}: {is_so}, not {should}" for what, is_so, should in wanted if is_so != should]

    def look_at_onsets(self) -> list[str]:
        lines = [line for line in (self.directory / "whole.score").read_text().splitlines() if " /dirt/play " in line and " cycle " in line]
        frames = [(int(line.split("f ")[0]), event_of(line)) for line in lines]
        problems = []
        numbers = sorted(number for _, number in frames)
        if numbers != list(range(self.chosen.events)):
            problems.append(f"the journal has {len(numbers)} events, {len(set(numbers))} of them different")
        moved = moves([(frame, self.player.tags[number]) for frame, number in sorted(frames)])
        print(f"onsets: {len(frames)} events, each on the frame of its tag; the clock was set anew {len(moved)} times", flush=True)
        for by_ms, frame in moved:
            print(f"  by {by_ms:+.2f} ms at frame {frame}")
        # The null clock does not catch up where the machine stood still for some blocks. Else an event is off its frame.
        if len(moved) > 1 + self.chosen.minutes or any(abs(by_ms) < CLOCK_TOLERANCE_MS for by_ms, _ in moved):
            problems.append(f"events are not on the frames of their tags: {moved[:8]}")
        return problems + self.look_at_dry_orbit(sorted(frame for frame, number in frames if number % 32 == 0))

    def look_at_dry_orbit(self, wanted: list[int]) -> list[str]:
        """What the recording has more than the journal renders without the dry orbit's events is that orbit."""
        text = (self.directory / "whole.score").read_text().splitlines(keepends=True)
        others = self.directory / "others.score"
        others.write_text("".join(line for line in text if f" orbit {DRY}" not in line))
        without = self.directory / "others.wav"
        if (problem := render(others, without, *self.banks, env=self.env)) is not None:
            return [problem]
        live, rest = left_of(self.live), left_of(without)
        length = min(len(live), len(rest))
        heard = wav.onsets(live[:length] - rest[:length], AUDIBLE, TICK_FRAMES // 2)
        print(f"recording: {len(heard)} onsets of the dry orbit, {len(set(heard) & set(wanted))} on the frames of their {len(wanted)} events; "
              f"peak {numpy.abs(live).max():.2f}")  # fmt: skip
        return [] if heard == wanted else [f"onsets heard that are no event's, or not heard: {sorted(set(heard) ^ set(wanted))[:8]}"]


def event_of(line: str) -> int:
    words = line.split()
    return int(float(words[words.index("cycle") + 1]))


def moves(events: list[tuple[int, int]]) -> list[tuple[float, int]]:
    """Where a line from time tags to frames must be drawn anew, so that each event lies on exactly the frame that is
    nearest to its tag, and by how many ms. (frame, tag) of each, in order."""
    told = []
    low, high = -(2.0**63), 2.0**63
    first_frame, first_tag = events[0]
    for frame, tag in events:
        # Seconds by which the line may be off: where this event is rounded to this frame, and a nanosecond more, which the
        # engine counts in.
        at_s = (tag - first_tag) / 2**32 - (frame - first_frame) / RATE
        own_low, own_high = at_s - 0.5 / RATE - 1e-9, at_s + 0.5 / RATE + 1e-9
        if max(low, own_low) > min(high, own_high):
            told.append(((own_low - low) * 1e3, frame))
            low, high = own_low, own_high
        else:
            low, high = max(low, own_low), min(high, own_high)
    return told


def main() -> int:
    options = argparse.ArgumentParser(prog="scripts/soak dirt", description=__doc__)
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--events", type=int, default=10_000)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="where recording, journal and log are kept")
    chosen = options.parse_args()
    directory = place_of(chosen.keep, "dirt")
    print(f"seed {chosen.seed}, in {directory}", flush=True)
    played = Set(directory, chosen)
    return conclude(played.run, played.daemon.kill, directory, chosen.keep)


if __name__ == "__main__":
    sys.exit(main())
