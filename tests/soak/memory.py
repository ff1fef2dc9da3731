# SPDX-License-Identifier: MIT
"""Whether a daemon's memory stays where it was once everything has happened at least once."""

from __future__ import annotations

import re
from pathlib import Path

RATE = 48_000
WARM_UP = 120 * RATE  # frames: caches, queues and histories reach their size
BOUND_KB = 128 * 1024  # what is promised beyond the start, under any load


class Memory:
    def __init__(self, pid: int):
        self._status = Path(f"/proc/{pid}/status")
        self._at_first = 0
        self._highest = 0
        self._after_warm_up: list[tuple[int, int]] = []
        self._next = 0

    def look(self, frame: int) -> None:
        if frame < self._next:
            return
        self._next = frame + 5 * RATE
        # Anonymous memory: the workers' shared segments come and go with their generations.
        kb = int(re.search(r"RssAnon:\s+(\d+) kB", self._status.read_text()).group(1))
        self._at_first = self._at_first or kb
        self._highest = max(self._highest, kb)
        if frame >= WARM_UP:
            self._after_warm_up.append((frame, kb))

    def slope_kb_a_minute(self) -> float:
        """The least-squares line through what was seen after the warm-up."""
        seen = self._after_warm_up
        if len(seen) < 2:
            return 0.0
        mean_frame = sum(frame for frame, _ in seen) / len(seen)
        mean_kb = sum(kb for _, kb in seen) / len(seen)
        over = sum((frame - mean_frame) * (kb - mean_kb) for frame, kb in seen)
        return over / sum((frame - mean_frame) ** 2 for frame, _ in seen) * 60 * RATE

    def text(self) -> str:
        return (
            f"memory {self._at_first // 1024} MiB at first, {self._highest // 1024} at most, "
            f"{self.slope_kb_a_minute():+.0f} KiB a minute"
        )

    def problems(self) -> list[str]:
        problems = []
        if self._highest - self._at_first > BOUND_KB:
            problems.append(f"memory grew by {(self._highest - self._at_first) // 1024} MiB")
        minutes = (len(self._after_warm_up) * 5) / 60
        if minutes >= 20 and self.slope_kb_a_minute() > 256:
            problems.append(f"memory grows: {self.text()}")
        return problems
