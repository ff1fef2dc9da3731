# SPDX-License-Identifier: MIT
"""Questions: what runs, and what there is."""

import json
import unittest

from support.chronus import ClientTestCase
from support.patches import build_classic_patch


class Queries(ClientTestCase):
    def test_version_and_status_tell_what_runs(self) -> None:
        name, version = self.client.ask("/version", reply="/version.reply").args
        self.assertEqual(name, "chronus")
        status = self.client.status()
        self.assertEqual(status["version"], version)
        for key in (
            "rate block lead channels frame uptime_s audio active_slot failovers lost_frames "
            "quarantined workers commands sequencers record load"
        ).split():
            self.assertIn(key, status)
        self.assertLessEqual({"api", "device", "state", "underruns"}, set(status["audio"]))
        self.assertLessEqual({"accepted", "refused", "late"}, set(status["commands"]))
        self.assertLessEqual({"state", "file", "seconds"}, set(status["record"]))
        self.assertEqual(len(status["workers"]), 2)
        for worker in status["workers"]:
            for key in "slot pid role state generation heartbeat_age_ms rendered_frame load".split():
                self.assertIn(key, worker)
        self.assertEqual({worker["role"] for worker in status["workers"]}, {"primary", "standby"})
        self.assertEqual((status["rate"], status["block"], status["lead"]), (48_000, 128, 4))

    def test_lists_and_infos_are_json(self) -> None:
        build_classic_patch(self.client)
        self.client.do("/seq/create", "kick")
        self.assertIn("kick", self.client.ask("/seq/list", reply="/seq/list.reply").args[0])
        for address in ("/seq/list", "/module/list", "/patch/get", "/transport/info"):
            with self.subTest(address=address):
                json.loads(self.client.ask(address, reply=address + ".reply").args[0])
        info = self.client.ask("/seq/info", "kick", reply="/seq/info.reply").args
        self.assertEqual(info[0], "kick")
        self.assertEqual(json.loads(info[1])["bpm"], 120)
        module = self.client.ask("/module/info", "biquad", reply="/module/info.reply").args
        self.assertIn("q", module[-1])


if __name__ == "__main__":
    unittest.main()
