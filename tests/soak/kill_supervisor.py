# SPDX-License-Identifier: MIT
"""kill -9 of chronusd in mid-performance under runit, over and over: how long until it is heard again,
whether it is on its grid, whether anything is lost. Exit status 0: nothing was."""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from support.kill_drill import Cost, Drill  # noqa: E402  (the path above makes it importable)

MEDIAN_MS = 500.0


def tell(what: str, costs: list[Cost]) -> bool:
    """Prints the figures of a series; whether they are what they have to be."""
    if not costs:
        return True
    to_sound = sorted(cost.to_sound_ms for cost in costs)
    phases = [phase for cost in costs for phase in cost.phase_frames]
    median = statistics.median(to_sound)
    worst_phase = max(phases, key=abs)
    wall = max((cost.wall_ms for cost in costs), key=abs)
    print(f"{what}: {len(costs)} times, back each time, the session as it was, the commands of the gap played")
    print(f"  kill to sound: median {median:.0f} ms, worst {to_sound[-1]:.0f} ms")
    print(f"  phase error against the first life's grid: {worst_phase} frames at the most, of {len(phases)} steps")
    print(f"  that grid against the wall clock, from life to life: {wall:+.2f} ms at the most")
    return worst_phase == 0 and median <= MEDIAN_MS


def main() -> int:
    options = argparse.ArgumentParser(prog="scripts/soak kill-supervisor", description=__doc__)
    options.add_argument("--times", type=int, default=50, metavar="N", help="kills of chronusd")
    options.add_argument("--all", type=int, default=20, metavar="N", help="kills of all its processes")
    options.add_argument("--cut", type=int, default=20, metavar="N", help="sessions cut off at any byte")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="chronus-kills-"))
    drill = Drill(directory / "drill", chosen.seed)
    well = True
    try:
        drill.begin()
        well &= tell("kill -9 of chronusd", [drill.kill() for _ in range(chosen.times)])
        everything = [drill.kill(everything=True) for _ in range(chosen.all)]
        well &= tell("kill -9 of chronusd, workers, spare and disks", everything)
        cuts = [drill.cut() for _ in range(chosen.cut)]
        if cuts:
            lost = sum(found < whole for whole, found in cuts)
            print(f"the session's tail cut off at a byte of chance: {len(cuts)} times; whole changes lost: {lost}")
            print(f"  whole changes left in the file, and found: {cuts}")
            well &= lost == 0
    finally:
        drill.service.stop()
    if well:
        shutil.rmtree(directory)
    else:
        print(f"what it left: {directory}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
