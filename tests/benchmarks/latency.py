# SPDX-License-Identifier: MIT
"""Rows of the latency from an OSC message to the frame it sounds on, in frames.

The frame: the journal names the one that each `/gate` landed on, and the engine renders it there.

The moment of sending, in frames: the null device calls back for block k when CLOCK_MONOTONIC has
reached frame k x B, never before, and `/status` then says (k + 1) x B. So of many answers the
earliest, relative to its frame, says where the clock stands; what every answer takes to arrive can
only make it seem later than it is. The clock is thus read too low by the shortest time an answer
took, and the latency too long by as much, never too short.
"""

from __future__ import annotations

import bisect
import json
import random
import re
import select
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from report import Row, print_row, print_section, quantile, scheduling
from support import packets
from support.chronus import Daemon

GATES = 400
SEED = 174
WINDOW_S = 0.25  # the answers that tell the clock at a moment: those so long before and after
_GATE = re.compile(r"^(\d+)f /gate/kick 1 (\S+)$")
_STATUS = packets.message(b"/status", b"")


@dataclass
class Run:
    sent: list[float]  # seconds, CLOCK_MONOTONIC
    clock: list[tuple[float, int]]  # an answer to /status: when it came, the frame it gave


def _gate(velocity: float) -> bytes:
    return packets.message(b"/gate/kick", b"id", struct.pack(">id", 1, velocity))


def _velocity(index: int) -> float:
    """Tells the gates apart in the journal."""
    return (index + 1) / 1_000


def play(port: int) -> Run:
    """Sends the gates at random moments and asks for the clock all the while."""
    rng = random.Random(SEED)
    sent: list[float] = []
    answers: list[tuple[float, bytes]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("127.0.0.1", port))
        start = time.monotonic()
        next_gate = start + WINDOW_S
        next_status = start
        end = float("inf")
        while (now := time.monotonic()) < end:
            if now >= next_status:
                out.send(_STATUS)
                next_status = now + 0.004
            if now >= next_gate and len(sent) < GATES:
                packet = _gate(_velocity(len(sent)))
                sent.append(time.monotonic())
                out.send(packet)
                next_gate = now + rng.uniform(0.005, 0.015)
                if len(sent) == GATES:
                    end = now + WINDOW_S
            wait = max(0.0, min(next_gate, next_status) - time.monotonic())
            if select.select([out], [], [], wait)[0]:
                answer = out.recv(65_536)
                answers.append((time.monotonic(), answer))
    clock = [(at, _frame_in(answer)) for at, answer in answers]
    return Run(sent, clock)


def _frame_in(answer: bytes) -> int:
    if not answer.startswith(b"/status.reply\0"):
        raise RuntimeError(f"unexpected answer: {answer[:80]!r}")
    text = answer[answer.index(b"{") :].rstrip(b"\0")
    return json.loads(text)["frame"]


def landed(journal: Path) -> dict[float, int]:
    """Velocity to frame."""
    lines = (_GATE.match(line) for line in journal.read_text().splitlines())
    return {float(line[2]): int(line[1]) for line in lines if line}


class AudioClock:
    """Frames from moments, by the earliest answers around them."""

    def __init__(self, clock: list[tuple[float, int]], rate: int, block: int):
        self._times = [at for at, _ in clock]
        self._zeros = [at - (frame - block) / rate for at, frame in clock]
        self._rate = rate
        # Two halves of a window that disagree by more: the clock was set anew between them, which
        # it is when the whole machine has stood still for longer than it catches up with.
        self._tolerance_s = block / 4 / rate

    def frame_at(self, moment: float) -> float | None:
        """None where the clock did not run through."""
        first = bisect.bisect_left(self._times, moment - WINDOW_S)
        here = bisect.bisect_left(self._times, moment)
        last = bisect.bisect_right(self._times, moment + WINDOW_S)
        if first == here or here == last:
            return None
        before, after = min(self._zeros[first:here]), min(self._zeros[here:last])
        if abs(before - after) > self._tolerance_s:
            return None
        return (moment - min(before, after)) * self._rate


def measure(directory: Path, *options: str) -> tuple[dict, list[float], int]:
    """The engine's last status, the latencies, and how many gates have none."""
    directory.mkdir()
    daemon = Daemon(directory, *options)
    try:
        client = daemon.client
        client.do("/patch/create", "kick", "kick")
        client.do("/patch/connect", "kick", "output")
        client.do("/patch/commit")
        client.sync()
        run = play(daemon.port)
        client.sync()
        status = daemon.status()
        daemon.stop()
    finally:
        daemon.kill()
    (journal,) = (daemon.state_directory / "journals").glob("*.score")
    frames = landed(journal)
    if len(frames) != GATES:
        raise RuntimeError(f"{GATES} gates sent, {len(frames)} in the journal")
    clock = AudioClock(run.clock, status["rate"], status["block"])
    latencies = []
    for index, moment in enumerate(run.sent):
        at = clock.frame_at(moment)
        if at is not None:
            latencies.append(frames[_velocity(index)] - at)
    return status, latencies, GATES - len(latencies)


def print_rows(directory: Path) -> None:
    directory.mkdir()
    print_section(
        "Latency, OSC message to sample, in frames",
        f"{GATES} gates at random moments; null device",
    )
    print("  design: lead x block, and up to a block of waiting for the conductor's next turn")
    print("  scsynth with a period of 64 frames: 78, 99th percentile 146")
    for name, options in (("default", ()), ("short", ("--block", "64", "--lead", "2"))):
        status, latencies, unknown = measure(directory / name, *options)
        block, lead = status["block"], status["lead"]
        if len(latencies) < GATES // 2:
            raise RuntimeError(f"the audio clock stood still around {unknown} of {GATES} gates")
        median, high = quantile(latencies, 0.5), quantile(latencies, 0.99)
        figure = f"{median:.0f}, 99th {high:.0f} ({median / status['rate'] * 1e3:.2f} ms)"
        design = f"{lead * block} to {(lead + 1) * block}"
        on_time = all(worker["late_commands"] == 0 for worker in status["workers"])
        met = on_time and median <= (lead + 1) * block
        print_row(Row(f"block {block}, lead {lead}", figure, f"{design} by design", met))
        print(
            f"    {scheduling(status)}; underruns {status['audio']['underruns']}"
            + (f"; {unknown} gates left out: the machine stood still" if unknown else "")
        )
