# SPDX-License-Identifier: MIT
"""Rows of playing with others: how far the beats that are heard lie from those of a machine whose
MIDI clock is followed, and how even the clock is that is sent. Over a JACK server without hardware."""

from __future__ import annotations

import random
import statistics
from pathlib import Path

from report import Row, print_row, print_section
from support import servers
from support.chronus import Daemon
from support.jack_midi import CLICKS, CLOCK, START, Machine, Song

BPM = 127.3
BEATS = 64
SETTLED = 8  # beats
PERIOD = 256
MEAN_MS = 1.0
JITTER_MS = 2.0  # what the followed clock has to either side
SENT_MS = 0.1


def _missed(machine: Machine) -> str:
    return f"{machine.skips} periods missed" if machine.skips else ""


def follow(directory: Path, env: dict[str, str]) -> None:
    directory.mkdir()
    with Machine(env) as machine:
        daemon = Daemon(
            directory, "--midi-clock", "follow", "--midi-api", "jack", audio="jack", env=env
        )
        try:
            daemon.client.wait_status(lambda s: s["sync"]["port_open"], 30.0)
            machine.connect("machine:clock out", "chronus-midi:clock in")
            machine.connect("chronus:out_1", "machine:ear")
            for message in CLICKS:
                daemon.client.do(*message)
            daemon.client.send("/mod/click/decay", 0.02)
            song = Song.of(machine, BPM, BEATS, random.Random(1))
            machine.plan(song.events)
            machine.wait_until(lambda: machine.frame > song.end, "the end")
            daemon.stop()
        finally:
            daemon.kill()
        onsets = machine.onsets(quiet_frames=machine.rate // 10)
        off_ms = [song.off_ms(onset, machine.rate) for onset in onsets]
        settled = off_ms[SETTLED:]
        mean, spread = statistics.mean(settled), max(settled) - min(settled)
        figure = f"first {off_ms[0]:+.2f} ms, mean {mean:+.2f}, spread {spread:.2f}"
        within = abs(mean) <= MEAN_MS and spread <= JITTER_MS
        target = f"mean <= {MEAN_MS} ms, spread <= {JITTER_MS}"
        print_row(Row("beats from a followed clock's", figure, target, within))
        if machine.skips:
            print(f"    {_missed(machine)}")


def send(directory: Path, env: dict[str, str]) -> None:
    directory.mkdir()
    with Machine(env) as machine:
        daemon = Daemon(
            directory, "--midi-clock", "send", "--midi-api", "jack", audio="jack", env=env
        )
        try:
            daemon.client.wait_status(lambda s: s["sync"]["sends"]["port_open"], 30.0)
            machine.connect("chronus-midi:clock out", "machine:clock in")
            daemon.client.do("/transport/bpm", BPM)
            daemon.client.do("/seq/create", "beat")
            daemon.client.do("/transport/start")
            machine.wait_until(lambda: len(machine.heard) > 24 * BEATS, "clocks")
            daemon.stop()
        finally:
            daemon.kill()
        begin = next(i for i, (_, message) in enumerate(machine.heard) if message[0] == START)
        clocks = [frame for frame, message in machine.heard[begin:] if message[0] == CLOCK]
        line = statistics.linear_regression(range(len(clocks)), clocks)
        off_ms = [
            (frame - line.intercept - line.slope * n) * 1_000.0 / machine.rate
            for n, frame in enumerate(clocks)
        ]
        wanted = machine.rate * 60.0 / (24.0 * BPM)
        spread = max(off_ms) - min(off_ms)
        figure = f"period {line.slope / wanted - 1.0:+.1e} off, spread {spread:.3f} ms"
        print_row(Row("clock sent", figure, f"<= {SENT_MS} ms", spread <= SENT_MS))
        if machine.skips:
            print(f"    {_missed(machine)}")


def print_rows(directory: Path) -> None:
    print_section("Sync", f"MIDI clock over JACK at period {PERIOD}, 2 ms of jitter in what is followed")
    directory.mkdir(parents=True)
    with servers.awake_cores(), servers.jack(directory, period=PERIOD, realtime=True) as env:
        follow(directory / "follow", env)
        send(directory / "send", env)
