# SPDX-License-Identifier: MIT
"""Scores rendered and played by the real programs; two recordings compared."""

from __future__ import annotations

import subprocess
from pathlib import Path

import ears
from support import wav
from support.chronus import BIN


def score_text(context) -> str:
    lines = []
    for channel, (kind, name) in enumerate(context.channels, start=1):
        lines += ears.module_lines(kind, name, channel)
    if context.channels:
        lines.append("0 /patch/commit")
    for kind, name in context.channels:
        lines += ears.setting_lines(kind, name)
    return "\n".join(lines + context.score_lines) + "\n"


def write_score(context, ending: str = "") -> str:
    path = context.directory / "the.score"
    path.write_text(score_text(context) + ending)
    return str(path)


def channel_options(context) -> list[str]:
    return ["--channels", str(max(2, len(context.channels)))]


def render(context, score: str, *options: str, name: str = "rendered.wav") -> wav.Wav:
    path = context.directory / name
    command = [str(BIN / "chronus-render"), score, "-o", str(path), "--ceiling", "off", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return wav.read(path)


def play(context, score: str, *options: str) -> wav.Wav:
    """Plays a score with an end on a real engine; its recording."""
    return wav.read(_play(context, score, ".wav", *options))


def play_into(context, seconds: float, ending: str) -> Path:
    """Plays the scenario's score; the recording's file."""
    score = write_score(context, f"{seconds} /quit\n")
    return _play(context, score, ending, *channel_options(context))


def _play(context, score: str, ending: str, *options: str) -> Path:
    path = context.directory / f"live{len(context.own.daemons)}{ending}"
    daemon = context.own.start(
        "--score", score, "--record", str(path), "--exit-after-score", *options, wait_ready=False
    )
    assert daemon.wait_exit(120) == 0, daemon.log()[-4000:]
    assert daemon.leftovers() == []
    return path


def assert_same(first: wav.Wav, second: wav.Wav) -> None:
    difference = wav.first_difference(first, second)
    assert difference is None, difference
