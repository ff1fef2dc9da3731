# SPDX-License-Identifier: MIT
"""Rows from the Google Benchmark programs: ring writes, conductor, memory, keyframes."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from report import Row, print_row, print_section
from support.chronus import BIN


def _run(program: str, name: str = "") -> dict[int, dict]:
    """The program's benchmarks of that name, or all, by their argument."""
    with tempfile.TemporaryDirectory(prefix="chronus-bench-") as directory:
        out = Path(directory) / "out.json"
        subprocess.run(
            [
                str(BIN / program),
                f"--benchmark_out={out}",
                "--benchmark_out_format=json",
                f"--benchmark_filter={name or '.'}",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
        )
        runs = json.loads(out.read_text())["benchmarks"]
    for run in runs:
        if run.get("error_occurred"):
            raise RuntimeError(f"{program}: {run['name']}: {run['error_message']}")
    return {int(run["name"].split("/")[1]): run for run in runs}


def rings() -> None:
    print_section("An event written to both rings", "shared memory; the older system took 100 µs")
    runs = _run("bench_rings")
    for argument, how in ((0, "read between bursts of 256"), (1, "read meanwhile on another core")):
        run = runs[argument]
        figure = f"{run['median_ns']:.1f} ns, 99.9th {run['p999_ns']:.1f} ns"
        print_row(Row(how, figure, "≤ 1000 ns", run["median_ns"] <= 1_000.0))


def sandbox() -> None:
    print_section("A worker's sandbox", "the one call to the kernel that rendering makes: a futex, twice a block at the most")
    runs = _run("bench_sandbox")
    free, confined = (runs[argument]["call_ns"] for argument in (0, 1))
    more_ns = max(0.0, confined - free)
    figure = f"{free:.0f} ns, confined {confined:.0f} ns: {2 * more_ns / 2_667_000:.4%} of a block"
    print_row(Row("a call", figure, "≤ 0.1 % of a block", 2 * more_ns <= 2_667.0))


def conductor() -> None:
    runs = _run("bench_conductor", "advance_one_block")
    print_section(
        "Conductor, cost of a block: share of its 2667 µs (128 frames at 48 kHz)",
        f"sequencers at 174 BPM in sixteenths, a gate and a lane each; {runs[1]['label']}",
    )
    for sequencers, run in sorted(runs.items()):
        figure = (
            f"{run['median']:.3%}, with steps {run['step_median']:.3%}, 99.9th {run['p999']:.3%}"
        )
        what = f"{sequencers} sequencer{'s, in step' if sequencers > 1 else ''}"
        print_row(Row(what, figure, "99.9th ≤ 10 %", run["p999"] <= 0.1))

    print_section(
        "Conductor at the bounds: share of a block",
        "200,000 hits a second, 46 sequencers at 999 BPM, division 128, ratchet 8",
    )
    for gates, run in sorted(_run("bench_conductor", "advance_at_the_bounds").items()):
        figure = f"mean {run['mean']:.1%}, 99.9th {run['p999']:.1%}"
        figure += f", {run['commands_per_second']:.0f} commands a second"
        what = f"{gates} gate{'s each, thinned' if gates > 1 else ' each'}"
        print_row(Row(what, figure, "mean ≤ 35 %", run["mean"] <= 0.35))

    print_section("Memory", "a sequencer of 16 steps with a gate and a lane, all it holds")
    size = max(run["sequencer_bytes"] for run in runs.values())
    print_row(Row("a sequencer", f"{size:.0f} bytes", "≤ 1024 bytes", size <= 1_024))


def voices() -> None:
    """Benchmarks by name and arguments: voices, then instructions (0 baseline, 1 avx2)."""
    with tempfile.TemporaryDirectory(prefix="chronus-bench-") as directory:
        out = Path(directory) / "out.json"
        command = [str(BIN / "bench_voices"), f"--benchmark_out={out}"]
        command += ["--benchmark_out_format=json"]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=quiet, stderr=quiet, timeout=300)
        runs = {run["name"]: run for run in json.loads(out.read_text())["benchmarks"]}
    print_section(
        "Voices of sine, adsr (gated eight times a second) and low-pass, ns a voice a sample",
        "the whole engine; in brackets how many times what the same voices cost written by hand",
    )
    for simd, name in enumerate(("baseline", "avx2")):
        if runs[f"sounding/64/{simd}"].get("error_occurred"):
            continue
        for saw, of in (("", ""), ("_saw", " of a saw")):
            _print_voices(runs, simd, saw, f"{of}, {name}")
        share = runs[f"idle/64/{simd}"]["cpu_time"] / runs[f"sounding/64/{simd}"]["cpu_time"]
        print_row(Row(f"64 idle, {name}", f"{share:.1%} of sounding", "≤ 2 %", share <= 0.02))
        speed = runs[f"empty/0/{simd}"]["realtime"]
        print_row(Row(f"empty, {name}", f"{speed:.0f} × real time", "≥ 2000", speed >= 2_000))


