# SPDX-License-Identifier: MIT
"""Reads a log as a terminal does whose owner presses Ctrl-S now and then."""

from __future__ import annotations

import os
import random
import select
import threading
import time
from pathlib import Path


class SlowReader:
    """`end` is what the daemon writes to. Reads for a while, then lets the pipe fill for longer."""

    def __init__(self, to: Path, rng: random.Random):
        self._source, self.end = os.pipe()
        self._to = to
        self._rng = rng
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        """Once the daemon has its copy of `end`."""
        os.close(self.end)
        self._thread.start()

    def _run(self) -> None:
        with self._to.open("ab") as log:
            while not self._stop.is_set():
                until = time.monotonic() + self._rng.uniform(1.0, 10.0)
                while time.monotonic() < until and not self._stop.is_set():
                    if not select.select([self._source], [], [], 0.1)[0]:
                        continue
                    data = os.read(self._source, 65_536)
                    if not data:
                        return
                    log.write(data)
                    log.flush()
                self._stop.wait(self._rng.uniform(1.0, 60.0))

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
