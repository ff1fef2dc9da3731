# SPDX-License-Identifier: MIT
"""Engines that scenarios talk to, and what they leave behind when they end."""

from __future__ import annotations

import json
import os
from pathlib import Path

from support import processes
from support.chronus import Daemon
from support.osc import Client


class Engines:
    """Starts daemons below one directory and ends them all. `shared` is one for many scenarios."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.daemons: list[Daemon] = []
        self._shared: Daemon | None = None
        self._started = 0

    def start(self, *args: str, **options) -> Daemon:
        self._started += 1
        directory = self.directory / f"engine{self._started}"
        directory.mkdir(parents=True)
        # Velocities are read from samples up to full scale, which the ceiling would bend.
        daemon = Daemon(directory, "--ceiling", "off", *args, **options)
        self.daemons.append(daemon)
        return daemon

    def shared(self) -> Daemon:
        if self._shared is None:
            self._shared = self.start("--drills")
        return self._shared

    def tidy(self) -> None:
        """Makes the shared engine what it was at first, but for its patch."""
        if self._shared is None:
            return
        client = self._shared.client
        client.send("/notify", 0)
        client.answer("/patch/abort")
        if client.status()["record"]["state"] != "idle":
            client.answer("/record/stop")
        for name in sequencers(client):
            client.do("/seq/delete", name)
        client.do("/transport/bpm", 120)
        client.drain()

    def end(self) -> list[str]:
        """Ends all; what they left behind."""
        left = []
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                zombies = processes.zombies_of(daemon.pid)
                left += [f"zombie {pid} of {daemon.pid}" for pid in zombies]
                status = daemon.stop()
                if status != 0:
                    left.append(f"exit status {status}: {daemon.log()[-2000:]}")
            left += [entry for entry in daemon.leftovers() if str(os.getpid()) not in entry]
            daemon.client.close()
        self.daemons, self._shared = [], None
        return left


def sequencers(client: Client) -> list[str]:
    listed = json.loads(client.ask("/seq/list", reply="/seq/list.reply").args[0])
    return listed if isinstance(listed, list) else listed["sequencers"]


def info(client: Client, name: str) -> dict:
    return json.loads(client.ask("/seq/info", name, reply="/seq/info.reply").args[1])


def settings(client: Client) -> dict:
    """All that a refused message must leave as it is."""
    transport = json.loads(client.ask("/transport/info", reply="/transport/info.reply").args[0])
    return {
        "sequencers": {name: info(client, name) for name in sequencers(client)},
        "patch": json.loads(client.ask("/patch/get", reply="/patch/get.reply").args[0]),
        "bpm": transport["bpm"],
        "record": client.status()["record"]["state"],
    }
