# SPDX-License-Identifier: MIT
"""Rows of a flood of `/mod` messages at a real chronusd: how many arrive, how many are lost."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from report import Row, print_row, print_section, scheduling
from support import packets
from support.chronus import BIN, Daemon
from support.osc import Client, NoReply

RATES = (20_000, 50_000, 100_000, 200_000)
SECONDS = 2
UNPACED_COUNT = 400_000
ROUNDS = 3
BURSTS = 20
BURST_BUNDLES = 4
BUNDLE_MESSAGES = 1_500  # nearly a full datagram


@dataclass
class Flood:
    sent: int
    sending_s: float
    applied_s: float  # until the primary worker had applied all that was accepted
    lost: int
    dropped: int  # what the engine itself counted as dropped, of those
    refused: int
    malformed: int
    underruns: int

    @property
    def offered(self) -> float:
        return self.sent / self.sending_s

    @property
    def accepted(self) -> float:
        return (self.sent - self.lost) / self.applied_s


class Counted:
    """A client that knows how many of its own messages stand among the accepted ones: those that
    were answered."""

    def __init__(self, port: int):
        self.client = Client(port)
        self.answered = 0
        self._syncs = 0

    def status(self) -> dict:
        """Counts itself only in the next one."""
        status = self.client.status()
        self.answered += 1
        return status

    def sync(self) -> None:
        """May be lost like any other while the socket overflows, so it is sent again."""
        for _ in range(40):
            self._syncs += 1
            self.client.send("/sync", ("i", self._syncs))
            try:
                self.client.wait_for(lambda r: r.address == "/synced", 0.5)
            except NoReply:
                continue
            self.answered += 1
            return
        raise NoReply("no /synced after a flood")

    def take_late(self) -> None:
        late = [reply for reply in self.client.drain() if reply.address == "/synced"]
        self.answered += len(late)


def flood(daemon: Daemon, rate: int, count: int) -> Flood:
    counted = Counted(daemon.port)
    before = counted.status()
    start = time.monotonic()
    done = subprocess.run(
        [str(BIN / "osc_flood"), f"127.0.0.1:{daemon.port}"]
        + ["--rate", str(rate), "--count", str(count)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    tool = json.loads(done.stdout)
    counted.sync()
    applied_s = time.monotonic() - start
    counted.sync()  # what was in flight with a repeated first one has been answered by now
    counted.take_late()
    own = counted.answered
    after = counted.status()
    change = {key: after["commands"][key] - before["commands"][key] for key in after["commands"]}
    lost = tool["sent"] - (change["accepted"] - own)
    # The engine brings its figure of the drops up to date ten times a second.
    deadline = time.monotonic() + 2.0
    while change["dropped"] < lost and time.monotonic() < deadline:
        change["dropped"] = counted.status()["commands"]["dropped"] - before["commands"]["dropped"]
    counted.client.close()
    return Flood(
        sent=tool["sent"],
        sending_s=tool["seconds"],
        applied_s=applied_s,
        lost=lost,
        dropped=change["dropped"],
        refused=change["refused"],
        malformed=change["malformed"],
        underruns=after["audio"]["underruns"] - before["audio"]["underruns"],
    )


def _row(rate: int, floods: list[Flood]) -> Row:
    floods.sort(key=lambda one: one.lost)
    middle = floods[len(floods) // 2]
    lost = ", ".join(str(one.lost) for one in floods)
    figure = f"lost {lost} of {middle.sent}"
    bad = sum(one.refused + one.malformed for one in floods)
    if bad:
        figure += f"; {bad} refused or malformed"
    # A sender that did not reach its rate proves nothing about it.
    reached = all(one.offered >= 0.95 * rate for one in floods)
    if rate == 0:
        what = f"as fast as one sender can: {middle.offered:,.0f}/s"
        figure += f"; took in {middle.accepted:,.0f}/s"
        return Row(what, figure, "takes in ≥ 100,000/s", middle.accepted >= 100_000)
    what = f"{rate:,}/s for {SECONDS} s"
    if not reached:
        what += f" (reached {min(one.offered for one in floods):,.0f})"
    if rate > 100_000:
        return Row(what, figure, "beyond the target", None)
    none_lost = all(one.lost == 0 for one in floods) and bad == 0
    return Row(what, figure, "none lost", none_lost and reached)


def bursts(daemon: Daemon) -> Row:
    """Thousands of messages in a moment must not keep the blocks waiting."""
    message = packets.message(b"/mod/filter1/freq", b"f", struct.pack(">f", 800.0))
    bundle = packets.bundle(*[message] * BUNDLE_MESSAGES)
    client = daemon.client
    before = daemon.status()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for number in range(BURSTS):
            for _ in range(BURST_BUNDLES):
                out.sendto(bundle, ("127.0.0.1", daemon.port))
            client.sync(number)
            client.wait_frame(daemon.status()["frame"] + before["rate"] // 10)
    late = daemon.status()["audio"]["underruns"] - before["audio"]["underruns"]
    what = f"{BURSTS} bursts of {BURST_BUNDLES} bundles of {BUNDLE_MESSAGES}"
    return Row(what, f"{late} underruns", "0", late == 0)


def print_rows(directory: Path) -> None:
    directory.mkdir()
    daemon = Daemon(directory)
    try:
        print_section(
            "/mod messages over loopback UDP, one a datagram",
            f"{ROUNDS} rounds each; {scheduling(daemon.status())}",
        )
        print("  scsynth on this kind of machine loses none up to 50,000/s and some at 100,000/s")
        underruns = 0
        for rate in (*RATES, 0):
            count = rate * SECONDS or UNPACED_COUNT
            floods = [flood(daemon, rate, count) for _ in range(ROUNDS)]
            underruns += sum(one.underruns for one in floods)
            print_row(_row(rate, floods))
        print_row(bursts(daemon))
        late = sum(worker["late_commands"] for worker in daemon.status()["workers"])
        print_row(Row("commands that missed their frame", str(late), "0", late == 0))
        print(f"  underruns during the floods: {underruns}")
        daemon.stop()
    finally:
        daemon.kill()
