# SPDX-License-Identifier: MIT
"""Renders examples and random patches with two renderers and holds the samples against each other, bit for bit.

compare.py --native BIN_DIR --other 'COMMAND…' [--patches N] [--seed N] [--seconds S] [SCORE…]
Without scores: the beginning of every example, every patch that ships with all its gates opened, and random patches,
as many as it takes for every module to be in one, or more. Exit status 1: some differ, or one could not be rendered.
The last line is the total.
"""

from __future__ import annotations

import argparse
import os
import re
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
PLAYED_S = 3.0


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


def played(score: Path, types: list[random_patches.Type], directory: Path) -> Path:
    """The patch, and something to hear: a second of every gate, and what rings after it."""
    text = score.read_text()
    gated = {kind.name for kind in types if kind.has_gate}
    names = [name for name, kind in re.findall(r"^0 /patch/create (\w+) (\w+)", text, flags=re.MULTILINE) if kind in gated]
    lines = [f"{at} /gate/{name} {gate}" for at, gate in ((0.1, "1 0.9"), (1.1, "0")) for name in names]
    made = directory / score.name
    made.write_text("\n".join([text, *lines, f"{PLAYED_S} /quit", ""]))
    return made


def random_scores(arguments: argparse.Namespace, types: list[random_patches.Type], directory: Path) -> list[Path]:
    """The first of them have every module in turn."""
    scores = []
    for number in range(max(arguments.patches, -(-len(types) // random_patches.OTHERS))):
        seed = arguments.seed + number
        scores.append(directory / f"random_{seed}.score")
        some = types[number * random_patches.OTHERS :][: random_patches.OTHERS]
        scores[-1].write_text(random_patches.score(types, seed, PLAYED_S, some))
    return scores


def all_work(arguments: argparse.Namespace, directory: Path) -> list[tuple[Path, list[str]]]:
    """Scores, and the renderers' options for each."""
    shorter = ["--seconds", str(arguments.seconds)]
    if arguments.scores:
        return [(score, shorter) for score in arguments.scores]
    types = random_patches.read_catalogue(Path(arguments.native) / "chronusctl")
    examples = sorted((ROOT / "examples").glob("*.score"))
    patches = sorted((ROOT / "examples" / "patches").glob("*.score"))
    wide = ["--channels", str(random_patches.CHANNELS)]
    return [
        *((score, shorter) for score in examples),
        *((played(score, types, directory), []) for score in patches),
        *((score, wide) for score in random_scores(arguments, types, directory)),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--native", required=True, metavar="BIN_DIR", help="with chronus-render and chronusctl")
    parser.add_argument("--other", required=True, metavar="COMMAND", help="the other renderer")
    parser.add_argument("--patches", type=int, default=0, help="random ones, or as many as have every module")
    parser.add_argument("--seed", type=int, default=1, help="of the first of them")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each score")
    parser.add_argument("scores", nargs="*", type=Path)
    arguments = parser.parse_args()
    native, other = [f"{arguments.native}/chronus-render"], shlex.split(arguments.other)
    os.environ.pop("CHRONUS_SIMD", None)
    alike = 0
    with tempfile.TemporaryDirectory(prefix="chronus-cross-") as name:
        directory = Path(name)
        work = all_work(arguments, directory)
        for score, options in work:
            difference = compare(native, other, score, options, directory)
            alike += difference is None
            print(f"{score.name}: {difference or 'the same samples'}", flush=True)
        print(f"{alike} the same, {len(work) - alike} not")
    return 0 if alike == len(work) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
