# SPDX-License-Identifier: MIT
"""Rows of one client that sends the dearest it can, beside a good one that plays and asks: frames
concealed, how long the good one waits for its answers, and what memory grows by."""

from __future__ import annotations

import multiprocessing
import os
import select
import socket
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path

from report import Row, print_row, print_section, quantile, scheduling
from support import packets
from support.chronus import Daemon

SECONDS = float(os.environ.get("CHRONUS_HOSTILE_SECONDS", "3"))
ASK_S = 0.005  # how often the good client plays and asks
PATIENCE_S = 30.0  # for the last of its answers
# What a message costs it costs each time; what a machine costs that stands still for a moment, of
# which the rows of nothing tell, it does not.
TRIES = 3
MODULES = 240
SEQUENCERS = 4096


def osc(address: str, *args) -> bytes:
    """Arguments: str, int or float."""
    types, body = b"", b""
    for arg in args:
        if isinstance(arg, str):
            types, body = types + b"s", body + packets.string(arg.encode())
        elif isinstance(arg, int):
            types, body = types + b"i", body + struct.pack(">i", arg)
        else:
            types, body = types + b"f", body + struct.pack(">f", arg)
    return packets.message(address.encode(), types, body)


@dataclass
class Attack:
    name: str
    packets: list[bytes]
    rate: int  # a second; 0: as fast as one sender can
    stage: str = "plain"  # plain, modules or sequencers: what stands there
    count: int = 0  # packets in all; 0: as many as SECONDS hold
    new_ports: bool = False


def _send(port: int, attack: Attack, sent) -> None:
    """The hostile client, a process of its own."""
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    target = ("127.0.0.1", port)
    start = time.monotonic()
    number = 0
    while (passed := time.monotonic() - start) < SECONDS:
        if attack.count and number >= attack.count:
            break
        due = int(passed * attack.rate) + 1 if attack.rate else number + 64
        if attack.count:
            due = min(due, attack.count)
        while number < due:
            if attack.new_ports:
                out.close()
                out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                out.sendto(attack.packets[number % len(attack.packets)], target)
            except OSError:
                time.sleep(0.001)
            number += 1
        if attack.rate:
            time.sleep(0.0005)
    sent.value = number


@dataclass
class Good:
    """Plays a gate and asks two things, all the while."""

    port: int
    asked: dict[int, float] = field(default_factory=dict)
    waits_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.connect(("127.0.0.1", self.port))
        self.number = 0

    def ask(self) -> None:
        self.number += 1
        self.socket.send(osc("/gate/adsr1", self.number % 2))
        # A structural message, whose answer echoes its number.
        self.socket.send(osc("/seq/gate_len", "good", 0.25 + self.number / (1 << 20)))
        self.asked[self.number] = time.monotonic()

    def take(self, wait_s: float) -> None:
        while select.select([self.socket], [], [], max(wait_s, 0.0))[0]:
            wait_s = 0.0
            answer = self.socket.recv(65_536)
            if b"/seq/gate_len" not in answer:
                continue
            value = struct.unpack(">f", answer[-4:])[0]
            began = self.asked.pop(round((value - 0.25) * (1 << 20)), None)
            if began is not None:
                self.waits_s.append(time.monotonic() - began)

    def play(self, until: float) -> None:
        due = time.monotonic()
        while (now := time.monotonic()) < until:
            if now >= due:
                self.ask()
                due = max(due + ASK_S, now)
            self.take(due - time.monotonic())
        end = time.monotonic() + PATIENCE_S
        while self.asked and time.monotonic() < end:
            self.take(0.1)
        self.waits_s += [PATIENCE_S] * len(self.asked)  # never answered
        self.asked.clear()


def _resident_bytes(pid: int, what: str = "VmRSS:") -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) * 1024
    return 0


def _forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@dataclass
class Cost:
    frames: int
    wait_ms: float
    grown_mib: float
    deaths: int
    rate: float

    def is_met(self) -> bool:
        return not self.frames and self.wait_ms <= 100 and self.grown_mib <= 128 and not self.deaths