def modules() -> None:
    """What a life of random settings costs each type: worst block over the median one."""
    with tempfile.TemporaryDirectory(prefix="chronus-bench-") as directory:
        out = Path(directory) / "out.json"
        command = [str(BIN / "bench_modules"), f"--benchmark_out={out}"]
        command += ["--benchmark_out_format=json"]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=quiet, stderr=quiet, timeout=300)
        runs = json.loads(out.read_text())["benchmarks"]
    print_section(
        "Modules, a block of 128 frames of random settings, moving and still: the worst and the median",
        "one module; of types with voices a group of eight; a block's cost is its least of seven lives",
    )
    for run in sorted(runs, key=lambda one: -one["ratio"]):
        figure = f"{run['ratio']:.1f} × (worst {run['worst_ns'] / 1e3:.1f} µs, median {run['median_ns'] / 1e3:.1f} µs)"
        name = run["name"].split("/")[0]
        print_row(Row(name + (", 8 voices" if run["voices"] > 1 else ""), figure, "", None))


def _print_voices(runs: dict[str, dict], simd: int, saw: str, what: str) -> None:
    def cost(kind: str, count: int) -> float:
        return runs[f"{kind}{saw}/{count}/{simd}"]["ns_per_voice_sample"]

    for count in (1, 16, 64, 256):
        print_row(Row(f"{count} by hand{what}", f"{cost('bare', count):.2f} ns", "", None))
    for kind, counts, of in (
        ("sounding", (1, 16, 64, 256), ""),
        ("separate", (1, 16, 64, 85), " × 3 modules"),
    ):
        for count in counts:
            ns = cost(kind, count)
            ratio = ns / cost("bare", 64 if count == 85 else count)
            met = ratio <= 2.0 if count == 64 else None
            target = "" if met is None else "≤ 2 ×"
            figure = f"{ns:.2f} ns ({ratio:.1f} ×)"
            print_row(Row(f"{count}{of}{what}", figure, target, met))


def keyframe() -> None:
    runs = _run("bench_keyframe", "keyframe")
    song = _run("bench_keyframe", "song")[0]
    orbits = _run("bench_keyframe", "orbits")
    print_section(
        "Keyframe, share of a block of 2667 µs (128 frames at 48 kHz), out of cold caches",
        f"saved and swapped by the render thread, loaded before there is one; {runs[0]['label']}",
    )
    cases = (
        (song, "examples/demo.score as it plays", True),
        (runs[0], "osc", True),
        (runs[1], "2 delays", True),
        (runs[2], "16 delays, a full rack", False),
        (runs[3], "two full racks", False),
        (orbits[0], "12 orbits that rest", True),
        (orbits[3], "12 orbits, 3 sounding", False),
        (orbits[12], "12 orbits, all sounding", False),
    )
    for run, what, has_target in cases:
        figure = f"save {run['save']:.1%}, 99th {run['save_p99']:.1%}"
        if "swap" in run:
            figure += f", swap {run['swap']:.1%}"
        met = run["save"] <= 0.4 if has_target else None
        target = "" if met is None else "save ≤ 40 %"
        print_row(Row(f"{what}, {run['bytes'] / 1e6:.2f} MB", figure, target, met))
        figure = f"load {run['load']:.1%}, 99th {run['load_p99']:.1%}, a bare copy {run['copy']:.1%}"
        print_row(Row("", figure, "", None))
