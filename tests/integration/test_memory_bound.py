# SPDX-License-Identifier: MIT
"""All queues full at once, by many senders, beside a log that nobody reads: memory has a bound."""

import os
import socket
import struct
import time
import unittest
from pathlib import Path

from support import packets
from support.chronus import Daemon, TestCase

MOST_BYTES = 128 << 20
SENDERS = 60
SEQUENCERS = 4096
STEPS = 256
FILL_S = 25.0


def text(address: bytes, *words: bytes) -> bytes:
    return packets.message(address, b"s" * len(words), b"".join(map(packets.string, words)))


class MemoryBound(TestCase):
    def peak(self, daemon: Daemon) -> int:
        for line in Path(f"/proc/{daemon.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
        raise AssertionError("no VmHWM")

    def test_all_that_waits_at_once(self) -> None:
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        daemon = self.daemon("-v", log_to=writer)
        os.close(writer)
        before = self.peak(daemon)
        # None of them reads what it is answered.
        self.senders = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(SENDERS)]
        for sender in self.senders:
            self.addCleanup(sender.close)
            sender.connect(("127.0.0.1", daemon.port))
        self.fill_sequencers(daemon)
        self.fill_queues()
        self.assertLess(self.peak(daemon) - before, MOST_BYTES)
        # What the senders left fills the socket's queue, and the kernel drops what comes on top.
        status = daemon.client.insist_on_status(timeout_s=30)
        self.assertGreater(status["commands"]["refused"], 1_000)
        self.assertEqual(status["lost_frames"], 0)

    def fill_sequencers(self, daemon: Daemon) -> None:
        """Until they hold as much as there may be."""
        rest = b"x." * (STEPS // 2)
        lane = b" ".join(b"%d.5" % (100 + i) for i in range(STEPS))
        trigs = b" ".join(b"0.%d" % (10 + i % 80) for i in range(STEPS))
        for i in range(SEQUENCERS):
            name = b"s%d" % i
            sender = self.senders[i % SENDERS]
            for packet in (
                text(b"/seq/create", name),
                packets.message(b"/seq/steps", b"si", packets.string(name) + struct.pack(">i", STEPS)),
                text(b"/seq/chain", name, *[rest] * 64),
                text(b"/seq/prob", name, trigs),
                *[text(b"/seq/param_lane", name, b"lane%d" % n, lane) for n in range(8)],
            ):
                sender.send(packet)
            if i % 20 == 19:
                daemon.client.sync(i, timeout_s=30)

    def fill_queues(self) -> None:
        far = int(time.time()) + 2_208_988_800 + 50
        long = b"x" * 8000
        dated = packets.bundle(*[text(b"/seq/pattern", b"s1", long)] * 7, tag=far << 32)
        flags = b"," + b"T" * 2000
        wide = packets.bundle(packets.string(b"/no/such") + packets.string(flags), tag=far << 32)
        live = packets.bundle(*[text(b"/seq/pattern", b"s2", long)] * 7)
        asks = packets.bundle(
            *[text(b"/seq/info", b"s%d" % i) for i in range(40)],
            packets.message(b"/seq/list", b""),
            packets.message(b"/status", b""),
            packets.message(b"/patch/get", b""),
        )
        end = time.monotonic() + FILL_S
        while time.monotonic() < end:
            for sender in self.senders:
                for packet in (dated, wide, asks, live, asks):
                    try:
                        sender.send(packet)
                    except OSError:
                        time.sleep(0.001)


if __name__ == "__main__":
    unittest.main()
