# SPDX-License-Identifier: MIT
"""What a client may build, and what becomes of what plays."""

import unittest

from support.chronus import ClientTestCase


class Patches(ClientTestCase):
    def test_the_default_sound_answers_to_its_old_names(self) -> None:
        self.client.send("/mod/sine1/freq", 440.0)
        self.client.send("/mod/filter1/cutoff", 2000.0)
        self.client.send("/gate/adsr1", 1)
        self.client.sync()
        self.assertEqual(self.client.drain(), [])

    def test_a_connection_is_one_however_it_is_written(self) -> None:
        client = self.client
        for address, *args in (("/patch/new",), ("/patch/create", "s", "sine"), ("/patch/create", "g", "gain")):
            client.do(address, *args)
        for src, dst in (("s", "g"), ("s.out", "g"), ("s", "g.in"), ("s.out", "g.in")):
            client.do("/patch/connect", src, dst)
        client.do("/patch/disconnect", "s.out", "g.in")
        client.refused("/patch/disconnect", "s", "g")
        for src, dst in (("s.", "g"), ("s", "g."), ("g", "output.")):
            client.refused("/patch/connect", src, dst)
        client.do("/patch/abort")

    def test_a_cycle_is_refused_by_name_and_the_old_patch_plays_on(self) -> None:
        for name in ("a", "b"):
            self.client.do("/patch/create", name, "biquad")
        self.client.do("/patch/connect", "a", "b")
        self.client.do("/patch/connect", "b", "output")
        self.client.send("/patch/connect", "b", "a")
        reason = self.client.refused("/patch/commit")
        self.assertIn("cycle", reason)
        self.client.do("/patch/abort")
        self.client.send("/gate/adsr1", 1)
        self.client.sync()
        self.assertFalse([reply for reply in self.client.drain() if reply.address == "/fail"
                          and reply.args[0] == "/gate/adsr1"])  # fmt: skip

    def test_a_patch_without_a_way_to_the_output_is_refused(self) -> None:
        self.client.do("/patch/create", "osc1", "sine")
        self.assertIn("output", self.client.refused("/patch/commit"))

    def test_an_edit_keeps_what_plays_and_a_new_one_does_not(self) -> None:
        self.client.do("/patch/edit")
        self.client.do("/patch/create", "extra", "sine")
        self.client.do("/patch/connect", "extra", "output")
        self.client.do("/patch/commit")
        self.client.send("/mod/sine1/freq", 300.0)
        self.client.send("/mod/extra/freq", 300.0)
        self.client.sync()
        self.assertEqual(self.client.drain(), [])
        self.client.do("/patch/new")
        self.client.do("/patch/create", "only", "sine")
        self.client.do("/patch/connect", "only", "output")
        self.client.do("/patch/commit")
        self.assertTrue(self.client.refused("/mod/sine1/freq", 300.0))


if __name__ == "__main__":
    unittest.main()
