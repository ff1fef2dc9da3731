# SPDX-License-Identifier: MIT
"""What a voice that plays a sample costs, beside scsynth's: a looped sample, a low-pass and a high-pass, whole
processes, offline, in one run. scsynth reads between samples by a cubic, Chronus by a sinc of 24 points, faster by one of 32 and more."""

from __future__ import annotations

import shutil
import statistics
import wave
from pathlib import Path

import numpy
import peers
import synthdef
from peer_work import RATE
from report import Row, print_row, print_section
from support.chronus import BIN

VOICES, SECONDS, REPETITIONS = 64, 60.0, 5
LOW_HZ, HIGH_HZ, Q, LEVEL = 6_000, 80, 1.0, 0.01


def _sample(directory: Path) -> Path:
    """Two seconds of noise."""
    file = directory / "samples" / "noise" / "0.wav"
    file.parent.mkdir(parents=True)
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(numpy.random.default_rng(1).integers(-16_000, 16_000, 2 * RATE, dtype="<i2").tobytes())
    return file


def _chronus(voices: int, speed: float, directory: Path) -> list[str]:
    _sample(directory)
    lines = ["0 /patch/new"]
    if voices:
        lines += [f"0 /patch/create s sampler {voices}", f"0 /patch/create low biquad {voices}", f"0 /patch/create high biquad {voices}"]
        lines += ["0 /patch/connect s.left low", "0 /patch/connect low high", "0 /patch/connect high output"]
        lines += [f"0 /mod/low/freq {LOW_HZ}", f"0 /mod/high/freq {HIGH_HZ}", "0 /mod/high/mode highpass", f"0 /mod/low/q {Q}",
                  f"0 /mod/high/q {Q}", f"0 /mod/s/speed {speed}", "0 /mod/s/mode loop", f"0 /mod/s/level {LEVEL}", "0 /patch/commit",
                  "0 /mod/s/sample noise:0"]
        lines += ["0 /gate/s 1"]
    lines.append(f"{SECONDS} /quit")
    score = directory / "chronus.score"
    score.write_text("\n".join(lines) + "\n")
    return [str(BIN / "chronus-render"), str(score), "-o", str(directory / "out.wav"), "--rate", str(RATE),
            "--samples", str(directory / "samples")]


def _scsynth(voices: int, speed: float, directory: Path) -> list[str]:
    file = _sample(directory)
    made = synthdef.SynthDef("voice", {"rate": 1.0})
    audio = synthdef.AUDIO
    played = made.unit("PlayBuf", audio, [0.0, made.param("rate"), 1.0, 0.0, 1.0, 0.0])
    level = made.unit("BinaryOpUGen", audio, [played, LEVEL], special=2)
    low = made.unit("RLPF", audio, [level, float(LOW_HZ), 1.0 / Q])
    high = made.unit("RHPF", audio, [low, float(HIGH_HZ), 1.0 / Q])
    made.unit("Out", audio, [0.0, high, high], outputs=0)
    message = synthdef.message
    score = synthdef.bundle(0.0, message("/d_recv", made.file()), message("/b_allocRead", 0, str(file)), message("/g_new", 1_000, 0, 0))
    for voice in range(voices):
        score += synthdef.bundle(0.0, message("/s_new", "voice", 2_000 + voice, 1, 1_000, "rate", speed))
    score += synthdef.bundle(SECONDS, message("/c_set", 0, 0))
    (directory / "scsynth.osc").write_bytes(score)
    return ["scsynth", "-N", str(directory / "scsynth.osc"), "_", str(directory / "out.wav"), str(RATE), "WAV", "float", "-o", "2", "-i", "0"]


def _ns(write, speed: float, simd: str, directory: Path) -> float:
    costs = []
    for voices in (0, VOICES):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        command = write(voices, speed, directory)
        costs.append(peers.cpu_seconds(command, simd, directory))
        peers.check_sound(command, directory, voices, SECONDS)
    return (costs[1] - costs[0]) * 1e9 / (VOICES * SECONDS * RATE)


def print_rows(directory: Path) -> None:
    print_section(f"{VOICES} voices of a sample, low-pass and high-pass",
                  f"ns a voice a sample, whole processes, median of {REPETITIONS}")
    has_peer = shutil.which("scsynth") is not None
    if not has_peer:
        print("  scsynth is not installed (scripts/setup --peers): without it")
    for what, speed in (("at its own speed", 1.0), ("a fifth up", 1.4983), ("an octave up", 2.0),
                        ("a tritone down", 0.7071)):
        ours, theirs = [], []
        for _ in range(REPETITIONS):
            ours.append(_ns(_chronus, speed, "", directory))
            if has_peer:
                theirs.append(_ns(_scsynth, speed, "", directory))
        figure = f"{statistics.median(ours):.2f} ns"
        if not has_peer:
            print_row(Row(what, figure, "", None))
            continue
        ratio = statistics.median(theirs) / statistics.median(ours)
        is_wanted = speed < 2.0
        print_row(Row(what, f"{figure}, scsynth {statistics.median(theirs):.2f} ns: {ratio:.1f} x", ">= 2 x" if is_wanted else "",
                      ratio >= 2.0 if is_wanted else None))
