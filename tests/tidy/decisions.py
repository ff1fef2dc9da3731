# SPDX-License-Identifier: MIT
"""The list of decisions: README.md beside them, made of their titles. decisions.py DIR writes it."""

from __future__ import annotations

import sys
from pathlib import Path

HEAD = """# Decisions

What was decided with weight, why, and what was left. Numbers that are missing were never given.

"""


def decisions(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.md"))


def number_of(decision: Path) -> int:
    return int(decision.name.split("-")[0])


def title_of(decision: Path) -> str:
    """`46. A process of its own for a disk`"""
    return decision.read_text().splitlines()[0].removeprefix("# ")


def index(folder: Path) -> str:
    rows = []
    for one in decisions(folder):
        title = title_of(one).split(". ", 1)[-1]
        rows.append(f"| {number_of(one)} | [{title}]({one.name}) |\n")
    return HEAD + "| | |\n| --- | --- |\n" + "".join(rows)


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    (directory / "README.md").write_text(index(directory))
