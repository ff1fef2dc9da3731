# SPDX-License-Identifier: MIT
"""Refused, and nothing has changed: neither the session nor a file nor the memory that it takes."""

import json
import re
import resource
import socket
import struct
import time
import unittest
from pathlib import Path

from support.chronus import ROOT, TestCase
from support.packets import message, string

# One good message for each of the vocabulary. Every argument is a kind and a value: s text, d a
# number, i a whole number, v a value of a list, * whatever it is.
VOCABULARY = {
    "/seq/create": [("s", "new")],
    "/seq/delete": [("s", "kick")],
    "/seq/list": [],
    "/seq/info": [("s", "kick")],
    "/seq/config": [("s", "kick"), ("d", 140), ("i", 8), ("i", 16)],
    "/seq/pattern": [("s", "kick"), ("s", "x..x")],
    "/seq/param_lane": [("s", "kick"), ("s", "freq"), ("v", 100)],
    "/seq/assign": [("s", "kick"), ("s", "gate"), ("s", "adsr1")],
    "/seq/unassign": [("s", "kick"), ("s", "gate"), ("s", "adsr1")],
    "/seq/start": [("s", "kick")],
    "/seq/stop": [("s", "kick")],
    "/seq/reset": [("s", "kick")],
    "/seq/reset_all": [],
    "/seq/start_all": [],
    "/seq/stop_all": [],
    "/seq/bpm": [("s", "kick"), ("d", 99)],
    "/seq/gate_len": [("s", "kick"), ("d", 0.25)],
    "/seq/division": [("s", "kick"), ("i", 8)],
    "/seq/steps": [("s", "kick"), ("i", 8)],
    "/seq/euclid": [("s", "kick"), ("i", 3), ("i", 8), ("i", 1)],
    "/seq/rotate": [("s", "kick"), ("i", 1)],
    "/seq/swing": [("s", "kick"), ("d", 60)],
    "/seq/prob": [("s", "kick"), ("v", 50)],
    "/seq/ratchet": [("s", "kick"), ("v", 2)],
    "/seq/nudge": [("s", "kick"), ("v", 0.25)],
    "/seq/cond": [("s", "kick"), ("v", "1ST")],
    "/seq/fill": [("s", "kick"), ("i", 1)],
    "/seq/seed": [("s", "kick"), ("i", 7)],
    "/seq/chain": [("s", "kick"), ("s", "x.")],
    "/seq/quantum": [("s", "kick"), ("d", 4)],
    "/seq/follow": [("s", "kick")],
    "/seq/mute": [("s", "kick"), ("i", 1)],
    "/transport/bpm": [("d", 90)],
    "/transport/start": [("*", 4)],
    "/transport/info": [],
    "/transport/stop": [],
    "/panic": [],
    "/patch/create": [("s", "new"), ("s", "gain"), ("i", 1)],
    "/patch/connect": [("s", "sine1"), ("s", "output")],
    "/patch/disconnect": [("s", "sine1"), ("s", "adsr1")],
    "/patch/delete": [("s", "sine1")],
    "/patch/new": [],
    "/patch/edit": [],
    "/patch/abort": [],
    "/patch/commit": [],
    "/patch/get": [],
    "/patch/save": [("s", "mine")],
    "/patch/load": [("s", "mine")],
    "/patch/list": [],
    "/module/list": [],
    "/module/info": [("s", "sine")],
    "/notify": [("i", 1)],
    "/version": [],
    "/status": [],
    "/module/cost": [],
    "/meter": [("s", "sine1")],
    "/help": [("*", "/seq")],
    "/record/start": [("s", "take"), ("s", "16")],
    "/record/stop": [],
    "/record/status": [],
    "/worker/restart": [("i", 0)],
    "/worker/kill": [("i", 1)],
}
# Streams tell a refusal once in a while only.
STREAMS = {
    "/mod/sine1/freq": [("d", 220)],
    "/mod/filter1/mode": [("v", "highpass")],
    "/gate/adsr1": [("i", 1), ("d", 0.5)],
}

NEITHER = [(b"N", b""), (b"I", b""), (b"b", struct.pack(">I", 4) + b"\1\2\3\4"), (b"t", b"\0" * 8)]
NOT_FINITE = [(b"f", struct.pack(">f", value)) for value in (float("nan"), float("inf"))]
NO_TEXT = NEITHER + NOT_FINITE + [(b"T", b""), (b"F", b""), (b"f", struct.pack(">f", 33333333.0))]
NO_NUMBER = NEITHER + NOT_FINITE + [(b"s", string(b"many")), (b"s", string(b""))]
NO_WHOLE = NO_NUMBER + [(b"f", struct.pack(">f", 0.5)), (b"d", struct.pack(">d", -1e300))]
WRONG = {"s": NO_TEXT, "d": NO_NUMBER, "i": NO_WHOLE, "v": NEITHER + NOT_FINITE, "*": NEITHER}


def encoded(value) -> tuple[bytes, bytes]:
    if isinstance(value, str):
        return b"s", string(value.encode())
    if isinstance(value, float):
        return b"f", struct.pack(">f", value)
    return b"i", struct.pack(">i", value)


def packet(address: str, args: list[tuple[bytes, bytes]]) -> bytes:
    return message(address.encode(), b"".join(a[0] for a in args), b"".join(a[1] for a in args))


