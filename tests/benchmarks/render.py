# SPDX-License-Identifier: MIT
"""The row of the offline renderer: seconds of music a second."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from pathlib import Path

from report import Row, print_row, print_section
from support.chronus import BIN, ROOT

ROUNDS = 5


def print_rows(directory: Path) -> None:
    directory.mkdir()
    print_section("Offline rendering", f"{ROUNDS} runs of chronus-render, its file included")
    speeds = []
    for _ in range(ROUNDS):
        start = time.monotonic()
        done = subprocess.run(
            [str(BIN / "chronus-render"), str(ROOT / "examples" / "demo.score")]
            + ["-o", str(directory / "demo.wav")],
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        took_s = time.monotonic() - start
        seconds = float(re.search(r": ([\d.]+) s$", done.stdout.strip())[1])
        speeds.append(seconds / took_s)
    median = statistics.median(speeds)
    figure = f"{median:.0f} x real time ({min(speeds):.0f} to {max(speeds):.0f})"
    print_row(Row(f"examples/demo.score, {seconds:.0f} s", figure, "> 1 x", median > 1.0))
