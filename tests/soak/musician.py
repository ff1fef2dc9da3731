# SPDX-License-Identifier: MIT
"""The good client of a soak: a live coder who edits patches and sequencers, and wants answers."""

from __future__ import annotations

import random
import time

from support.osc import Client, NoReply

RATE = 48_000
PATTERNS = ("x...x...x...x.x.", "..x...x...x.x...", "x.x.xX.xx.x.x.xX", "3.5.7-..9..x...X")
LANES = ("c3 eb3 g3 . bb3 . c4 . f3 . . g3 . . d4 .", "a2 . . c3 . e3 . .", "48 51 55 60")


class Musician:
    """Each voice is an oscillator, an envelope and a filter, driven by a sequencer of its name."""

    def __init__(self, port: int, rng: random.Random):
        self._client = Client(port)
        self._rng = rng
        self._next = 0
        self._edits = 0
        self.delays_s: list[float] = []
        self.unanswered: list[str] = []
        self.refused: list[str] = []

    def close(self) -> None:
        self._client.close()

    def begin(self) -> None:
        do = self._client.do
        do("/patch/create", "echo", "delay")
        do("/patch/create", "mix", "gain")
        do("/patch/connect", "echo", "mix")
        do("/patch/connect", "mix", "output")
        for voice in range(4):
            name = f"v{voice}"
            do("/patch/create", f"osc_{name}", "osc")
            do("/patch/create", f"env_{name}", "adsr")
            do("/patch/create", f"filt_{name}", "biquad")
            do("/patch/connect", f"osc_{name}", f"env_{name}")
            do("/patch/connect", f"env_{name}", f"filt_{name}")
            do("/patch/connect", f"filt_{name}", "mix" if voice % 2 else "echo")
        do("/patch/commit", timeout_s=20)
        self._client.send("/mod/mix/gain_db", -12.0)
        for voice, pattern in enumerate(PATTERNS):
            name = f"v{voice}"
            self._client.send(f"/mod/osc_{name}/wave", voice)
            do("/seq/create", name)
            do("/seq/pattern", name, pattern)
            do("/seq/param_lane", name, "note", LANES[voice % len(LANES)])
            do("/seq/assign", name, "gate", f"env_{name}")
            do("/seq/assign", name, "param", f"osc_{name}", "note", "freq")
        do("/seq/start_all")

    def play_on(self, frame: int) -> None:
        """One thing a quarter of a second; its answer is waited for, and the wait measured."""
        if frame < self._next:
            return
        self._next = frame + RATE // 4
        rng = self._rng
        name = f"v{rng.randrange(4)}"
        choice = rng.randrange(8)
        if choice == 0:
            self._ask("/seq/pattern", name, rng.choice(PATTERNS))
        elif choice == 1:
            self._ask("/seq/bpm", name, float(rng.randrange(90, 180)))
        elif choice == 2:
            self._ask("/seq/prob", name, rng.choice(("1", "0.5 1 1 0.7", "1 80")))
        elif choice == 3:
            self._ask("/seq/swing", name, float(rng.randrange(50, 75)))
        elif choice == 4:
            self._ask("/transport/bpm", float(rng.randrange(80, 160)))
        elif choice == 5:
            self._edit_patch()
        else:
            self._client.send(f"/mod/filt_{name}/freq", float(rng.randrange(200, 8000)))
            self._ask("/transport/info", reply="/transport/info.reply")

    def _edit_patch(self) -> None:
        """A bundle, so that nobody else's edit of the one draft comes between."""
        self._edits += 1
        messages = [("/patch/edit",)]
        if self._edits > 1:
            messages.append(("/patch/delete", f"extra{self._edits - 1}"))
        messages.append(("/patch/create", f"extra{self._edits}", "sine"))
        messages.append(("/patch/connect", f"extra{self._edits}", f"env_v{self._edits % 4}"))
        self._client.bundle([*messages, ("/patch/commit",)])
        self._await("/patch/commit")

    def _ask(self, address: str, *args, reply: str | None = None) -> None:
        self._client.send(address, *args)
        self._await(address, reply)

    def _await(self, address: str, reply: str | None = None) -> None:
        begun = time.monotonic()
        try:
            came = self._client.wait_for(
                lambda r: r.address == reply
                or (r.address in ("/done", "/fail") and r.args[:1] == [address]),
                5.0,
            )
        except NoReply:
            self.unanswered.append(f"{address} at frame {self._next - RATE // 4}")
            print(f"no answer to {self.unanswered[-1]}", flush=True)
            return
        self.delays_s.append(time.monotonic() - begun)
        if came.address == "/fail":
            self.refused.append(f"{address}: {came.args[1]}")
        self._client.drain()

    def text(self) -> str:
        if not self.delays_s:
            return "no answers yet"
        ordered = sorted(self.delays_s)
        at = lambda part: ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e3  # noqa: E731
        return (
            f"answers: {len(ordered)}, median {at(0.5):.1f} ms, 99th {at(0.99):.1f} ms, "
            f"worst {ordered[-1] * 1e3:.1f} ms, {len(self.unanswered)} none, {len(self.refused)} refused"
        )

    def problems(self) -> list[str]:
        problems = []
        if self.unanswered:
            problems.append(f"{len(self.unanswered)} questions without an answer: {self.unanswered[:5]}")
        if self.refused:
            print("refused:", *sorted(set(self.refused))[:10], sep="\n  ")
        return problems
