# SPDX-License-Identifier: MIT
"""Fifteen clients that play, ten thousand messages a second together, and a hostile one that sends all
it can: whether any good message is lost, and whether an underrun is of the engine's own making.

Each good client has a module of its own and sets it to one value after the other. The journal has every
value that was understood, so that one which is missing, comes twice or out of its order is seen.
"""

from __future__ import annotations

import itertools
import json
import math
import multiprocessing
import random
import select
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from hostile import osc
from live import Canary, of_machine
from report import Row, print_row, print_section, quantile, scheduling
from support import packets
from support.chronus import ROOT, Daemon
from support.journal_files import journals_in, lines_of
from support.osc import Client

GOOD = 15
RATE = 10_000  # a second, of all good clients together
PACE_S = 0.001
# What a sender that had no processor makes up for at once; what it missed beyond that it does not send.
CATCH_UP = RATE // 20
ASK_S = 0.5  # how often a good client asks for an answer
PATIENCE_S = 30.0
# Every value is a number of its own that a float32 names: 80,000 of these up to the range's end.
STEP = 0.25
HOSTILE_S = 0.05  # of each kind of what the hostile client sends, in turn


@dataclass
class Good:
    """One of them: its socket, and what it knows."""

    number: int
    socket: socket.socket
    sent: int = 0
    asked: dict[int, float] = field(default_factory=dict)
    waits_s: list[float] = field(default_factory=list)
    refusals: int = 0

    @property
    def address(self) -> str:
        return f"/mod/c{self.number}/value"

    def play(self) -> None:
        self.sent += 1
        self.socket.send(osc(self.address, self.sent * STEP))

    def ask(self, question: int) -> None:
        self.asked[question] = time.monotonic()
        self.socket.send(osc("/sync", question))

    def take(self) -> None:
        answer = self.socket.recv(65_536)
        if answer.startswith(b"/synced"):
            question = struct.unpack(">i", answer[-4:])[0]
            self.waits_s.append(time.monotonic() - self.asked.pop(question))
        elif answer.startswith((b"/fail", b"/clamped")):
            self.refusals += 1


def _play_all(port: int, seconds: float, result) -> None:
    """The good clients, in a process of their own."""
    clients = []
    for number in range(GOOD):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        out.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        out.connect(("127.0.0.1", port))
        clients.append(Good(number, out))
    by_socket = {client.socket: client for client in clients}
    turns = itertools.cycle(clients)
    start = time.monotonic()
    done, questions = 0, 0
    while (passed := time.monotonic() - start) < seconds:
        due = int(passed * RATE) + 1
        for _ in range(max(done, due - CATCH_UP), due):
            next(turns).play()
        done = due
        # One of them asks, then the next.
        if passed > (questions + 1) * ASK_S / GOOD:
            questions += 1
            clients[questions % GOOD].ask(questions)
        for ready in select.select(by_socket, [], [], 0)[0]:
            by_socket[ready].take()
        time.sleep(PACE_S)
    took = time.monotonic() - start
    end = time.monotonic() + PATIENCE_S
    while any(client.asked for client in clients) and time.monotonic() < end:
        for ready in select.select(by_socket, [], [], 0.1)[0]:
            by_socket[ready].take()
    for client in clients:
        client.waits_s += [PATIENCE_S] * len(client.asked)
    result.put((took, [(client.sent, client.waits_s, client.refusals) for client in clients]))


def _harm(seed: int) -> list:
    """What the hostile client sends: each makes one packet."""
    bad = packets.bad_packets(seed)
    status = packets.bundle(*[osc("/status")] * 3_000)
    edit = packets.bundle(osc("/patch/edit"), osc("/patch/commit"))
    long = osc("/seq/pattern", "kick", "x" * 60_000)
    return [
        lambda _: osc("/*/*", 0.1),
        lambda _: osc("/mod/*/*", 0.1),
        lambda _: osc("/mod/mix/level1", 0.1),
        lambda _: osc("/status"),
        lambda _: status,
        lambda _: edit,
        lambda _: long,
        lambda rng: osc("/seq/create", f"h{rng.randrange(4_000)}"),
        lambda _: next(bad),
    ]


def _attack(port: int, until: float, rate: float, result) -> None:
    """The hostile client, from one socket: so many a second, 64 at once."""
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    out.connect(("127.0.0.1", port))
    out.setblocking(False)
    rng = random.Random(1)
    kinds = itertools.cycle(_harm(1))
    kind, sent, fails, full, next_kind = next(kinds), 0, 0, 0, 0.0
    start = time.monotonic()
    while (now := time.monotonic()) < until:
        if now >= next_kind:
            kind, next_kind = next(kinds), now + HOSTILE_S
        if sent > rate * (now - start):
            time.sleep(PACE_S)
            continue
        for _ in range(64):
            try:
                out.send(kind(rng))
                sent += 1
            except OSError:  # a full buffer, or a packet that no datagram holds
                break
        while select.select([out], [], [], 0)[0]:
            answer = out.recv(65_536)
            fails += answer.startswith(b"/fail")
            full += answer.startswith(b"/fail") and b"queue full" in answer
    result.put((sent, fails, full))


