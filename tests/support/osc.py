# SPDX-License-Identifier: MIT
"""A live coder's client: python3-liblo over UDP, as a person would write it."""

from __future__ import annotations

import json
import time
from typing import Callable, NamedTuple

import liblo


class Reply(NamedTuple):
    address: str
    args: list
    types: str


class NoReply(AssertionError):
    pass


class Client:
    """Sends to one daemon; every answer comes to this client's own port."""

    def __init__(self, port: int, host: str = "127.0.0.1"):
        self.target = liblo.Address(host, port)
        self.server = liblo.Server()
        self.server.add_method(None, None, self._received)
        self.replies: list[Reply] = []

    def _received(self, path, args, types, _source) -> None:
        self.replies.append(Reply(path, list(args), types))

    @property
    def port(self) -> int:
        return self.server.port

    def close(self) -> None:
        self.server.free()

    def send(self, address: str, *args) -> None:
        """An argument is a value, or a pair of a type tag and a value: `("h", 3)`."""
        self.server.send(self.target, liblo.Message(address, *args))

    def bundle(self, messages: list[tuple], at: float | None = None) -> None:
        """Sends `(address, args…)` tuples as one bundle; `at`: seconds since 1900, as liblo.time()."""
        items = [liblo.Message(message[0], *message[1:]) for message in messages]
        bundle = liblo.Bundle(*items) if at is None else liblo.Bundle(at, *items)
        self.server.send(self.target, bundle)

    def wait_for(
        self, wanted: Callable[[Reply], bool], timeout_s: float = 5.0, what: str = "a reply"
    ) -> Reply:
        """The first reply that `wanted` takes, out of those not asked for yet."""
        deadline = time.monotonic() + timeout_s
        seen = 0
        while True:
            for index in range(seen, len(self.replies)):
                if wanted(self.replies[index]):
                    return self.replies.pop(index)
            seen = len(self.replies)
            left_ms = int((deadline - time.monotonic()) * 1000)
            if left_ms <= 0:
                raise NoReply(f"no {what} within {timeout_s} s; came: {self.replies[-8:]}")
            self.server.recv(left_ms)

    def drain(self) -> list[Reply]:
        """Everything that came and was not asked for."""
        while self.server.recv(0):
            pass
        replies, self.replies = self.replies, []
        return replies

    def ask(self, address: str, *args, reply: str, timeout_s: float = 5.0) -> Reply:
        self.send(address, *args)
        return self.wait_for(lambda r: r.address == reply, timeout_s, f"{reply} to {address}")

    def answer(self, address: str, *args, timeout_s: float = 5.0) -> Reply:
        """Sends, and waits for the /done or /fail that answers this address."""
        self.send(address, *args)
        return self.answer_to(address, *args, timeout_s=timeout_s)

    def answer_to(self, address: str, *args, timeout_s: float = 5.0) -> Reply:
        """Waits for the /done or /fail to what was sent before."""
        return self.wait_for(
            lambda r: r.address in ("/done", "/fail") and r.args[:1] == [address],
            timeout_s,
            f"/done or /fail to {address} {args}",
        )

    def do(self, address: str, *args, timeout_s: float = 5.0) -> Reply:
        """Sends what must succeed."""
        reply = self.answer(address, *args, timeout_s=timeout_s)
        if reply.address != "/done":
            raise AssertionError(f"{address} {args} was refused: {reply.args[1:]}")
        return reply

    def refused(self, address: str, *args) -> str:
        """Sends what must be refused; the reason."""
        reply = self.answer(address, *args)
        if reply.address != "/fail":
            raise AssertionError(f"{address} {args} was taken")
        return reply.args[1]

    def sync(self, number: int = 1, timeout_s: float = 5.0) -> None:
        """Returns once all that this client sent before has been applied."""
        self.send("/sync", ("i", number))
        self.wait_for(
            lambda r: r.address == "/synced" and r.args == [number], timeout_s, f"/synced {number}"
        )

    def status(self, timeout_s: float = 5.0) -> dict:
        return json.loads(self.ask("/status", reply="/status.reply", timeout_s=timeout_s).args[0])

    def insist_on_status(self, timeout_s: float, every_s: float = 2.0) -> dict:
        """Asks again while nothing comes: the kernel drops what finds the daemon's queue full."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                return self.status(every_s)
            except NoReply:
                if time.monotonic() > deadline:
                    raise

    def wait_status(
        self, wanted: Callable[[dict], bool], timeout_s: float = 10.0, what: str = "that state"
    ) -> dict:
        """Asks /status until `wanted` takes one. The daemon's frame moves on between two answers."""
        deadline = time.monotonic() + timeout_s
        status = self.status()
        while not wanted(status):
            if time.monotonic() > deadline:
                raise AssertionError(f"never saw {what} in {timeout_s} s; last: {status}")
            self.server.recv(2)  # paces the polling; answers to others are kept
            status = self.status()
        return status

    def wait_frame(self, frame: int, timeout_s: float = 60.0) -> dict:
        return self.wait_status(lambda s: s["frame"] >= frame, timeout_s, f"frame {frame}")
