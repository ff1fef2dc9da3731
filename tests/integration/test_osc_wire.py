# SPDX-License-Identifier: MIT
"""What comes over the wire: messages that cannot be read, and the two addresses of this machine."""

import json
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


class Answers(TestCase):
    """To a client whose receive buffer has 1,500 bytes."""

    def setUp(self) -> None:
        super().setUp()
        self.daemon_ = self.daemon()
        self.client = self.daemon_.client
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.connect(("127.0.0.1", self.daemon_.port))
        self.socket.settimeout(5)

    def answer_to(self, packet: bytes) -> bytes:
        self.socket.send(packet)
        answer, _, flags, _ = self.socket.recvmsg(1500)
        self.assertFalse(flags & socket.MSG_TRUNC, answer[:40])
        return answer

    def page(self, address: str, *args: int | str) -> dict:
        types = "".join("i" if isinstance(arg, int) else "s" for arg in args).encode()
        body = b"".join(
            struct.pack(">i", arg) if isinstance(arg, int) else string(arg.encode()) for arg in args
        )
        answer = self.answer_to(message(address.encode(), types, body))
        return json.loads(answer[answer.index(b"{") :].rstrip(b"\0"))

    def pages(self, address: str, *args: int | str) -> list[dict]:
        pages = [self.page(address, *args, 0)]
        while pages[-1]["more"]:
            pages.append(self.page(address, *args, pages[-1]["next"]))
        return pages

    def test_what_was_done_is_answered_done_however_long_it_was(self) -> None:
        self.client.do("/seq/create", "s")
        long = struct.pack(">i", 1) * 1000
        answer = self.answer_to(message(b"/seq/prob", b"s" + b"i" * 1000, string(b"s") + long))
        self.assertTrue(answer.startswith(b"/clamped\0"))
        answer = self.socket.recv(1500)
        self.assertTrue(answer.startswith(b"/done\0"))
        self.assertIn("…".encode(), answer)

    def test_a_refusal_names_the_beginning_of_what_it_refuses(self) -> None:
        for packet in (
            message(b"/no/such/" + b"a" * 40_000, b""),
            message(b"/seq/start", b"s", string(b"a" * 40_000)),
            message(b"/seq/start", b"sb", string(b"a") + struct.pack(">I", 20_000) + bytes(20_000)),
            message(b"/seq/bpm", b"s" + b"f" * 2_000, string(b"a") + bytes(8_000)),
            message(b"/gate/" + b"g" * 40_000, b"i", bytes(4)),
        ):
            answer = self.answer_to(packet)
            self.assertTrue(answer.startswith(b"/fail\0"), answer[:40])
            self.assertIn(packet[:20].split(b"\0")[0], answer)

    def test_a_long_answer_comes_in_pages_that_any_buffer_holds(self) -> None:
        names = [f"a_sequencer_with_a_name_{n}" for n in range(120)]
        for name in names:
            self.client.do("/seq/create", name)
        listed = [name for page in self.pages("/seq/list") for name in page["items"]]
        self.assertEqual(sorted(listed), sorted(names))
        listed = [row["id"] for page in self.pages("/status") for row in page["sequencers"]]
        self.assertEqual(sorted(listed), sorted(names))
        modules = [row for page in self.pages("/patch/get") for row in page.get("modules", [])]
        whole = json.loads(self.client.ask("/patch/get", reply="/patch/get.reply").args[0])
        self.assertEqual(modules, whole["modules"])
        info = self.pages("/seq/info", names[0])
        self.assertEqual({page.get("pattern") for page in info} - {None}, {"x..............."})

    def test_more_than_a_datagram_holds_is_answered_with_its_beginning(self) -> None:
        for n in range(2_000):
            self.client.send("/seq/create", f"a_sequencer_with_a_name_{n}")
            if n % 100 == 99:  # a socket's buffer holds some hundred answers
                self.client.sync(n)
        self.client.wait_status(lambda s: s["sequencers_total"] == 2_000)
        reply = self.client.ask("/seq/list", reply="/seq/list.reply")
        page = json.loads(reply.args[0])
        self.assertTrue(page["more"])
        names = list(page["items"])
        while page["more"]:
            reply = self.client.ask("/seq/list", page["next"], reply="/seq/list.reply")
            page = json.loads(reply.args[0])
            names += page["items"]
        self.assertEqual(len(set(names)), 2_000)

    def test_everyday_answers_fit_four_kilobytes_whole(self) -> None:
        for n in range(8):
            self.client.do("/seq/create", f"seq{n}")
        for address, *args in (("/status",), ("/seq/list",), ("/seq/info", "seq1"), ("/patch/get",),
                               ("/module/list",), ("/module/info", "mixer")):  # fmt: skip
            reply = self.client.ask(address, *args, reply=f"{address}.reply")
            self.assertLess(len(reply.args[-1]), 4_000, address)


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
