# SPDX-License-Identifier: MIT
"""What a figure is, and how figures and the machine they come from are printed."""

from __future__ import annotations

import math
import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Row:
    what: str
    figure: str
    target: str
    met: bool | None  # None: there is no target


def print_row(row: Row) -> None:
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    line = f"  {row.what:<42} {row.figure:<48} {row.target:<27} {verdict}"
    print(line.rstrip(), flush=True)


def print_section(title: str, note: str = "") -> None:
    print(f"\n{title}" + (f"\n  {note}" if note else ""), flush=True)


def _cpu() -> tuple[str, bool]:
    """The processor's name, and whether a hypervisor stands between it and us."""
    text = Path("/proc/cpuinfo").read_text()
    fields = dict(
        (key.strip(), value.strip())
        for key, _, value in (line.partition(":") for line in text.splitlines())
    )
    return fields.get("model name", platform.machine()), "hypervisor" in fields.get("flags", "")


def print_machine() -> None:
    name, is_virtual = _cpu()
    kind = "virtual machine" if is_virtual else "no hypervisor"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print("Figures are medians unless they say otherwise. Machines are noisy, shared ones most:")
    print("compare figures of one run, not of two, and trust none from a busy machine.")
    print(f"machine: {os.cpu_count()} cores, {name}, {kind}, Linux {platform.release()}")
    print(f"load average before the run: {load}")


def scheduling(status: dict) -> str:
    """The scheduling that a running engine's threads obtained, from its /status."""
    workers = sorted({worker["scheduling"] for worker in status["workers"]})
    return (
        f"audio {status['audio']['scheduling']}, conductor {status['conductor']['scheduling']}, "
        f"workers {' and '.join(workers)}, OSC {status['osc']['scheduling']}"
    )


def quantile(values: list[float], fraction: float) -> float:
    """Nearest rank: the value that `fraction` of all do not exceed."""
    return sorted(values)[max(1, math.ceil(fraction * len(values))) - 1]