def row(daemon: Daemon, attack: Attack) -> Row:
    """The last of its tries; of those before, what was too much of theirs is told."""
    tries = [measure(daemon, attack)]
    while not tries[-1].is_met() and len(tries) < TRIES:
        tries.append(measure(daemon, attack))
    cost = tries.pop()
    what = attack.name + (f" ({cost.rate:,.0f}/s)" if cost.rate else "")
    figure = f"{cost.frames} frames, {cost.wait_ms:,.0f} ms, {cost.grown_mib:,.0f} MiB"
    if cost.deaths:
        figure += f", {cost.deaths} workers died"
    if tries:
        before = ", ".join(f"{one.frames} and {one.wait_ms:,.0f} ms" for one in tries)
        figure += f" (before: {before})"
    return Row(what, figure, "0, ≤ 100 ms, ≤ 128 MiB", cost.is_met())


def measure(daemon: Daemon, attack: Attack) -> Cost:
    good = Good(daemon.port)
    before = daemon.status(timeout_s=30)
    resident = _resident_bytes(daemon.pid)
    _forget_peak(daemon.pid)
    sent = multiprocessing.Value("q", 0)
    hostile = multiprocessing.Process(target=_send, args=(daemon.port, attack, sent))
    hostile.start()
    good.play(time.monotonic() + SECONDS + 0.3)
    hostile.join()
    daemon.client.sync(timeout_s=60)
    after = daemon.status(timeout_s=60)
    deaths = sum(worker["deaths"] for worker in after["workers"])
    deaths -= sum(worker["deaths"] for worker in before["workers"])
    return Cost(
        frames=after["audio"]["concealed_frames"] - before["audio"]["concealed_frames"],
        wait_ms=quantile(sorted(good.waits_s), 0.999) * 1e3,
        grown_mib=max(0, _resident_bytes(daemon.pid, "VmHWM:") - resident) / 2**20,
        deaths=deaths,
        rate=sent.value / SECONDS if not attack.count else 0,
    )


def prepare(daemon: Daemon, stage: str) -> None:
    client = daemon.client
    client.do("/seq/create", "good")
    if stage == "modules":
        client.do("/patch/edit")
        for number in range(MODULES):
            client.do("/patch/create", f"m{number}", "biquad")
            client.do("/patch/connect", f"m{number}", "output")
        client.do("/patch/commit", timeout_s=30)
    if stage == "sequencers":
        for number in range(SEQUENCERS - 1):
            client.send("/seq/create", f"s{number}")
            if number % 64 == 63:
                client.sync(number, timeout_s=30)
    client.sync(1, timeout_s=30)
    client.drain()


LONG = "x" * 60_000
_EDIT_COMMIT = packets.bundle(osc("/patch/edit"), osc("/patch/commit"))


def _far(number: int) -> bytes:
    """A tag about half a minute ahead."""
    seconds = time.time() + 2_208_988_800 + 30 + number / 3_000
    tag = int(seconds * (1 << 32))
    return packets.bundle(osc("/mod/filter1/freq", 800.0), tag=tag)


def _nothing(stage: str, when: str = "") -> Attack:
    return Attack("nothing" + when, [osc("/version")], 1, stage)


def examples() -> list[Attack]:
    return [
        _nothing("plain"),
        Attack("/*/*, 240 modules", [osc("/*/*", 1)], 2_000, "modules"),
        Attack("/mod/*/gain_db", [osc("/mod/*/gain_db", -6.0)], 1_000, "modules"),
        Attack("/seq/prob * 50, 4,096", [osc("/seq/prob", "*", 50)], 50, "sequencers"),
        Attack("/seq/list, 4,096", [osc("/seq/list")], 5_000, "sequencers"),
        Attack("/status, 4,096", [osc("/status")], 5_000, "sequencers"),
        Attack("/status", [osc("/status")], 5_000),
        Attack("patterns of 60 kB", [osc("/seq/pattern", "good", LONG)], 0),
        Attack("new source ports, bad packets", [b"bad!"], 0, new_ports=True),
        Attack("new source ports, /sync", [osc("/sync", 1)], 0, new_ports=True),
        Attack("2,000 [edit, commit]", [_EDIT_COMMIT], 0, count=2_000),
        Attack("[edit, commit]", [_EDIT_COMMIT], 1_000),
        Attack("65,000 far tags", [_far(i) for i in range(65_000)], 0, count=65_000),
    ]


