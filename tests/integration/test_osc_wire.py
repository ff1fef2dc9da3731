# SPDX-License-Identifier: MIT
"""What comes over the wire: messages that cannot be read, and the two addresses of this machine."""

import socket
import struct
import unittest

from support.chronus import TestCase
from support.packets import bundle, message, string


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


class Elements(TestCase):
    def test_a_message_that_cannot_be_read_costs_only_itself(self) -> None:
        client = self.daemon().client
        bad = {
            "/seq/steps": message(b"/seq/steps", b"c", b"\0\0\0A"),
            "/seq/prob": message(b"/seq/prob", b"[ii]", struct.pack(">ii", 1, 1)),
            "/seq/cond": message(b"/seq/cond", b"s" + b"N" * 2048, string(b"b")),
            "/seq/nudge": message(b"/seq/nudge", b"sf", string(b"b")),
        }
        for number, (address, element) in enumerate(bad.items()):
            with self.subTest(address=address):
                before, after = f"a{number}".encode(), f"b{number}".encode()
                packet = bundle(
                    message(b"/seq/create", b"s", string(before)),
                    element,
                    message(b"/seq/create", b"s", string(after)),
                )
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                    sender.connect(("127.0.0.1", client.target.port))
                    sender.settimeout(5)
                    sender.send(packet)
                    answers = b"".join(sender.recv(4096) for _ in range(3))
                self.assertEqual(answers.count(b"/done\0"), 2)
                self.assertEqual(answers.count(b"/fail\0"), 1)
                self.assertIn(string(address.encode()), answers)
        self.assertEqual(client.status()["sequencers_total"], 2 * len(bad))
        client.wait_status(lambda s: s["commands"]["malformed"] == len(bad), what="four malformed")

    def test_a_refused_answer_of_another_server_is_not_answered(self) -> None:
        daemon = self.daemon()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", daemon.port))
            sender.send(message(b"/fail", b"c", b"\0\0\0A"))
            sender.send(message(b"/version", b""))
            sender.settimeout(5)
            self.assertIn(b"/version.reply", sender.recv(4096))


@unittest.skipUnless(has_ipv6(), "this machine has no ::1")
class Families(TestCase):
    def test_localhost_is_heard_as_either_address(self) -> None:
        daemon = self.daemon()
        for host in ("127.0.0.1", "::1"):
            with self.subTest(host=host):
                family = socket.AF_INET6 if ":" in host else socket.AF_INET
                with socket.socket(family, socket.SOCK_DGRAM) as sender:
                    sender.connect((host, daemon.port))  # hears that address alone
                    sender.settimeout(5)
                    sender.send(message(b"/version", b""))
                    self.assertIn(b"/version.reply", sender.recv(4096))

    def test_chronusctl_speaks_to_an_ipv6_address(self) -> None:
        daemon = self.daemon()
        for ways in ({"args": ["--osc", f"[::1]:{daemon.port}"], "env": None},
                     {"args": [], "env": {"CHRONUS_OSC_HOST": "::1", "CHRONUS_OSC_PORT": str(daemon.port)}}):  # fmt: skip
            with self.subTest(**ways):
                done = self.run_program("chronusctl", *ways["args"], "version", env=ways["env"])
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("chronus", done.stdout)

    def test_two_engines_do_not_share_a_port_in_either_family(self) -> None:
        first = self.daemon()
        args = ["--audio", "null", "--state-dir", str(self.directory / "s")]
        done = self.run_program("chronusd", *args, "--osc", f"[::1]:{first.port}")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"[::1]:{first.port}", done.stderr)

    def test_a_bad_ipv6_address_is_refused_by_name(self) -> None:
        args = ["--audio", "null", "--state-dir", str(self.directory / "s")]
        for host in ("::1:5005", "[::1", "[::zz]:5005"):
            done = self.run_program("chronusd", *args, "--osc", host)
            self.assertEqual(done.returncode, 2, host)
            self.assertIn("--osc", done.stderr)


if __name__ == "__main__":
    unittest.main()