def bad_packets(address: str, good: list) -> list[bytes]:
    """What the address refuses for certain."""
    args = [encoded(value) for _, value in good]
    forms = []
    for place, (kind, _) in enumerate(good):
        for wrong in WRONG[kind]:
            forms.append([*args[:place], wrong, *args[place + 1 :]])
    if good and good[0][0] == "s" and address.startswith("/seq/") and address != "/seq/create":
        for name in (b"nobody", b"nobod*", b"[", b"", b"Kick", b"x" * 5000):
            forms.append([(b"s", string(name)), *args[1:]])
    if address == "/seq/create":
        forms += [[(b"s", string(name))] for name in (b"", b"Kick", b"a b", b"x" * 33, b"\xff\xfe")]
    forms.append([*args, *[(b"N", b"")] * 70])
    forms.append([*args, *[(b"s", string(b"x"))] * 1500])
    # Without arguments these are done, or asked.
    may_go_without = ("/transport/start", "/record/start", "/transport/bpm", "/help", "/meter")
    if good and address not in may_go_without and not address.startswith(("/mod/", "/gate/")):
        forms.append([])
    return [packet(address, form) for form in forms]


class Refusals(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.engine = self.daemon()
        client = self.engine.client
        for line in (
            ("/seq/create", "kick"),
            ("/seq/assign", "kick", "param", "sine1", "freq"),
            ("/seq/param_lane", "kick", "freq", 100, 200),
            ("/patch/edit",),
            ("/patch/create", "extra", "lfo"),
        ):
            client.do(*line)
        self.sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sender.bind(("127.0.0.1", 0))
        self.sender.settimeout(10)
        self.addCleanup(self.sender.close)

    def refusals(self, packets: list[bytes]) -> int:
        """Sends them, and counts the `/fail`s of what came before the answer to a sync."""
        for one in packets:
            self.sender.sendto(one, ("127.0.0.1", self.engine.port))
        self.sender.sendto(packet("/sync", [encoded(1)]), ("127.0.0.1", self.engine.port))
        count = 0
        while True:
            answer = self.sender.recv(65536)
            if answer.startswith(b"/synced"):
                return count
            self.assertTrue(answer.startswith(b"/fail\0"), answer[:200])
            count += 1

    def session(self) -> dict:
        client = self.engine.client
        ids = json.loads(client.ask("/seq/list", reply="/seq/list.reply").args[0])
        status = client.status()
        return {
            "sequencers": [
                json.loads(client.ask("/seq/info", id, reply="/seq/info.reply").args[1]) for id in ids
            ],
            "patch": json.loads(client.ask("/patch/get", reply="/patch/get.reply").args[0]),
            "bpm": status["bpm"],
            "record": status["record"]["state"],
            "workers": sorted(worker["pid"] for worker in status["workers"]),
        }

    def files(self) -> dict[str, int]:
        """Of the state directory; directories too."""
        state = self.engine.state_directory
        return {
            str(path.relative_to(state)): path.stat().st_size
            if path.is_file() and path.parent.name != "session"  # which has a clock
            else -1
            for path in sorted(state.rglob("*"))
        }

    def wait_for_journal(self, word: str) -> None:
        """It is written a little behind what it tells of."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            journals = (self.engine.state_directory / "journals").glob("*.score")
            if any(word in journal.read_text() for journal in journals):
                return
            time.sleep(0.01)
        self.fail(f"no '{word}' in the journal")

    def memory(self) -> int:
        pages = Path(f"/proc/{self.engine.pid}/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize()

    def test_every_message_with_every_bad_argument_changes_nothing(self) -> None:
        self.engine.client.do("/seq/create", "the_last")
        self.wait_for_journal("the_last")
        before, files = self.session(), self.files()
        for address, good in VOCABULARY.items():
            with self.subTest(address=address):
                packets = bad_packets(address, good)
                self.assertEqual(self.refusals(packets), len(packets))
                self.assertEqual(self.session(), before)
                self.assertEqual(self.files(), files)
        for address, good in STREAMS.items():
            with self.subTest(address=address):
                # Told ten times a second, counted always.
                refused = self.engine.status()["commands"]["refused"]
                self.refusals(bad_packets(address, good))
                self.assertGreater(self.engine.status()["commands"]["refused"], refused)
                self.assertEqual(self.session(), before)
        self.assertEqual(self.files(), files)
        self.assert_clean_exit(self.engine)

    def test_refusals_take_no_memory(self) -> None:
        packets = [one for address, good in VOCABULARY.items() for one in bad_packets(address, good)]
        self.refusals_in_parts(packets)  # what grows once, to its working size
        before = self.memory()
        for _ in range(3):
            self.refusals_in_parts(packets)
        self.assertLess(self.memory() - before, 8 << 20)
        self.assert_clean_exit(self.engine)

    def refusals_in_parts(self, packets: list[bytes]) -> None:
        for start in range(0, len(packets), 40):
            self.refusals(packets[start : start + 40])

    def test_the_list_above_is_the_whole_vocabulary(self) -> None:
        documented = set(
            re.findall(r"`(/(?:seq|transport|patch|module|record|worker)/[a-z_]+|/panic|/notify|/version|/status)[ `]",
                       (ROOT / "docs/osc.md").read_text())
        )  # fmt: skip
        self.assertEqual(documented - set(VOCABULARY), set())


if __name__ == "__main__":
    unittest.main()
