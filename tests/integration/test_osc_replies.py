# SPDX-License-Identifier: MIT
"""The OSC vocabulary, message by message: what is answered, echoed and refused."""

import json
import unittest

from support.chronus import ClientTestCase
from support.osc import Client
from support.patches import build_classic_patch


class Replies(ClientTestCase):
    def test_every_classic_message_is_done_and_echoed(self) -> None:
        build_classic_patch(self.client)
        for address, *args in (
            ("/seq/create", "kick"),
            ("/seq/config", "kick", 120, 16, 16),
            ("/seq/pattern", "kick", "x... X... | x..x x.x."),
            ("/seq/param_lane", "kick", "note", "60 . c4 _ eb3"),
            ("/seq/param_lane", "kick", "freq", 100.0, 200.0, 300),
            ("/seq/assign", "kick", "gate", "env1"),
            ("/seq/assign", "kick", "param", "osc1", "freq"),
            ("/seq/assign", "kick", "param", "osc1", "note", "freq"),
            ("/seq/bpm", "kick", 133.5),
            ("/seq/gate_len", "kick", 0.25),
            ("/seq/start", "kick"),
            ("/seq/reset", "kick"),
            ("/seq/reset_all",),
            ("/seq/stop", "kick"),
            ("/seq/start_all",),
            ("/seq/stop_all",),
            ("/seq/steps", "kick", 8),
            ("/seq/euclid", "kick", 5, 16),
            ("/seq/rotate", "kick", 2),
            ("/seq/mute", "kick", 1),
            ("/seq/swing", "kick", 62.5),
            ("/seq/prob", "kick", 50, 0.25, "."),
            ("/seq/ratchet", "kick", "1 2 . 8"),
            ("/seq/nudge", "kick", 0.25),
            ("/seq/cond", "kick", "1ST !1:2 FILL PRE"),
            ("/seq/fill", "kick", 1),
            ("/seq/seed", "kick", 7),
            ("/seq/quantum", "kick", 4),
            ("/seq/chain", "kick", "x-3.", "X..."),
            ("/seq/chain", "kick", "off"),
            ("/seq/follow", "kick"),
            ("/seq/unassign", "kick", "param", "osc1", "note"),
            ("/seq/unassign", "kick"),
            ("/transport/bpm", 128),
            ("/patch/new",),
            ("/patch/abort",),
            ("/seq/delete", "kick"),
        ):
            with self.subTest(address=address, args=args):
                reply = self.client.do(address, *args)
                self.assertEqual(reply.args[0], address)
                self.assertEqual(reply.args[1:], list(args))

    def test_what_is_wrong_is_refused_with_a_reason_and_echoed(self) -> None:
        build_classic_patch(self.client)
        self.client.do("/seq/create", "kick")
        before = self.client.ask("/seq/info", "kick", reply="/seq/info.reply").args
        for address, *args in (
            ("/seq/create", "kick"),
            ("/seq/create", "Bad Name"),
            ("/seq/create", "a" * 33),
            ("/seq/create",),
            ("/seq/config", "kick", 0, 16, 16),
            ("/seq/config", "kick", 120, 0, 16),
            ("/seq/config", "kick", 120, 16, 0),
            ("/seq/config", "kick", 1000, 16, 16),
            ("/seq/config", "kick", 120, 16),
            ("/seq/config", "kick", float("nan"), 16, 16),
            ("/seq/pattern", "kick", "x..q"),
            ("/seq/pattern", "nobody", "x"),
            ("/seq/param_lane", "kick", "note", "60 h9"),
            ("/seq/bpm", "kick", 0.5),
            ("/seq/bpm", "kick", float("inf")),
            ("/seq/bpm", "kick", "fast"),
            ("/seq/gate_len", "kick", 0.0),
            ("/seq/gate_len", "kick", 1.5),
            ("/seq/steps", "kick", 8.5),
            ("/seq/steps", "kick", -1),
            ("/seq/euclid", "kick", 17, 16),
            ("/seq/swing", "kick", 80),
            ("/seq/prob", "kick", "0.5 often"),
            ("/seq/ratchet", "kick", 9),
            ("/seq/nudge", "kick", 0.75),
            ("/seq/cond", "kick", "3:2"),
            ("/seq/param_lane", "kick", "note", "60+64+"),
            ("/seq/assign", "kick", "gate", "nobody"),
            ("/seq/assign", "kick", "param", "osc1", "nothing"),
            ("/seq/unassign", "kick", "gate", "env1"),
            ("/seq/start", "nobody"),
            ("/seq/delete", "nobody"),
            ("/patch/create", "x1", "no_such_type"),
            ("/patch/connect", "osc1", "nobody"),
            ("/patch/delete", "nobody"),
            ("/record/start", "../escape.wav"),
            ("/record/start", "/tmp/escape.wav"),
            ("/record/stop",),
            ("/worker/kill", 0),
            ("/worker/restart", 2),
        ):
            with self.subTest(address=address, args=args):
                reply = self.client.answer(address, *args)
                self.assertEqual(reply.address, "/fail")
                self.assertGreater(len(reply.args[1]), 8, "a reason that a person can act on")
                self.assertEqual(str(reply.args[2:]), str(list(args)))  # nan is not nan
                self.client.send("/patch/abort")
        self.assertEqual(self.client.ask("/seq/info", "kick", reply="/seq/info.reply").args, before)
        self.assertGreater(self.client.status()["commands"]["refused"], 20)

    def test_a_bad_pattern_is_refused_with_its_position(self) -> None:
        self.client.do("/seq/create", "kick")
        reason = self.client.refused("/seq/pattern", "kick", "x..q")
        self.assertIn("q", reason)
        self.assertIn("4", reason)

    def test_an_unknown_address_is_refused(self) -> None:
        self.assertTrue(self.client.refused("/no/such/thing", 1, "two"))
        self.assertTrue(self.client.refused("/seq/nothing", "kick"))

    def test_numbers_coerce(self) -> None:
        build_classic_patch(self.client)
        self.client.do("/seq/create", "kick")
        self.client.do("/seq/config", "kick", 120.0, 16.0, 16.0)
        self.client.do("/seq/config", "kick", ("d", 120.0), ("h", 16), ("f", 8.0))
        self.client.do("/seq/mute", "kick", True)
        self.client.do("/seq/mute", "kick", False)
        info = json.loads(self.client.ask("/seq/info", "kick", reply="/seq/info.reply").args[1])
        self.assertEqual((info["bpm"], info["steps"], info["division"]), (120, 16, 8))
        self.client.send("/gate/env1", True)
        self.client.sync(5)
        self.assertEqual(self.client.drain(), [])

    def test_sync_answers_once_everything_before_is_applied(self) -> None:
        build_classic_patch(self.client)
        accepted = self.client.status()["commands"]["accepted"]
        for value in range(50):
            self.client.send("/mod/osc1/freq", 200.0 + value)
        self.client.sync(12345)
        self.assertGreaterEqual(self.client.status()["commands"]["accepted"], accepted + 50)

    def test_two_clients_get_their_own_answers(self) -> None:
        other = Client(self.client.target.port)
        self.addCleanup(other.close)
        other.do("/seq/create", "theirs")
        self.client.do("/seq/create", "ours")
        self.client.sync()
        self.assertFalse([reply for reply in self.client.drain() if "theirs" in reply.args])


if __name__ == "__main__":
    unittest.main()
