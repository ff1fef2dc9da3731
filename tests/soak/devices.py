# SPDX-License-Identifier: MIT
"""Sound servers killed and started again in a performance. Exit status 0: each time the music came back by itself and was
heard at the server, the engine's clock went on in between, and the recording of it all is what its journal renders,
sample for sample: no frame was skipped, repeated or put out of order.

Prints how long each time took: from the kill until the engine's clock goes on without a server, and from a server that
listens again until sound reaches it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy  # noqa: E402  (the path above makes these importable)
from same_samples import first_difference  # noqa: E402
from support import servers  # noqa: E402
from support.chronus import BIN, _CLEAN, Daemon  # noqa: E402

RATE = 48_000
# Noise that never ends: whatever is captured, it sounds.
MUSIC = """\
0 /patch/create hiss noise
0 /patch/create level gain
0 /patch/connect hiss level
0 /patch/connect level output
0 /patch/commit
0 /mod/level/gain 0.3
"""
KINDS = ("jack", "pulse")
PATIENCE_S = 40
HEARD_S = 0.3


@dataclass
class Times:
    """Seconds of each kill and start."""

    clock_back: list[float] = field(default_factory=list)
    heard_again: list[float] = field(default_factory=list)

    def text(self, kind: str) -> str:
        def of(what: str, seconds: list[float]) -> str:
            each = " ".join(f"{s:.2f}" for s in seconds)
            return f"{kind}: {what}: median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s ({each})"

        return "\n".join((of("killed until the clock goes on", self.clock_back),
                          of("server there until heard", self.heard_again)))  # fmt: skip


def running_server(kind: str, directory: Path):
    return servers.jack(directory) if kind == "jack" else servers.pulse(directory)


def runs(audio: dict) -> bool:
    """A device has the music; on a machine that has no time for its server it may be a slow one."""
    return audio["state"] in ("running", "slow")


def capture(kind: str, env: dict[str, str], directory: Path) -> bool:
    """Whether something sounds at the server now."""
    if kind == "pulse":
        command = ["timeout", str(HEARD_S), "parec", "-d", "chronus.monitor", "--raw", "--format=float32le",
                   f"--rate={RATE}", "--channels=2", "--latency-msec=20"]  # fmt: skip
        got = subprocess.run(command, env={**os.environ, **env}, capture_output=True, timeout=20, check=False).stdout
        return bool(numpy.frombuffer(got[: len(got) // 4 * 4], "<f4").any())
    path = directory / "heard.wav"
    path.unlink(missing_ok=True)
    command = ["jack_capture", "--no-stdin", "--hide-buffer-usage", "-d", str(HEARD_S), "-b", "FLOAT", "-f", "wav",
               "-c", "2", "-p", "chronus:*", str(path)]  # fmt: skip
    subprocess.run(command, env={**os.environ, **env}, capture_output=True, timeout=20, check=False)
    # Past any header: samples of noise are never all 0.
    return path.exists() and any(path.read_bytes()[512:])


def wait(what: str, holds, daemon: Daemon) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not in {PATIENCE_S} s: {daemon.status()['audio']}\n{daemon.log()[-3000:]}")
        time.sleep(0.005)


def perform(kind: str, times: int, directory: Path) -> Times:
    """Raises AssertionError where the music did not go on as it should."""
    took = Times()
    score = directory / "music.score"
    score.write_text(MUSIC)
    live = directory / "live.wav"
    with servers.awake_cores(), running_server(kind, directory) as env:
        daemon = Daemon(directory, "--score", str(score), "--record", str(live), audio=kind, env=env)
        try:
            play_on(kind, times, daemon, env, took)
            if daemon.stop() != 0:
                raise AssertionError(f"it did not end well: {daemon.log()[-3000:]}")
        finally:
            daemon.kill()
    compare_with_journal(daemon, live, directory)
    return took


def play_on(kind: str, times: int, daemon: Daemon, env: servers.Environment, took: Times) -> None:
    def audio() -> dict:
        return daemon.status()["audio"]

    def frame() -> int:
        return daemon.status()["frame"]

    wait("the device", lambda: runs(audio()) and audio()["api"] == kind, daemon)
    wait("sound before any kill", lambda: capture(kind, env, daemon.directory), daemon)
    for n in range(times):
        env.server.kill()
        killed = time.monotonic()
        wait("the null clock", lambda: audio()["state"] == "fallback", daemon)
        before = frame()
        wait("the clock", lambda: frame() > before, daemon)
        took.clock_back.append(time.monotonic() - killed)
        wait("half a second without a server", lambda: frame() > before + RATE // 2, daemon)
        env.server.start()
        there = time.monotonic()
        wait("the device again", lambda: runs(audio()), daemon)
        again = time.monotonic() - there
        wait("sound at the server again", lambda: capture(kind, env, daemon.directory), daemon)
        took.heard_again.append(again)
        before = frame()
        wait("music on the device", lambda: frame() > before + RATE // 2, daemon)
        status = daemon.status()
        if status["lost_frames"] != 0 or status["failovers"] != 0:
            raise AssertionError(f"round {n + 1}: {status['lost_frames']} frames lost, {status['failovers']} failovers")
    reopened = audio()["reopened"]
    if reopened < times:
        raise AssertionError(f"reopened {reopened} times in {times} kills")


def compare_with_journal(daemon: Daemon, live: Path, directory: Path) -> None:
    journals = sorted((daemon.state_directory / "journals").glob("*.score"))
    if len(journals) != 1:
        raise AssertionError(f"{len(journals)} journals")
    rendered = directory / "journal.wav"
    subprocess.run([str(BIN / "chronus-render"), str(journals[0]), "-o", str(rendered)],
                   env=_CLEAN, check=True, capture_output=True)  # fmt: skip
    if (difference := first_difference(live, rendered)) is not None:
        raise AssertionError(f"the recording is not its journal: {difference}")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=10, help="kills of each server (10)")
    arguments.add_argument("--only", choices=KINDS, help="one kind of server")
    asked = arguments.parse_args()
    failed = 0
    for kind in [asked.only] if asked.only else KINDS:
        with tempfile.TemporaryDirectory(prefix="chronus-devices-") as place:
            try:
                took = perform(kind, asked.times, Path(place))
            except AssertionError as error:
                failed += 1
                print(f"{kind}: FAILED: {error}", flush=True)
                continue
        print(took.text(kind), flush=True)
        print(f"{kind}: {asked.times} kills: 0 frames skipped, the recording is its journal", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
