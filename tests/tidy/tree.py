# SPDX-License-Identifier: MIT
"""What the tidy tests look at: the files of the repository."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> list[str]:
    """Paths from the root, those of new files too; none that the repository ignores or has deleted."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        paths = set(listed.stdout.splitlines())
    else:  # an archive of the sources
        paths = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*")}
        paths = {path for path in paths if not path.startswith(("build/", ".git/"))}
    return sorted(path for path in paths if (ROOT / path).is_file())


def matching(pattern: str) -> list[str]:
    """Files whose whole path the expression matches."""
    return [path for path in files() if re.fullmatch(pattern, path)]


def text(path: str) -> str:
    return (ROOT / path).read_text()
