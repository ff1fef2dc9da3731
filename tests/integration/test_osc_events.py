# SPDX-License-Identifier: MIT
"""What subscribers hear, and answers that come later than the next block."""

import json
import unittest

from support.chronus import TestCase
from support.osc import Client


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
