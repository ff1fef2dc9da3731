# SPDX-License-Identifier: MIT
"""The OSC vocabulary, message by message: what is answered, echoed and refused."""

import json
import unittest

from support.chronus import TestCase
from support.osc import Client


class Replies(TestCase):
    """One daemon for all: every test uses names of its own."""

    def setUp(self) -> None:
        super().setUp()
        self.chronus = self.daemon()
        self.client = self.chronus.client

    def patch(self) -> None:
        for address, *args in (
            ("/patch/create", "osc1", "simple_sine"),
            ("/patch/create", "env1", "adsr"),
            ("/patch/create", "filt1", "biquad_filter"),
            ("/patch/connect", "osc1", "env1"),
            ("/patch/connect", "env1", "filt1"),
            ("/patch/connect", "filt1", "output"),
            ("/patch/commit",),
        ):
            self.client.do(address, *args)

    def test_every_classic_message_is_done_and_echoed(self) -> None:
        self.patch()
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
            ("/seq/chain", "kick"),
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
        self.patch()
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
            ("/seq/param_lane", "kick", "note", "60+64+67"),
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

    def test_stream_messages_are_silent_when_good_and_refused_when_not(self) -> None:
        self.patch()
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
        self.patch()
        before = self.client.status()["commands"]["clamped"]
        self.client.send("/mod/filt1/freq", 1e9)
        self.client.sync()
        self.assertEqual(self.client.status()["commands"]["clamped"], before + 1)

    def test_numbers_coerce(self) -> None:
        self.patch()
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

    def test_address_patterns_reach_every_match(self) -> None:
        self.patch()
        self.client.drain()
        self.client.send("/mod/{osc1,filt1}/freq", 300.0)
        self.client.send("/gate/env[0-9]", 1)
        self.client.send("/mod/*/fre?", 300.0)
        self.client.sync(3)
        self.assertEqual(self.client.drain(), [])
        self.assertTrue(self.client.refused("/mod/nobody*/freq", 300.0))

    def test_sync_answers_once_everything_before_is_applied(self) -> None:
        self.patch()
        accepted = self.client.status()["commands"]["accepted"]
        for value in range(50):
            self.client.send("/mod/osc1/freq", 200.0 + value)
        self.client.sync(12345)
        self.assertGreaterEqual(self.client.status()["commands"]["accepted"], accepted + 50)

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
        self.patch()
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

    def test_a_pattern_over_several_messages_does_nothing_where_one_is_wrong(self) -> None:
        self.client.do("/seq/create", "kept")
        self.assertIn("usage: ", self.client.refused("/seq/*", "kept"))
        self.client.do("/seq/start", "kept")

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

    def test_two_clients_get_their_own_answers(self) -> None:
        from support.osc import Client

        other = Client(self.chronus.port)
        self.addCleanup(other.close)
        other.do("/seq/create", "theirs")
        self.client.do("/seq/create", "ours")
        self.client.sync()
        self.assertFalse([reply for reply in self.client.drain() if "theirs" in reply.args])


class Patches(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client = self.daemon().client

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


class Events(TestCase):
    def test_what_a_server_says_is_never_answered(self) -> None:
        """Else two servers, or one that was told its own address, would answer each other for ever."""
        client = self.daemon().client
        before = client.status()["commands"]
        client.do("/seq/create", "s")
        client.do("/seq/start", "s")
        client.do("/notify", 1, client.target.port)  # by mistake the server's own port
        for address in ("/done", "/fail", "/event", "/synced", "/status.reply"):
            client.send(address, "/seq/create", "no such thing")
        client.do("/notify", 0, client.target.port)
        after = client.status()["commands"]
        self.assertEqual(after["refused"], before["refused"])
        self.assertEqual(client.drain(), [])

    def test_two_restarts_of_one_worker_get_an_answer_each(self) -> None:
        client = self.daemon().client
        client.send("/worker/restart", 1)
        client.send("/worker/restart", 1)
        answers = sorted(client.wait_for(lambda r: r.address in ("/done", "/fail"), 10).address
                         for _ in range(2))
        self.assertEqual(answers, ["/done", "/fail"])

    def test_a_recording_is_not_overwritten_and_each_stop_is_answered(self) -> None:
        client = self.daemon().client
        client.do("/record/start", "take.wav")
        client.send("/record/stop")
        client.send("/record/stop")
        answers = sorted(client.wait_for(lambda r: r.address in ("/done", "/fail"), 10).address
                         for _ in range(2))
        self.assertEqual(answers, ["/done", "/fail"])
        self.assertIn("there already", client.refused("/record/start", "take.wav"))

    def test_events_go_where_the_subscriber_says(self) -> None:
        daemon = self.daemon()
        ways = (lambda port: [port], lambda port: ["127.0.0.1", port],
                lambda port: [f"localhost:{port}"])  # fmt: skip
        for way in ways:
            listener = Client(daemon.port)
            where = way(listener.port)
            with self.subTest(where=where):
                daemon.client.do("/notify", 1, *where)
                listener.wait_for(lambda r: r.address == "/event" and r.args[0] == "state")
                daemon.client.do("/notify", 0, *where)
            listener.close()
        self.assertIn("nowhere", daemon.client.refused("/notify", 1, "nowhere"))

    def test_each_subscription_brings_the_state(self) -> None:
        client = self.daemon().client
        for _ in range(2):
            client.send("/notify", 1)
            client.wait_for(lambda r: r.address == "/event" and r.args[0] == "state")

    def test_a_subscriber_hears_of_a_restart_and_then_no_more(self) -> None:
        client = self.daemon().client
        client.do("/notify", 1)
        client.wait_for(lambda r: r.address == "/event", what="the present state")
        client.do("/worker/restart", 0)
        event = client.wait_for(
            lambda r: r.address == "/event" and "worker" in r.args[0], 10, "a worker event"
        )
        json.loads(event.args[1])
        client.do("/notify", 0)
        client.sync(1)
        client.drain()
        client.do("/worker/restart", 1)
        client.wait_status(
            lambda s: all(w["state"] == "ready" for w in s["workers"]) and s["frame"] > 0
        )
        self.assertFalse([reply for reply in client.drain() if reply.address == "/event"])

    def test_a_kill_needs_drills(self) -> None:
        self.assertIn("drills", self.daemon().client.refused("/worker/kill", 0))
        drilled = self.daemon("--drills")
        pid = drilled.worker(0)["pid"]
        drilled.client.do("/worker/kill", 0)
        drilled.client.wait_status(
            lambda s: all(w["state"] == "ready" and w["pid"] != pid for w in s["workers"]),
            what="a new worker",
        )


if __name__ == "__main__":
    unittest.main()
