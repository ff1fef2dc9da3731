# SPDX-License-Identifier: MIT
"""Rows of what it costs never to stop: how soon there are two workers again, and what the second
one takes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import latency
from report import Row, print_row, print_section, quantile
from support import scores
from support.chronus import Daemon, both_ready

KILLS = 60
TARGET_MS = 50
MEASURED_S = 6


def _start(directory: Path, seconds: float, *options: str) -> Daemon:
    directory.mkdir(parents=True)
    score = directory / "dense.score"
    score.write_text(scores.dense(seconds))
    daemon = Daemon(directory, "--score", str(score), *options, wait_ready=False)
    daemon.wait_playing()
    return daemon


def recover(directory: Path) -> None:
    daemon = _start(directory, 600)
    try:
        client = daemon.client
        times_ms, gap = [], 0
        for kill in range(KILLS):
            # The spare is back, so that each kill meets what the one before met.
            status = client.wait_status(lambda s: both_ready(s) and s["standby"]["spare_ready"], 20)
            slot = status["active_slot"] if kill % 2 == 0 else 1 - status["active_slot"]
            pid = status["workers"][slot]["pid"]
            before = status["audio"]["concealed_frames"]
            started = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            status = client.wait_status(
                lambda s, gone=pid: both_ready(s) and gone not in {w["pid"] for w in s["workers"]}, 20
            )
            times_ms.append((time.monotonic() - started) * 1e3)
            gap += status["audio"]["concealed_frames"] - before
        lost = status["lost_frames"]
        daemon.stop()
    finally:
        daemon.kill()
    median = quantile(times_ms, 0.5)
    figure = f"{median:.1f} ms, 99th {quantile(times_ms, 0.99):.1f} ms"
    print_row(Row("SIGKILL to both ready", figure, f"<= {TARGET_MS} ms", median <= TARGET_MS))
    print_row(Row(f"gap of {KILLS} kills", f"{gap} frames, {lost} lost", "0", gap + lost == 0))


def lose_both(directory: Path) -> None:
    daemon = _start(directory, 600)
    try:
        client = daemon.client
        gaps, times_ms = [], []
        for _ in range(10):
            client.wait_frame(client.status()["frame"] + 7 * 48_000)  # the ladder begins anew
            status = client.wait_status(lambda s: both_ready(s) and s["standby"]["spare_ready"], 20)
            pids = {worker["pid"] for worker in status["workers"]}
            started = time.monotonic()
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            status = client.wait_status(
                lambda s, gone=pids: both_ready(s) and not gone & {w["pid"] for w in s["workers"]}, 20
            )
            times_ms.append((time.monotonic() - started) * 1e3)
            gaps.append(status["restores"]["last_gap_frames"])
        lost = status["lost_frames"]
        daemon.stop()
    finally:
        daemon.kill()
    figure = f"{quantile(gaps, 0.5):.0f} frames, most {max(gaps)}; {lost} lost"
    print_row(Row("gap when both die at once", figure, "bounded", None))
    print_row(Row("both killed to both ready", f"{quantile(times_ms, 0.5):.0f} ms", "", None))


def _cpu_s(pid: int) -> float:
    """The process's own clock, as clock_getcpuclockid() names it: ticks miss what is shorter."""
    return time.clock_gettime(~pid << 3 | 2)


def _used(directory: Path, mode: str) -> tuple[float, float]:
    """Processor seconds a second of music: the workers, and everything."""
    daemon = _start(directory, 60, "--standby", mode)
    try:
        client = daemon.client
        status = client.wait_status(lambda s: s["standby"]["spare_ready"], 20)
        workers = [w["pid"] for w in status["workers"] if w["pid"] > 0]
        everybody = [*workers, daemon.pid, status["standby"]["spare_pid"]]
        first = client.wait_frame(48_000)["frame"]
        before = [_cpu_s(pid) for pid in everybody]
        last = client.wait_frame(first + MEASURED_S * 48_000)["frame"]
        used = [_cpu_s(pid) - start for pid, start in zip(everybody, before)]
        daemon.stop()
    finally:
        daemon.kill()
    music_s = (last - first) / 48_000
    return sum(used[: len(workers)]) / music_s, sum(used) / music_s


def second_worker(directory: Path) -> None:
    hot, hot_all = _used(directory / "hot", "hot")
    warm, warm_all = _used(directory / "warm", "warm")
    figure = f"workers {hot / warm:.2f} x, everything {hot_all / warm_all:.2f} x"
    print_row(Row("processor, two workers against one", figure, "about 2 x", None))
    print(f"    of a core: workers {hot:.3f} and {warm:.3f}, everything {hot_all:.3f} and {warm_all:.3f}")


def lead(directory: Path) -> None:
    medians = []
    for blocks in (4, 1):
        _, values, _ = latency.measure(directory / f"lead{blocks}", "--lead", str(blocks))
        medians.append(quantile(values, 0.5))
    figure = f"{medians[0] / medians[1]:.2f} x ({medians[0]:.0f} and {medians[1]:.0f} frames)"
    print_row(Row("latency, lead 4 against lead 1", figure, "3 blocks more by design", None))


def print_rows(directory: Path) -> None:
    print_section("What it costs never to stop", "dense score, null device; keyframes: see keyframe")
    directory.mkdir()
    recover(directory / "recover")
    lose_both(directory / "lose_both")
    second_worker(directory / "second")
    lead(directory)
