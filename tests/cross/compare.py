# SPDX-License-Identifier: MIT
"""Renders examples and random patches with two renderers and holds the samples against each other, bit for bit.

compare.py --native BIN_DIR --other 'COMMAND…' [--patches N] [--seed N] [--seconds S] [SCORE…]
Without scores: every example, and N random patches. Exit status 1: some differ, or one could not be rendered.
The last line is the total.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

import random_patches  # noqa: E402  (the path above makes their imports work)
from support import wav  # noqa: E402

LIMIT_S = 1800


def render(command: list[str], score: Path, out: Path, options: list[str]) -> wav.Wav:
    done = subprocess.run([*command, str(score), "-o", str(out), *options], capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode not in (0, 1) or not out.exists():
        raise RuntimeError(f"{shlex.join(command)}: exit {done.returncode}: {done.stderr[-400:]}")
    return wav.read(out)


def compare(native: list[str], other: list[str], score: Path, options: list[str], directory: Path) -> str | None:
    """None where both give the same; else how they part."""
    try:
        reference = render(native, score, directory / "native.wav", options)
        return wav.first_difference(render(other, score, directory / "other.wav", options), reference)
    except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
        return str(error)


def random_scores(arguments: argparse.Namespace, directory: Path) -> list[Path]:
    types = random_patches.read_catalogue(Path(arguments.native) / "chronusctl")
    scores = []
    for seed in range(arguments.seed, arguments.seed + arguments.patches):
        scores.append(directory / f"random_{seed}.score")
        scores[-1].write_text(random_patches.score(types, seed, 3.0))
    return scores


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--native", required=True, metavar="BIN_DIR", help="with chronus-render and chronusctl")
    parser.add_argument("--other", required=True, metavar="COMMAND", help="the other renderer")
    parser.add_argument("--patches", type=int, default=20, help="random ones")
    parser.add_argument("--seed", type=int, default=1, help="of the first of them")
    parser.add_argument("--seconds", type=float, help="of each example; else the whole")
    parser.add_argument("scores", nargs="*", type=Path)
    arguments = parser.parse_args()
    native, other = [f"{arguments.native}/chronus-render"], shlex.split(arguments.other)
    os.environ.pop("CHRONUS_SIMD", None)
    alike = 0
    with tempfile.TemporaryDirectory(prefix="chronus-cross-") as name:
        directory = Path(name)
        shorter = ["--seconds", str(arguments.seconds)] if arguments.seconds else []
        wide = ["--channels", str(random_patches.CHANNELS)]
        work = [(score, shorter) for score in arguments.scores or sorted((ROOT / "examples").glob("**/*.score"))]
        if not arguments.scores:
            work += [(score, wide) for score in random_scores(arguments, directory)]
        for score, options in work:
            difference = compare(native, other, score, options, directory)
            alike += difference is None
            print(f"{score.name}: {difference or 'the same samples'}", flush=True)
        print(f"{alike} the same, {len(work) - alike} not")
    return 0 if alike == len(work) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
