# SPDX-License-Identifier: MIT
"""The journals of a set, which is continued in next files, each of which begins with the scene as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def journals_in(directory: Path) -> list[Path]:
    """In their order."""
    return sorted(directory.glob("*.score"), key=lambda path: (len(path.name), path.name))


def lines_of(journals: list[Path]) -> Iterator[tuple[bytes, bool]]:
    """Each line, and whether it is part of such a scene: without those they are one score again."""
    for journal in journals:
        in_scene = journal != journals[0]
        with journal.open("rb") as lines:
            for line in lines:
                yield line, in_scene
                in_scene = in_scene and not line.startswith(b"# End of the scene")
