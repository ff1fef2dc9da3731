# SPDX-License-Identifier: MIT
"""Rows of a whole song played live: underruns of the engine's own making, and the machine's.

stall_canary tells when the machine kept everybody waiting, threads above the engine's in priority too. An underrun
beside such a time is the machine's, any other is the engine's own.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from report import Row, print_row, print_section, quantile, scheduling
from support.chronus import BIN, ROOT, Daemon
from support.osc import Client

BLOCK, LEAD = 64, 4
# An underrun is told by the conductor's next turn, over a socket: so much later at the most.
TOLD_WITHIN_S = 0.1
LOOK_MS = 200
# A stall takes from the lead; what it leaves may be too little for a block that takes long.
STALL_S = 0.5 * BLOCK / 48_000


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


@dataclass
class Played:
    underruns: list[tuple[float, int]]  # when they were heard of, and how many more
    loads: list[float]  # the busiest part's, of a block
    steal_s: float  # of all cores, as the kernel was told
    stalls: list[Stall]
    status: dict
    seconds: float


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


def play(directory: Path, seconds: float) -> Played:
    directory.mkdir(parents=True)
    canary = Canary(directory)
    try:
        options = ("--block", str(BLOCK), "--lead", str(LEAD), "--score", str(ROOT / "examples" / "demo.score"))
        daemon = Daemon(directory, *options)
        try:
            steal_s = _steal_s()
            rate = daemon.status()["rate"]
            underruns, loads, status = _listen(daemon.client, int(seconds * rate))
            steal_s = _steal_s() - steal_s
            daemon.stop()
        finally:
            daemon.kill()
    finally:
        stalls = canary.stop()
    return Played(underruns, loads, steal_s, stalls, status, status["frame"] / rate)


def of_machine(at: float, stalls: list[Stall]) -> bool:
    """Whether the machine stood still shortly before an underrun was heard of."""
    return any(stall.late_s >= STALL_S and stall.woke_s - stall.late_s <= at <= stall.woke_s + TOLD_WITHIN_S for stall in stalls)


def print_rows(directory: Path, seconds: float) -> None:
    played = play(directory, seconds)
    status = played.status
    print_section(
        f"examples/demo.score live, {played.seconds:.0f} s, block {BLOCK}, lead {LEAD}, two workers, null device",
        f"{scheduling(status)}; each core is kept awake",
    )
    own = sum(count for at, count in played.underruns if not of_machine(at, played.stalls))
    machine = sum(count for at, count in played.underruns) - own
    late_frames = status["audio"]["concealed_frames"]
    failovers = status["failovers"]
    print_row(Row("underruns of its own making", f"{own}, {late_frames} frames concealed in all", "0", own == 0))
    longest_ms = max((stall.late_s for stall in played.stalls), default=0.0) * 1e3
    total_ms = sum(stall.late_s for stall in played.stalls) * 1e3
    figure = f"{machine}; {len(played.stalls)} stalls, longest {longest_ms:.1f} ms, {total_ms:.0f} ms in all"
    print_row(Row("while the machine stood still", figure, "", None))
    print_row(Row("stolen by the hypervisor", f"{played.steal_s:.2f} s of all cores", "", None))
    busiest = f"median {quantile(played.loads, 0.5):.0%}, most {max(played.loads):.0%} of a block"
    print_row(Row("load of the busiest part", busiest, "", None))
    print_row(Row("failovers", str(failovers), "", None))
