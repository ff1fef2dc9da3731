# SPDX-License-Identifier: MIT
"""Messages that are not answered when they are good: parameters and gates."""

import unittest

from support.chronus import ClientTestCase
from support.patches import build_classic_patch


class StreamMessages(ClientTestCase):
    def test_stream_messages_are_silent_when_good_and_refused_when_not(self) -> None:
        build_classic_patch(self.client)
        self.client.drain()
        for address, *args in (
            ("/mod/osc1/freq", 220.0),
            ("/mod/osc1/frequency", 220),
            ("/mod/filt1/resonance", 2.0),
            ("/mod/filt1/filter_mode", 1),
            ("/gate/env1", 1),
            ("/gate/env1", 1, 0.5),
            ("/gate/env1", 0),
        ):
            self.client.send(address, *args)
        self.client.sync(77)
        self.assertEqual(self.client.drain(), [])
        for address in ("/mod/osc1/nothing", "/mod/nobody/freq", "/gate/nobody", "/gate/osc1"):
            self.assertTrue(self.client.refused(address, 1))

    def test_a_value_out_of_range_is_clamped_and_counted(self) -> None:
        build_classic_patch(self.client)
        before = self.client.status()["commands"]["clamped"]
        self.client.send("/mod/filt1/freq", 1e9)
        told = self.client.wait_for(lambda r: r.address == "/clamped", what="/clamped")
        self.assertEqual(told.args, ["/mod/filt1/freq", 1e9, 20_000.0])
        self.client.sync()
        self.assertEqual(self.client.status()["commands"]["clamped"], before + 1)

    def test_who_clamps_all_the_time_is_told_now_and_then(self) -> None:
        build_classic_patch(self.client)
        for _ in range(300):
            self.client.send("/mod/filt1/freq", 1e9)
        self.client.sync()
        told = [reply for reply in self.client.drain() if reply.address == "/clamped"]
        self.assertGreaterEqual(len(told), 20)
        self.assertLess(len(told), 100)

    def test_a_lanes_value_out_of_range_is_counted(self) -> None:
        before = self.client.status()["commands"]["clamped"]
        for address, *args in (
            ("/seq/create", "wide"),
            ("/seq/pattern", "wide", "x"),
            ("/seq/param_lane", "wide", "freq", "99999"),
            ("/seq/assign", "wide", "param", "sine1", "freq"),
            ("/seq/start", "wide"),
        ):
            self.client.do(address, *args)
        self.client.wait_status(lambda s: s["commands"]["clamped"] > before, what="a clamped step")
        self.client.do("/seq/stop", "wide")


class AddressPatterns(ClientTestCase):
    def test_address_patterns_reach_every_match(self) -> None:
        build_classic_patch(self.client)
        self.client.drain()
        self.client.send("/mod/{osc1,filt1}/freq", 300.0)
        self.client.send("/gate/env[0-9]", 1)
        self.client.send("/mod/*/fre?", 300.0)
        self.client.sync(3)
        self.assertEqual(self.client.drain(), [])
        self.assertTrue(self.client.refused("/mod/nobody*/freq", 300.0))

    def test_a_pattern_over_several_messages_does_nothing_where_one_is_wrong(self) -> None:
        self.client.do("/seq/create", "kept")
        self.assertIn("usage: ", self.client.refused("/seq/{start,param_lane}", "kept"))
        self.assertIn("does not go with others", self.client.refused("/seq/*", "kept"))
        self.client.do("/seq/start", "kept")


if __name__ == "__main__":
    unittest.main()
