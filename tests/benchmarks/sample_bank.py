# SPDX-License-Identifier: MIT
"""A bank of two thousand files, 250 MB: from start to first sound, what it takes in memory, and whether loading all of
it while music plays costs an underrun."""

from __future__ import annotations

import json
import time
import wave
from pathlib import Path

import numpy
from report import Row, print_row, print_section
from support.chronus import Daemon
from support.osc import Client

FILES, FRAMES, RATE = 2_000, 62_500, 48_000  # of 16 bits: 250 MB
LOUD_DB = -60.0


def _make(folder: Path) -> None:
    folder.mkdir(parents=True)
    noise = numpy.random.default_rng(1).integers(-16_000, 16_000, FRAMES + FILES, dtype="<i2")
    for n in range(FILES):
        with wave.open(str(folder / f"{n:04}.wav"), "wb") as out:
            out.setparams((1, 2, RATE, 0, "NONE", ""))
            out.writeframes(noise[n : n + FRAMES].tobytes())


def _peak_db(client: Client) -> float:
    """What has been heard, from /status: it needs no whole second of music yet."""
    return client.status()["levels"]["peak_db"] or -200.0


def print_rows(directory: Path) -> None:
    print_section(f"A bank of {FILES} files, {FILES * FRAMES * 2 / 1e6:.0f} MB")
    directory.mkdir()
    _make(directory / "samples" / "bank")
    begun = time.monotonic()
    daemon = Daemon(directory, "--samples", str(directory / "samples"), "--sample-bytes", "2G", wait_ready=False,
                    env={"XDG_CACHE_HOME": str(directory / "cache")})  # fmt: skip
    try:
        daemon.wait_playing()
        client = daemon.client
        for message in (("/patch/new",), ("/patch/create", "s", "sampler", 8), ("/patch/connect", "s", "output"), ("/patch/commit",)):
            client.do(*message)
        client.send("/mod/s/sample", "bank:1777")
        while client.ask("/mod/s/sample", reply="/mod/s/sample.reply").args[-1] != "bank:1777":
            client.sync()
        client.send("/note/s", 60, 1.0)
        while _peak_db(client) < LOUD_DB:
            client.sync()
        took = time.monotonic() - begun
        print_row(Row("from start to first sound", f"{took:.2f} s", "<= 1 s", took <= 1.0))

        daemon.wait_ready()
        before = daemon.status()["audio"]["underruns"]
        begun = time.monotonic()
        for n in range(FILES):
            client.do("/sample/load", f"n{n}", f"bank/{n:04}.wav", timeout_s=60.0)
            client.send("/note/s", 60, 1.0)
        took = time.monotonic() - begun
        status = daemon.status()
        underruns = status["audio"]["underruns"] - before
        print_row(Row("loading all of it while it plays", f"{took:.1f} s, {underruns} underruns", "0 underruns", underruns == 0))
        decoded = status["samples"]["bytes"]
        wanted = (FILES + 1) * FRAMES * 4
        print_row(Row("memory of what is decoded", f"{decoded / 1e6:.0f} MB", f"{wanted / 1e6:.0f} MB as floats", abs(decoded - wanted) < wanted // 50))
    finally:
        daemon.kill()
