# SPDX-License-Identifier: MIT
"""A recording of any length held against the journals of its set."""

from __future__ import annotations

import subprocess
from pathlib import Path

from same_samples import first_difference
from support.chronus import BIN, _CLEAN


def one_score(journals: list[Path], whole: Path) -> int:
    """A long set's journal is continued in next files, each of which begins with the scene as it was:
    without those scenes they are one score again. Gives the number of remarks, of which a hole is one
    that the comparison will find."""
    remarks = 0
    with whole.open("wb") as score:
        for journal in journals:
            in_scene = journal != journals[0]
            with journal.open("rb") as lines:
                for line in lines:
                    remarks += line.startswith(b"#")
                    if not in_scene:
                        score.write(line)
                    elif line.startswith(b"# End of the scene"):
                        in_scene = False
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
    journals = sorted((state / "journals").glob("*.score"), key=lambda path: (len(path.name), path.name))
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
