# SPDX-License-Identifier: MIT
"""kill -9 of a chronusd in mid-performance, under a service manager, and what it costs."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy

from support.osc import Client
from support.patches import build_classic_patch
from support.supervised import Supervised

RATE = 48_000
SIXTEENTH = 6_000  # frames, at 120 BPM
STEPS = 16
# Long past the half second of music that clears a session of its start.
PROVEN_FRAMES = 4 * RATE
AUDIBLE = 1e-3
CHANGES = 12  # before a cut


# On the classic patch: of these sequencers `line` tells where the grid is.
SEQUENCERS = (
    ("/seq/create", "line"),
    ("/seq/pattern", "line", "x.xx..Xx"),
    ("/seq/param_lane", "line", "note", "a2 . c3 e3"),
    ("/seq/assign", "line", "gate", "env1"),
    ("/seq/assign", "line", "param", "osc1", "note", "freq"),
    ("/seq/create", "round"),
    ("/seq/chain", "round", "x...", "xx..", "xxx."),
    ("/seq/cond", "round", "1:2 . . 2:3"),
    ("/seq/create", "still"),
    ("/seq/start", "line"),
    ("/seq/start", "round"),
)


def play(client: Client) -> None:
    """A patch that is never silent, and sequencers."""
    build_classic_patch(client, "osc")
    for message in (
        ("/patch/create", "drone", "sine"),
        ("/patch/connect", "drone", "output"),
        ("/patch/commit",),
        ("/mod/drone/level", 0.1),
        *SEQUENCERS,
    ):
        if message[0].startswith("/mod/"):
            client.send(*message)
        else:
            client.do(*message)
    client.sync()


def settings(client: Client) -> dict:
    """All that is to be found again, less what moves by itself."""
    patch = json.loads(client.ask("/patch/get", reply="/patch/get.reply").args[0])
    for module in patch["modules"]:
        if module["id"] == "osc1":
            module["params"].pop("freq")  # which a lane moves
    sequencers = {}
    for name in json.loads(client.ask("/seq/list", reply="/seq/list.reply").args[0]):
        info = json.loads(client.ask("/seq/info", name, reply="/seq/info.reply").args[1])
        for moving in ("current_step", "cycle", "plays", "pattern", "pending"):
            info.pop(moving, None)
        sequencers[name] = info
    bpm = client.ask("/transport/bpm", reply="/transport/bpm.reply").args
    return {"patch": patch, "sequencers": sequencers, "bpm": bpm}


def steps(client: Client, count: int) -> list[dict]:
    """Of the sequencer `line`, as they are played."""
    client.do("/notify", 1, "step")
    heard: list[dict] = []
    while len(heard) < count:
        event = client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == "step", timeout_s=20, what="a step"
        )
        step = json.loads(event.args[1])
        if step["id"] == "line":
            heard.append(step)
    client.do("/notify", 0)
    client.drain()
    return heard


def cutoff(client: Client) -> float:
    return client.ask("/mod/filt1/freq", reply="/mod/filt1/freq.reply").args[0]


def first_sound(recording: Path) -> int:
    """The frame; also of a file that is still being written."""
    data = recording.read_bytes()
    begin = data.index(b"data") + 8
    flat = numpy.frombuffer(data[begin : begin + (len(data) - begin) // 8 * 8], "<f4")
    loud = numpy.flatnonzero(numpy.abs(flat) > AUDIBLE)
    if len(loud) == 0:
        raise AssertionError(f"{recording} is silent")
    return int(loud[0]) // 2


def clock_mark(session: Path) -> tuple[int, int]:
    """(frame, ns since 1970) of a run, as its session has it."""
    marks = re.findall(rb"^# Clock (\d+)f (\d+)$", session.read_bytes(), flags=re.MULTILINE)
    return int(marks[0][0]), int(marks[0][1])


@dataclass
class Cost:
    to_sound_ms: float  # from the kill to the first sample that is heard again
    phase_frames: list[int]  # of steps, against the grid of the first life
    wall_ms: float  # of that grid against the clock on the wall


class Drill:
    """Kills of one performance, one after the other. Raises AssertionError where something was lost."""

    def __init__(self, directory: Path, seed: int):
        self.rng = random.Random(seed)
        self.service = Supervised(directory)
        self.lives = 0

    def begin(self) -> None:
        self.service.wait_ready()
        play(self.service.client)
        self.value = 1_000.0
        self.service.client.do("/seq/swing", "still", 50.0)
        self.service.client.send("/mod/filt1/freq", self.value)
        self.service.client.sync()
        self.first = steps(self.service.client, 1)[0]
        self.shift = 0  # what a frame of the first life is ahead of the same moment's in this one
        self.outlive()

    def outlive(self) -> None:
        """So long that the next kill is not the session's fault; then how it stands is noted."""
        client = self.service.client
        client.wait_frame(PROVEN_FRAMES)
        self.wanted = settings(client)
        self.mark = clock_mark(self.service.newest_session())

    def kill(self, everything: bool = False) -> Cost:
        """While it plays, and sends something into the gap."""
        service, client = self.service, self.service.client
        client.drain()
        killed_ns = service.kill(everything)
        self.value = float(self.rng.randrange(200, 2_000))
        swing = self.rng.choice([52.0, 55.0, 58.5, 61.25, 66.0])
        client.send("/mod/filt1/freq", self.value)
        client.send("/seq/swing", "still", swing)
        client.send("/sync", ("i", 4_711))
        self.wanted = self._with(self.value, swing)
        return self._next_life(killed_ns, lambda: client.wait_for(
            lambda r: r.address == "/synced" and r.args == [4_711], timeout_s=20, what="/synced"
        ))  # fmt: skip

    def cut(self) -> tuple[int, int]:
        """Kills everything behind a row of changes, and cuts what was kept of them off at a byte of
        chance. (changes that the file still had whole, and changes that were found again)"""
        service, client = self.service, self.service.client
        values = [float(value) for value in self.rng.sample(range(200, 2_000), CHANGES)]
        for number, value in enumerate(values):
            client.send("/mod/filt1/freq", value)
            client.sync(number)
        session = service.newest_session()
        lines = [f"/mod/filt1/freq {value:.1f}\n".encode() for value in values]
        client.wait_status(lambda _: lines[-1] in session.read_bytes(), what="it on disk")
        service.hold_back()
        service.kill(everything=True)
        text = session.read_bytes()
        begin = text.rindex(b"\n", 0, text.index(lines[0])) + 1
        cut = self.rng.randrange(begin, len(text) + 1)
        session.write_bytes(text[:cut])
        whole = sum(line in text[:cut] for line in lines)
        before = self.value
        service.go_on()
        known = [before, *values]
        self._next_life(None, self._take_found)
        self.value = cutoff(client)
        if self.value not in known:
            raise AssertionError(f"{self.value} is none of {known}")
        return whole, known.index(self.value)

    def _take_found(self) -> None:
        """Of the changes that were cut, the one that was found; all else is to be as it was."""
        self.wanted = self._with(cutoff(self.service.client), self.wanted["sequencers"]["still"]["swing"])

    def _with(self, cutoff_hz: float, swing: float) -> dict:
        wanted = json.loads(json.dumps(self.wanted))
        for module in wanted["patch"]["modules"]:
            if module["id"] == "filt1":
                module["params"]["freq"] = cutoff_hz
        wanted["sequencers"]["still"]["swing"] = swing
        return wanted

    def _next_life(self, killed_ns: int | None, answer) -> Cost:
        service, client = self.service, self.service.client
        old_recording = service.recording
        service.wait_ready()
        answer()
        self.lives += 1
        found = settings(client)
        if found != self.wanted:
            raise AssertionError(f"life {self.lives}: {self.wanted} became {found}")
        session = client.status()["session"]
        if not session["restored"]:
            raise AssertionError(f"life {self.lives}: nothing was restored: {session}")
        old_mark = self.mark
        self.shift += session["was_frame"] - session["frame"]
        phases = [self._phase(step) for step in steps(client, 4)]
        self.outlive()
        here, here_ns = self.mark
        sound_ns = here_ns + (first_sound(service.recording) - here) * 1_000_000_000 // RATE
        # When the old run would have handed out the frame that this one calls `here`.
        was = here + session["was_frame"] - session["frame"]
        was_ns = old_mark[1] + (was - old_mark[0]) * 1_000_000_000 // RATE
        old_recording.unlink()
        return Cost(
            to_sound_ms=(sound_ns - killed_ns) / 1e6 if killed_ns is not None else 0.0,
            phase_frames=phases,
            wall_ms=(here_ns - was_ns) / 1e6,
        )

    def _phase(self, step: dict) -> int:
        """Frames that it is late on the first life's grid; a step off is many."""
        since = step["frame"] + self.shift - self.first["frame"]
        whole = round(since / SIXTEENTH)
        wrong_step = (whole - step["step"] + self.first["step"]) % STEPS
        return since - whole * SIXTEENTH + wrong_step * SIXTEENTH
