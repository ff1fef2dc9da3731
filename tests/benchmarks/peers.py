# SPDX-License-Identifier: MIT
"""What a voice costs Chronus and its peers: whole processes on the same work (peer_work.py), offline, in one run."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy
import peer_work
from report import print_section

COUNTS = (1, 16, 64, 256)
# Long enough for the voices to cost more than the start of a program, by voices; without any as long as with them.
SECONDS = {1: 240.0, 16: 60.0, 64: 30.0, 256: 15.0}
LIMIT_S = 600
# An engine may end with a block that it has begun.
TOLERANCE_S = 0.1

Write = Callable[[int, bool, float, Path], "list[str] | None"]


@dataclass
class Engine:
    name: str
    program: str
    write: Write
    simd: str = ""  # of Chronus
    is_ours: bool = True


ENGINES = (
    Engine("instrument, avx2", "", peer_work.chronus_instrument, "avx2"),
    Engine("instrument, baseline", "", peer_work.chronus_instrument, "baseline"),
    Engine("modules, avx2", "", peer_work.chronus_modules, "avx2"),
    Engine("modules, baseline", "", peer_work.chronus_modules, "baseline"),
    Engine("scsynth", "scsynth", peer_work.scsynth, is_ours=False),
    Engine("Pd", "pd", peer_work.pure_data, is_ours=False),
    Engine("Csound", "csound", peer_work.csound, is_ours=False),
)


def cpu_seconds(command: list[str], simd: str, directory: Path) -> float:
    """Processor time of the process and its children."""
    environment = dict(os.environ, CHRONUS_SIMD=simd) if simd else dict(os.environ)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, timeout=LIMIT_S)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit {done.returncode}: {(done.stderr or done.stdout)[-400:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _samples(file: Path) -> numpy.ndarray:
    """Frames × 2."""
    body = file.read_bytes().split(b"data", 1)[1][4:]
    return numpy.frombuffer(body[: len(body) // 8 * 8], "<f4").reshape(-1, 2)


def check_sound(command: list[str], directory: Path, voices: int, seconds: float) -> None:
    """An engine that plays nothing is no peer: the file must be as long as the work, and loud where there are voices."""
    files = list(directory.glob("*.wav"))
    if len(files) != 1:
        raise RuntimeError(f"{command[0]}: no file")
    samples = _samples(files[0])
    if abs(len(samples) / peer_work.RATE - seconds) > TOLERANCE_S:
        raise RuntimeError(f"{command[0]}: {len(samples)} frames in place of {seconds} s")
    level = float(numpy.sqrt(numpy.mean(numpy.square(samples))))
    if (level > 1e-4) != (voices > 0):
        raise RuntimeError(f"{command[0]}: {voices} voices at a level of {level:.6f}")


def _cost(engine: Engine, command: list[str], voices: int, seconds: float, directory: Path) -> float:
    """Processor seconds."""
    cost = cpu_seconds(command, engine.simd, directory)
    check_sound(command, directory, voices, seconds)
    return cost


def _measure(engine: Engine, voices: int, saw: bool, seconds: float, directory: Path) -> float | None:
    """ns of processor time a voice a sample, net of what the same takes without voices."""
    costs = []
    for count in (0, voices):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        command = engine.write(count, saw, seconds, directory)
        if command is None:
            return None
        costs.append(_cost(engine, command, count, seconds, directory))
    return (costs[1] - costs[0]) * 1e9 / (voices * seconds * peer_work.RATE)


def _has_avx2() -> bool:
    return "avx2" in Path("/proc/cpuinfo").read_text().split()


def _engines() -> list[Engine]:
    missing = [engine.program for engine in ENGINES if engine.program and not shutil.which(engine.program)]
    if missing:
        raise RuntimeError(f"not installed: {', '.join(missing)}; run scripts/setup --peers")
    return [engine for engine in ENGINES if engine.simd != "avx2" or _has_avx2()]


def _print_table(costs: dict[str, dict[int, float | None]], ours: set[str], title: str) -> None:
    print_section(title, "ns a voice a sample; in brackets how many times as fast as the fastest peer")
    print(f"  {'':<22}" + "".join(f"{count:>17}" for count in COUNTS))
    fastest = {count: min(cost[count] for name, cost in costs.items() if name not in ours) for count in COUNTS}
    for name, cost in costs.items():
        cells = ""
        for count in COUNTS:
            ns = cost[count]
            text = "—" if ns is None else f"{ns:.2f} ({fastest[count] / ns:.1f} x)" if name in ours else f"{ns:.2f}"
            cells += f"{text:>17}"
        print(f"  {name:<22}{cells}")


def print_rows(directory: Path, repetitions: int) -> None:
    engines = _engines()
    begin = time.monotonic()
    for saw in (False, True):
        costs: dict[str, dict[int, float | None]] = {engine.name: {} for engine in engines}
        for count in COUNTS:
            runs: dict[str, list[float | None]] = {engine.name: [] for engine in engines}
            # Turn by turn, so that a machine that grows slower does so for all.
            for _ in range(repetitions):
                for engine in engines:
                    runs[engine.name].append(_measure(engine, count, saw, SECONDS[count], directory))
            for name, figures in runs.items():
                costs[name][count] = None if None in figures else statistics.median(figures)
        ours = {engine.name for engine in engines if engine.is_ours}
        _print_table(costs, ours, f"Peers: voices of {'a band-limited saw' if saw else 'a sine'}, adsr and low-pass, whole processes, "
                                  f"median of {repetitions}")
    print(f"  took {time.monotonic() - begin:.0f} s", flush=True)
