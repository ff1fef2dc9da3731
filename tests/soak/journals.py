# SPDX-License-Identifier: MIT
"""A recording of any length held against the journals of its set."""

from __future__ import annotations

import subprocess
from pathlib import Path

from same_samples import first_difference
from support.chronus import BIN, _CLEAN
from support.journal_files import journals_in, lines_of


def one_score(journals: list[Path], whole: Path) -> int:
    """Gives the number of remarks, of which a hole is one that the comparison will find."""
    remarks = 0
    with whole.open("wb") as score:
        for line, is_of_scene in lines_of(journals):
            remarks += line.startswith(b"#")
            if not is_of_scene:
                score.write(line)
    return remarks


def render(score: Path, to: Path, *args: str, env: dict[str, str] | None = None) -> str | None:
    """None, or why it cannot be rendered."""
    done = subprocess.run(
        [str(BIN / "chronus-render"), str(score), "-o", str(to), *args],
        capture_output=True, text=True, env=dict(_CLEAN, **(env or {})), check=False,
    )  # fmt: skip
    return None if done.returncode == 0 else f"the journal does not render ({done.returncode}): {done.stderr[-2000:]}"


def hold_against_journal(live: Path, state: Path, *args: str, env: dict[str, str] | None = None) -> list[str]:
    """What is wrong with the recording. Leaves whole.score and reference.wav beside it. `args`: of chronus-render."""
    journals = journals_in(state / "journals")
    if not journals:
        return ["there is no journal"]
    whole = live.parent / "whole.score"
    remarks = one_score(journals, whole)
    reference = live.parent / "reference.wav"
    if (problem := render(whole, reference, *args, env=env)) is not None:
        return [problem]
    difference = first_difference(live, reference)
    print(f"journal: {len(journals)} files, {whole.stat().st_size} bytes, {remarks} remarks", flush=True)
    return [f"the recording is not the journal's: {difference}"] if difference else []
