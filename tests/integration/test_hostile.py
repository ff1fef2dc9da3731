# SPDX-License-Identifier: MIT
"""One client sends the dearest it can: nothing of the music is lost, and others are answered."""

import socket
import time
import unittest

from support import packets
from support.chronus import TestCase

SECONDS = 1.5


class HostileClients(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.engine = self.daemon()
        self.good = self.engine.client
        self.good.do("/seq/create", "good")
        self.hostile = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(self.hostile.close)

    def flood(self, *datagrams: bytes, count: int = 1 << 30, new_ports: bool = False) -> None:
        """As fast as it goes, with a question of the good client every now and then."""
        before = self.engine.status(timeout_s=30)
        end = time.monotonic() + SECONDS
        number = 0
        asked = time.monotonic()
        while time.monotonic() < end and number < count:
            for _ in range(32):
                if new_ports:
                    self.hostile.close()
                    self.hostile = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                try:
                    self.hostile.sendto(datagrams[number % len(datagrams)], self._target())
                except OSError:
                    time.sleep(0.001)
                number += 1
            if time.monotonic() - asked > 0.2:
                # Not a tenth of what it took in seconds before, even on a machine that is busy.
                self.good.do("/seq/gate_len", "good", 0.5, timeout_s=3.0)
                asked = time.monotonic()
        self.good.do("/seq/stop_all", timeout_s=3.0)
        after = self.engine.status(timeout_s=30)
        self.assertEqual(after["lost_frames"], before["lost_frames"])
        self.assertEqual(
            [worker["deaths"] for worker in after["workers"]],
            [worker["deaths"] for worker in before["workers"]],
        )

    def _target(self) -> tuple[str, int]:
        return ("127.0.0.1", self.engine.port)

    def test_commits(self) -> None:
        edit = packets.message(b"/patch/edit", b"")
        commit = packets.message(b"/patch/commit", b"")
        self.flood(packets.bundle(edit, commit), count=2_000)

    def test_questions(self) -> None:
        self.flood(packets.message(b"/status", b""), packets.message(b"/patch/get", b""))

    def test_bundles_of_questions(self) -> None:
        status = packets.message(b"/status", b"")
        self.flood(packets.bundle(*[status] * 2_000))

    def test_patterns_of_addresses(self) -> None:
        self.flood(packets.message(b"/*/*/*", b"i", b"\0\0\0\1"))

    def test_long_texts(self) -> None:
        body = packets.string(b"good") + packets.string(b"x" * 60_000)
        self.flood(packets.message(b"/seq/pattern", b"ss", body))

    def test_source_ports(self) -> None:
        self.flood(b"bad!", packets.message(b"/sync", b"i", b"\0\0\0\1"), new_ports=True)

    def test_answers_of_other_servers(self) -> None:
        self.flood(packets.bundle(*[packets.message(b"/done", b"")] * 3_000))

    def test_a_schedule_that_is_full(self) -> None:
        seconds = int(time.time()) + 2_208_988_800 + 40
        message = packets.message(b"/mod/filter1/freq", b"f", b"\x44\x48\0\0")
        bundle = packets.bundle(message, tag=seconds << 32)
        self.flood(bundle, count=70_000)
        # Others may still say when.
        self.good.bundle([("/seq/gate_len", "good", 0.25)], at=float(seconds - 39))
        self.good.wait_for(lambda r: r.address == "/done" and r.args[-1] == 0.25)


if __name__ == "__main__":
    unittest.main()
