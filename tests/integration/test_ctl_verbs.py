# SPDX-License-Identifier: MIT
"""The short verbs of chronusctl, and tail, beside a real engine."""

from __future__ import annotations

import json
import re
import unittest

from support.chronus import TestCase


class Verbs(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.engine = self.daemon()

    def ctl(self, *args: str):
        return self.run_program("chronusctl", "--osc", str(self.engine.port), *args)

    def said(self, *args: str) -> str:
        done = self.ctl(*args)
        self.assertEqual((done.returncode, done.stderr), (0, ""), args)
        return done.stdout

    def refused(self, *args: str) -> str:
        done = self.ctl(*args)
        self.assertEqual((done.returncode, done.stdout), (1, ""), args)
        return done.stderr

    def test_sequencers_are_made_listed_and_asked(self) -> None:
        self.assertEqual(self.said("seq", "create", "kick"), "")
        self.assertEqual(self.said("seq", "pattern", "kick", "-..x"), "")
        self.assertEqual(self.said("seq", "list"), "kick\n")
        self.assertEqual(self.said("seq", "bpm", "kick"), "kick 120.0\n")
        self.assertRegex(self.said("seq", "info", "kick"), r"(?m)^pattern +-\.\.x")
        self.assertEqual(json.loads(self.said("seq", "info", "kick", "--json"))["steps"], 16)

    def test_a_refusal_is_the_engines_reason(self) -> None:
        self.assertEqual(self.refused("seq", "start", "nobody"), "chronusctl: no sequencer 'nobody'\n")
        self.assertIn("did you mean /seq/start", self.refused("seq", "strat", "kick"))
        done = self.ctl("seq", "start", "nobody", "--json")
        self.assertEqual(json.loads(done.stdout), {"fail": "/seq/start", "reason": "no sequencer 'nobody'", "args": ["nobody"]})
        self.assertEqual(done.returncode, 1)

    def test_a_patch_is_made_shown_and_saved(self) -> None:
        self.said("patch", "new")
        self.said("patch", "create", "pad", "osc", "4")
        self.said("patch", "connect", "pad", "output")
        self.assertRegex(self.said("patch", "commit"), r"(?m)^added +pad$")
        self.assertRegex(self.said("patch", "get"), r"(?m)^pad +osc ")
        self.assertEqual(self.said("note", "pad", "c3", "0.8", "1.5"), "")
        self.assertEqual(self.said("note", "pad", "off"), "")
        self.said("patch", "save", "evening")
        self.assertRegex(self.said("patch", "list"), r"(?m)^evening ")

    def test_a_recording_is_begun_and_ended(self) -> None:
        self.said("record", "start", "take.wav")
        self.assertRegex(self.said("record", "status"), r"(?m)^state +recording$")
        self.said("record", "stop")
        self.assertTrue((self.engine.state_directory / "recordings" / "take.wav").exists())

    def test_tail_tells_what_happens(self) -> None:
        self.said("seq", "create", "kick")
        self.said("seq", "start", "kick")
        self.assertRegex(self.said("tail", "step", "--count", "2"), r"^(?:[\d:]{8}\.\d{3} step  frame \d+, id kick, step \d+\n){2}$")
        line = json.loads(self.said("tail", "step", "--count", "1", "--json"))
        self.assertEqual((line["kind"], line["event"]["id"]), ("step", "kick"))
        self.assertIn("is neither HOST:PORT nor a kind of event", self.refused("tail", "stpe"))

    def test_render_hands_over(self) -> None:
        score = self.write_score("0 /seq/create kick\n0.1 /quit\n")
        done = self.ctl("render", str(score), "-o", str(self.directory / "out.wav"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.directory / "out.wav").exists())
        self.assertIsNotNone(re.search("no option '--osc'", self.ctl("render", "--osc", "1").stderr))


if __name__ == "__main__":
    unittest.main()