def vocabulary() -> list[Attack]:
    """Each message in its dearest form, as fast as one sender can, most of them on 4,096
    sequencers."""
    steps = " ".join(["0.5"] * 256)
    notes = " ".join(["eb3"] * 256)
    one = {
        "/seq/create": ("new",), "/seq/delete": ("s*",), "/seq/list": (), "/seq/info": ("good",),
        "/seq/config": ("*", 120.0, 256, 16), "/seq/pattern": ("*", "x" * 256),
        "/seq/param_lane": ("*", "note", notes), "/seq/assign": ("*", "gate", "adsr1"),
        "/seq/unassign": ("*",), "/seq/start": ("*",), "/seq/stop": ("*",), "/seq/reset": ("*",),
        "/seq/reset_all": (), "/seq/start_all": (), "/seq/stop_all": (), "/seq/bpm": ("*", 999.0),
        "/seq/gate_len": ("*", 0.5), "/seq/steps": ("*", 256), "/seq/division": ("*", 128), "/seq/euclid": ("*", 100, 256, 3),
        "/seq/rotate": ("*", 3), "/seq/swing": ("*", 60.0), "/seq/prob": ("*", steps),
        "/seq/ratchet": ("*", 8), "/seq/nudge": ("*", steps), "/seq/cond": ("*", "1:2"),
        "/seq/fill": ("*", 1), "/seq/seed": ("*", 3), "/seq/chain": ("*", *["x" * 200] * 64),
        "/seq/quantum": ("*", 4.0), "/seq/follow": ("*",), "/seq/mute": ("*", 1),
        "/transport/bpm": (121.0,), "/transport/start": (), "/transport/info": (),
        "/patch/create": ("a", "osc"), "/patch/connect": ("sine1", "output"),
        "/patch/disconnect": ("sine1", "adsr1"), "/patch/delete": ("a",), "/patch/new": (),
        "/patch/edit": (), "/patch/abort": (), "/patch/commit": (), "/patch/get": (),
        "/module/list": (), "/module/info": ("mixer",), "/sync": (1,), "/notify": (1,),
        "/version": (), "/status": (), "/module/cost": (), "/record/status": (), "/worker/restart": (2,),
        "/mod/*/*": (1.0,), "/gate/*": (1,), "/*/*": (1,), "/seq/*/*": (1,),
    }  # fmt: skip
    # Deletion of all comes last, for the sake of the others.
    order = sorted(one, key=lambda address: address == "/seq/delete")
    attacks = [Attack(address, [osc(address, *one[address])], 0, "sequencers") for address in order]
    playing = order.index("/seq/start") + 1
    attacks.insert(playing, _nothing("sequencers", ", all 4,096 playing"))
    return [_nothing("sequencers"), *attacks]


def bundles() -> list[Attack]:
    """A datagram full of one message."""
    full = {
        "/status": (), "/seq/list": (), "/patch/get": (), "/seq/info": ("good",),
        "/transport/bpm": (120.0,), "/seq/start_all": (), "/mod/filter1/freq": (800.0,),
        "/patch/edit": (), "/nothing": (), "/done": (),
    }  # fmt: skip
    attacks = []
    for address, args in full.items():
        message = osc(address, *args)
        packet = packets.bundle(*[message] * (60_000 // (len(message) + 4)))
        attacks.append(Attack(f"bundles full of {address}", [packet], 0, "sequencers"))
    return attacks


def run(directory: Path, attacks: list[Attack]) -> None:
    for stage in ("plain", "modules", "sequencers"):
        chosen = [attack for attack in attacks if attack.stage == stage]
        if not chosen:
            continue
        (directory / stage).mkdir(parents=True)
        daemon = Daemon(directory / stage)
        try:
            prepare(daemon, stage)
            print(f"  {stage}: {scheduling(daemon.status(timeout_s=30))}")
            for attack in chosen:
                try:
                    print_row(row(daemon, attack))
                except AssertionError as error:
                    print_row(Row(attack.name, f"no answer: {str(error)[:60]}", "", False))
            daemon.stop()
        finally:
            daemon.kill()


def print_rows(directory: Path) -> None:
    print_section(
        "One hostile client beside a good one: concealed, the good one's answers (99.9th), memory",
        f"{SECONDS:g} s each; 240 modules or 4,096 sequencers where it says so",
    )
    run(directory / "examples", examples())
    run(directory / "vocabulary", vocabulary())
    run(directory / "bundles", bundles())
