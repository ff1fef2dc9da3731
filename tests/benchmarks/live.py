# SPDX-License-Identifier: MIT
"""Rows of music played live, a whole song and two hundred voices of samples: underruns of the engine's own making, and
the machine's.

stall_canary tells when the machine kept everybody waiting, threads above the engine's in priority too. An underrun
beside such a time is the machine's, any other is the engine's own.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import numpy
from report import Row, print_row, print_section, quantile, scheduling
from support.chronus import BIN, ROOT, Daemon
from support.osc import Client
from support.sample_files import write_wav

LEAD = 4
SONG_BLOCK = 64
VOICES_BLOCK, VOICES, VOICES_SECONDS = 128, 200, 60.0
ORBITS = 4  # of 64 voices each
# An underrun is told by the conductor's next turn, over a socket: so much later at the most.
TOLD_WITHIN_S = 0.1
LOOK_MS = 200


@dataclass
class Stall:
    woke_s: float  # CLOCK_MONOTONIC, as time.monotonic()
    late_s: float


class Canary:
    def __init__(self, directory: Path):
        self._out = (directory / "stalls").open("w+")
        self._process = subprocess.Popen([str(BIN / "stall_canary")], stdin=subprocess.PIPE, stdout=self._out)

    def stop(self) -> list[Stall]:
        self._process.stdin.close()
        self._process.wait(10)
        self._out.seek(0)
        rows = [line.split() for line in self._out]
        self._out.close()
        return [Stall(float(row[0]), float(row[1])) for row in rows]


def of_machine(at: float, stalls: list[Stall], block_s: float) -> bool:
    """Whether the machine stood still shortly before an underrun was heard of. A stall takes from the lead; what it leaves
    may be too little for a block that takes long."""
    return any(
        stall.late_s >= 0.5 * block_s and stall.woke_s - stall.late_s <= at <= stall.woke_s + TOLD_WITHIN_S for stall in stalls
    )


@dataclass
class Played:
    underruns: list[tuple[float, int]]  # when they were heard of, and how many more
    loads: list[float]  # the busiest part's, of a block
    steal_s: float  # of all cores, as the kernel was told
    stalls: list[Stall]
    status: dict
    seconds: float
    block: int
    begun: float  # about when frame 0 was played

    def of_machine(self, at: float) -> bool:
        return of_machine(at, self.stalls, self.block / self.status["rate"])


def _steal_s() -> float:
    return int(Path("/proc/stat").read_text().split("\n", 1)[0].split()[8]) / 100.0


def _listen(client: Client, frames: int) -> tuple[list[tuple[float, int]], list[float], dict]:
    """Up to that frame."""
    underruns: list[tuple[float, int]] = []
    loads: list[float] = []
    client.do("/notify", 1, client.port, "underrun")
    status = client.status()
    known = status["audio"]["underruns"]

    def heard(count: int) -> None:
        nonlocal known
        if count > known:
            underruns.append((time.monotonic(), count - known))
            known = count

    while status["frame"] < frames:
        client.server.recv(LOOK_MS)
        for event in client.drain():
            if event.args[0] == "underrun":
                heard(json.loads(event.args[1])["underruns"])
        status = client.status()
        loads.append(status["load"])
    heard(status["audio"]["underruns"])
    return underruns, loads, status


def play(directory: Path, seconds: float, block: int, score: Path, *args: str) -> Played:
    canary = Canary(directory)
    try:
        daemon = Daemon(directory, "--block", str(block), "--lead", str(LEAD), "--score", str(score), *args,
                        env={"XDG_CACHE_HOME": str(directory / "cache")})  # fmt: skip
        try:
            steal_s = _steal_s()
            status = daemon.status()
            rate = status["rate"]
            begun = time.monotonic() - status["frame"] / rate
            underruns, loads, status = _listen(daemon.client, int(seconds * rate))
            steal_s = _steal_s() - steal_s
            daemon.stop()
        finally:
            daemon.kill()
    finally:
        stalls = canary.stop()
    return Played(underruns, loads, steal_s, stalls, status, status["frame"] / rate, block, begun)


def _voices_score(directory: Path) -> Path:
    """Noise, looped without an end in each voice at a speed of its own, through both filters, into its orbit's reverb."""
    samples = numpy.random.default_rng(1).integers(-16_000, 16_000, 2 * 48_000, dtype=numpy.int16)
    write_wav(directory / "samples" / "noise" / "0.wav", samples)
    score = directory / "voices.score"
    places = " ".join(f"{orbit} {orbit}:room" for orbit in range(ORBITS))
    # Before the first frame: a score's music waits for a patch that is not built.
    score.write_text(f"0 /dirt/prepare {places}\n" + "".join(
        f"{1.0 + n / VOICES:.3f} /dirt/play s noise orbit {n % ORBITS} loop 999 note {n % 25 - 12 + n / 1_000} amp 0.005 "
        f"cutoff {2_000 + 20 * n} resonance 0.2 hcutoff {100 + n} room 0.3 size 0.6\n" for n in range(VOICES)
    ))  # fmt: skip
    return score


def print_rows(directory: Path, seconds: float) -> None:
    directory.mkdir(parents=True)
    print_played("examples/demo.score", play(directory, seconds, SONG_BLOCK, ROOT / "examples" / "demo.score"))


def print_voices_rows(directory: Path) -> None:
    directory.mkdir(parents=True)
    played = play(directory, VOICES_SECONDS, VOICES_BLOCK, _voices_score(directory), "--samples", str(directory / "samples"))
    print_played(f"{VOICES} voices of a sample, two filters each, on {ORBITS} orbits with their reverbs", played)
    sounding = played.status["voices"]["used"]
    print_row(Row("voices that sound", str(sounding), str(VOICES), sounding == VOICES))


def print_played(what: str, played: Played) -> None:
    status = played.status
    print_section(
        f"{what} live, {played.seconds:.0f} s, block {played.block}, lead {LEAD}, two workers, null device",
        f"{scheduling(status)}; each core is kept awake",
    )
    owned = [(at, count) for at, count in played.underruns if not played.of_machine(at)]
    own = sum(count for _, count in owned)
    machine = sum(count for at, count in played.underruns) - own
    late_frames = status["audio"]["concealed_frames"]
    failovers = status["failovers"]
    when = "".join(f", one heard of at {at - played.begun:.1f} s" for at, _ in owned[:3])
    print_row(Row("underruns of its own making", f"{own}, {late_frames} frames concealed in all{when}", "0", own == 0))
    longest_ms = max((stall.late_s for stall in played.stalls), default=0.0) * 1e3
    total_ms = sum(stall.late_s for stall in played.stalls) * 1e3
    figure = f"{machine}; {len(played.stalls)} stalls, longest {longest_ms:.1f} ms, {total_ms:.0f} ms in all"
    print_row(Row("while the machine stood still", figure, "", None))
    print_row(Row("stolen by the hypervisor", f"{played.steal_s:.2f} s of all cores", "", None))
    busiest = f"median {quantile(played.loads, 0.5):.0%}, most {max(played.loads):.0%} of a block"
    print_row(Row("load of the busiest part", busiest, "", None))
    print_row(Row("failovers", str(failovers), "", None))
