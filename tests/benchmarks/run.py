# SPDX-License-Identifier: MIT
"""Runs the benchmarks and prints their figures beside their targets.

run.py [rings] [conductor] [keyframe] [voices] [modules] [flood] [latency] [recovery]
       [render] [sync] [hostile] [clients [--seconds S] [--hostile-rate N]] [sample_voices] [sample_bank] [live_voices]
       [live [--seconds S]]   all of them without a name
run.py voices --peers [--repetitions N]   other engines too, on the same work
Exit status 1: one could not be measured, or clients missed a target. Any other's missed target is no failure: the machine may be
busy.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import clients  # noqa: E402  (the path above makes their imports work)
import flood  # noqa: E402
import hostile  # noqa: E402
import latency  # noqa: E402
import live  # noqa: E402
import micro  # noqa: E402
import peers  # noqa: E402
import recovery  # noqa: E402
import render  # noqa: E402
import report  # noqa: E402
import sample_bank  # noqa: E402
import sample_voices  # noqa: E402
import sync  # noqa: E402

BENCHMARKS = {
    "rings": lambda directory: micro.rings(),
    "sandbox": lambda directory: micro.sandbox(),
    "conductor": lambda directory: micro.conductor(),
    "keyframe": lambda directory: micro.keyframe(),
    "voices": lambda directory: micro.voices(),
    "modules": lambda directory: micro.modules(),
    "flood": flood.print_rows,
    "latency": latency.print_rows,
    "recovery": recovery.print_rows,
    "render": render.print_rows,
    "sync": sync.print_rows,
    "hostile": hostile.print_rows,
    "sample_voices": sample_voices.print_rows,
    "sample_bank": sample_bank.print_rows,
    "live_voices": live.print_voices_rows,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Prints figures beside their targets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join([*BENCHMARKS, "clients", "live"]))
    parser.add_argument("--peers", action="store_true", help="of voices: beside other engines")
    parser.add_argument("--repetitions", type=int, default=5, help="of each of these runs")
    parser.add_argument("--hostile-rate", type=float, default=math.inf, help="of clients: messages a second (all it can)")
    parser.add_argument("--seconds", type=float, help="of live: of the song (180); of clients (60)")
    arguments = parser.parse_args()
    BENCHMARKS["live"] = lambda directory: live.print_rows(directory, arguments.seconds or 180.0)
    BENCHMARKS["clients"] = lambda directory: clients.print_rows(
            directory, arguments.seconds or 60.0, arguments.hostile_rate
        )
    names = arguments.names or list(BENCHMARKS)
    if arguments.peers and "voices" not in names:
        parser.error("--peers is of voices")
    for name in names:
        if name not in BENCHMARKS:
            parser.error(f"no benchmark '{name}': there are {', '.join(BENCHMARKS)}")
    report.print_machine()
    failed = 0
    directory = Path(tempfile.mkdtemp(prefix="chronus-bench-"))
    try:
        for name in names:
            try:
                if BENCHMARKS[name](directory / name) is False:
                    failed = 1
                if name == "voices" and arguments.peers:
                    peers.print_rows(directory / "peers", arguments.repetitions)
            except Exception as error:  # the others still have something to say
                print(f"  {name} could not be measured: {error}", flush=True)
                failed = 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
