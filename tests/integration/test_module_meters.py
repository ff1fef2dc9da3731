# SPDX-License-Identifier: MIT
"""How loud a module is, and what it costs: asked of the workers while they play."""

import json
import os
import signal
import unittest

from support.chronus import TestCase
from support.osc import Client

PATCH = (
    ("/patch/new",), ("/patch/create", "tone", "const"), ("/patch/create", "hall", "reverb"),
    ("/patch/create", "split", "pan"), ("/patch/connect", "tone", "split"), ("/patch/connect", "split.left", "output"),
    ("/patch/connect", "tone", "hall"), ("/patch/connect", "hall", "output"), ("/patch/commit",),
    ("/mod/tone/value", 0.5),
)  # fmt: skip


class ModuleMeters(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.engine = self.daemon()
        self.client = self.engine.client
        for address, *args in PATCH:
            if address.startswith("/mod/"):
                self.client.send(address, *args)
            else:
                self.client.do(address, *args)
        self.client.sync()

    def measure(self, client: Client, module: str) -> dict:
        return json.loads(client.ask("/meter", module, reply="/meter.reply").args[0])

    def test_a_module_is_measured_while_it_plays(self) -> None:
        self.measure(self.client, "tone")  # what glides has arrived
        tone = self.measure(self.client, "tone")
        self.assertEqual(tone["module"], "tone")
        (out,) = tone["outputs"].values()
        self.assertAlmostEqual(out["peak_db"], -6.0206, delta=0.01)
        self.assertAlmostEqual(out["rms_db"], -6.0206, delta=0.01)
        self.assertEqual(out["above_full_scale"], 0)
        split = self.measure(self.client, "split")
        self.assertGreater(split["frame"], tone["frame"])
        self.assertLess(split["outputs"]["left"]["peak_db"], -6)
        self.assertIsNone(split["outputs"]["right"], "nobody reads it")
        self.client.send("/mod/tone/value", 1.5)
        self.client.sync()
        self.measure(self.client, "tone")
        (out,) = self.measure(self.client, "tone")["outputs"].values()
        self.assertGreater(out["above_full_scale"], 15_000)
        self.assertEqual(out["clipped"], out["above_full_scale"], "as the master calls them")
        self.assertNotIn("true_peak_db", out, "decision 137")

    def test_one_of_its_outputs_may_be_named(self) -> None:
        self.assertEqual(list(self.measure(self.client, "tone.out")["outputs"]), ["out"])
        self.assertEqual(list(self.measure(self.client, "hall.left")["outputs"]), ["left"])
        self.assertIn("has no output 'rigth'; did you mean right?", self.client.refused("/meter", "hall.rigth"))

    def test_one_that_is_not_there_is_named(self) -> None:
        self.assertIn("no module 'ton'; did you mean tone?", self.client.refused("/meter", "ton"))

    def test_a_worker_that_dies_meanwhile_keeps_nobody_waiting(self) -> None:
        status = self.engine.status()
        self.client.send("/meter", "tone")
        os.kill(status["workers"][status["active_slot"]]["pid"], signal.SIGKILL)
        answer = self.client.wait_for(lambda r: r.address == "/meter.reply", what="a meter")
        self.assertEqual(json.loads(answer.args[0])["module"], "tone")
        self.assertEqual(self.engine.status()["lost_frames"], 0)

    def test_the_dearest_modules_are_told(self) -> None:
        status = self.client.wait_status(lambda s: len(s["dearest"]) == 3, what="costs")
        costs = [module["cost"] for module in status["dearest"]]
        self.assertEqual(costs, sorted(costs, reverse=True))
        self.assertGreater(costs[-1], 0)
        self.assertLess(sum(costs), 1)
        done = self.run_program("chronusctl", "--osc", str(self.engine.port), "status", "--modules")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        self.assertEqual(lines[0][:2], ["MODULE", "TYPE"])
        self.assertEqual({line[0] for line in lines[1:4]}, {"tone", "hall", "split"})
        self.assertEqual(lines[4][0], "all")
        done = self.run_program("chronusctl", "--osc", str(self.engine.port), "status", "--modules", "--json")
        self.assertEqual(len(json.loads(done.stdout)["modules"]), 3)


if __name__ == "__main__":
    unittest.main()
