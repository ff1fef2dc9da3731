# SPDX-License-Identifier: MIT
"""What the trials of this folder begin and end alike with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def place_of(keep: Path | None, name: str) -> Path:
    """Where a trial leaves its files, or a folder of its own."""
    directory = keep or Path(tempfile.mkdtemp(prefix=f"chronus-{name}-"))
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def conclude(run: Callable[[], list[str]], end: Callable[[], None], directory: Path, keep: Path | None) -> int:
    """The exit status: 0 where nothing was wrong. What was kept for a look is gone then, unless it is to be kept."""
    try:
        problems = run()
    finally:
        end()
    for problem in problems:
        print("BROKEN:", problem)
    print("1 passed, 0 failed" if not problems else f"0 passed, 1 failed: {directory}")
    if not problems and keep is None:
        shutil.rmtree(directory, ignore_errors=True)
    return 1 if problems else 0