def _listen(client: Client, until: float) -> list[tuple[float, int]]:
    """When underruns were heard of, and how many more."""
    told: list[tuple[float, int]] = []
    known = client.insist_on_status(PATIENCE_S)["audio"]["underruns"]
    while time.monotonic() < until:
        client.server.recv(200)
        for event in client.drain():
            if event.address != "/event" or event.args[0] != "underrun":
                continue
            count = json.loads(event.args[1])["underruns"]
            if count > known:
                told.append((time.monotonic(), count - known))
                known = count
    count = client.insist_on_status(PATIENCE_S)["audio"]["underruns"]
    return [*told, (time.monotonic(), count - known)] if count > known else told


def _understood(directory: Path) -> dict[str, list[float]]:
    """The good clients' values by address, in the journals' order."""
    values: dict[str, list[float]] = {f"/mod/c{number}/value": [] for number in range(GOOD)}
    for line, is_of_scene in lines_of(journals_in(directory)):
        words = line.decode().split()
        if is_of_scene or len(words) != 3 or (known := values.get(words[1])) is None:
            continue
        # The hostile client sets them too, to no multiple of a step, and the scene to 0.
        if (value := float(words[2])) != 0.0 and value % STEP == 0.0:
            known.append(value)
    return values


def _prepare(daemon: Daemon) -> None:
    client = daemon.client
    client.do("/patch/edit")
    for number in range(GOOD):
        client.do("/patch/create", f"c{number}", "const")
    client.do("/patch/commit", timeout_s=30)
    client.do("/notify", 1, client.port, "underrun")


def _wrong(clients: list, values: dict[str, list[float]]) -> list[str]:
    """What is missing, or more than was sent."""
    problems = []
    for number, (sent, _, _) in enumerate(clients):
        found = values[f"/mod/c{number}/value"]
        if found == [n * STEP for n in range(1, sent + 1)]:
            continue
        lost = sent - len({*found} & {n * STEP for n in range(1, sent + 1)})
        problems.append(f"c{number}: {lost} of {sent} lost" if lost else f"c{number}: out of order")
    return problems


def print_rows(directory: Path, seconds: float, hostile_rate: float = math.inf) -> bool:
    """Whether every target was met. The hostile client sends all it can unless it is told how many a second."""
    directory.mkdir(parents=True)
    canary = Canary(directory)
    try:
        daemon = Daemon(directory, "--score", str(ROOT / "examples" / "demo.score"))
        try:
            _prepare(daemon)
            before = daemon.client.status()
            results = multiprocessing.Queue(), multiprocessing.Queue()
            until = time.monotonic() + seconds
            good = multiprocessing.Process(target=_play_all, args=(daemon.port, seconds, results[0]))
            bad = multiprocessing.Process(target=_attack, args=(daemon.port, until, hostile_rate, results[1]))
            good.start()
            bad.start()
            underruns = _listen(daemon.client, until)
            took, clients = results[0].get(timeout=seconds + PATIENCE_S)
            sent, fails, full = results[1].get(timeout=PATIENCE_S)
            good.join()
            bad.join()
            after = daemon.client.insist_on_status(PATIENCE_S)
            daemon.stop()
        finally:
            daemon.kill()
    finally:
        stalls = canary.stop()
    commands = {key: after["commands"][key] - before["commands"][key] for key in after["commands"]}
    played = sum(one[0] for one in clients)
    print_section(
        f"{GOOD} clients that play and a hostile one, {seconds:g} s, examples/demo.score",
        scheduling(after),
    )
    rate = played / took
    wrong = _wrong(clients, _understood(daemon.state_directory / "journals"))
    own = sum(count for at, count in underruns if not of_machine(at, stalls, after["block"] / after["rate"]))
    machine = sum(count for _, count in underruns) - own
    concealed = after["audio"]["concealed_frames"] - before["audio"]["concealed_frames"]
    refused = sum(one[2] for one in clients)
    waits_ms = [wait * 1e3 for one in clients for wait in one[1]]
    by_kernel = after["osc"]["dropped_by_kernel"] - before["osc"]["dropped_by_kernel"]
    rows = [
        Row("sent by the good ones", f"{played:,}: {rate:,.0f}/s", f"≥ {RATE:,}/s", rate >= 0.99 * RATE),
        Row("of these lost, twice or out of order", "; ".join(wrong[:3]) or "0", "0", not wrong),
        Row("of these refused", str(refused), "0", refused == 0),
        Row("their answers, median and 99th", f"{quantile(waits_ms, 0.5):.1f} ms, {quantile(waits_ms, 0.99):.1f} ms",
            "≤ 100 ms", quantile(waits_ms, 0.99) <= 100.0),
        Row("underruns of its own making", f"{own}, {concealed} frames concealed in all", "0", own == 0),
        Row("while the machine stood still", f"{machine}; {len(stalls)} stalls", "", None),
        Row("sent by the hostile one", f"{sent:,}: {sent / seconds:,.0f}/s", "", None),
        Row("it was told", f"{fails} times, {full} of them queue full", "≥ 1", fails >= 1),
        Row("it was limited", f"{commands['dropped']:,} dropped, {by_kernel:,} by the kernel, {commands['refused']:,} refused", "> 0",
            commands["dropped"] + by_kernel + commands["refused"] > 0),
        Row("workers that died", str(sum(one["deaths"] for one in after["workers"])), "0",
            not any(one["deaths"] for one in after["workers"])),
    ]  # fmt: skip
    for row in rows:
        print_row(row)
    return all(row.met is not False for row in rows)


if __name__ == "__main__":
    sys.exit("run by scripts/bench clients")
