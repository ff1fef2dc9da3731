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

    def test_what_is_clamped_is_told(self) -> None:
        """Beside an engine: it names the sequencer, or the parameter of a note, behind the address, before it is done."""
        pattern = "x" * 24
        self.said("seq", "create", "k")
        self.said("seq", "steps", "k", "8")
        for address in ("/seq/pattern", "/seq/param_lane"):
            with self.subTest(address):
                values = [pattern] if address == "/seq/pattern" else ["cut", ",".join(["500"] * 12)]
                given = 24 if address == "/seq/pattern" else 12
                told = self.said("send", address, "k", *values).splitlines()
                self.assertEqual(told[0], f"/clamped {address}/k {given} 8")
                self.assertRegex(told[1], rf"^/done {address} k ")
                done = self.ctl("seq", address.split("/")[2], "k", *values)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", f"chronusctl: {given} steps given, 8 kept\n"))
        in_json = self.said("seq", "pattern", "k", pattern, "--json").splitlines()
        self.assertEqual(json.loads(in_json[0]), {"clamped": "/seq/pattern/k", "args": [24, 8]})
        self.assertEqual(self.said("send", "/seq/pattern/k", pattern).splitlines()[0].split()[0], "/clamped")
        self.said("seq", "create", "k2")
        done = self.ctl("seq", "pattern", "k*", pattern)
        self.assertEqual((done.returncode, done.stderr), (0, "chronusctl: k: 24 steps given, 8 kept\nchronusctl: k2: 24 steps given, 16 kept\n"))

    def test_what_is_clamped_of_a_note_is_told(self) -> None:
        self.said("patch", "create", "pad", "osc", "4")
        self.said("patch", "connect", "pad", "output")
        self.said("patch", "commit")
        self.assertRegex(self.said("send", "/note/pad", "c4", "100", "0.2", "width", "5"), r"^/clamped /note/pad/width 5.0 0\.9\d+\n$")
        done = self.ctl("note", "pad", "c4", "100", "0.2", "width", "5")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", "chronusctl: width 5 is out of range: 0.95 was taken\n"))

    def test_a_refusal_of_a_command_is_its_reason(self) -> None:
        self.assertRegex(self.refused("kill", "0"), r"^chronusctl: [^/]")

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
