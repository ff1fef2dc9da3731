# SPDX-License-Identifier: MIT
"""What subscribers hear, and answers that come later than the next block."""

import json
import socket
import unittest

from support.chronus import TestCase
from support.osc import Client
from support.packets import message

# Another host, as far as addresses tell.
ELSEWHERE = "127.0.0.2"
KEY = message(b"/notify/key", b"i")


def listener_elsewhere() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((ELSEWHERE, 0))
    listener.settimeout(5)
    return listener


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

    def events(self, client: Client, kind: str, count: int) -> list[dict]:
        """The next `count` of a kind."""
        return [json.loads(client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == kind, what=kind).args[1])
            for _ in range(count)]  # fmt: skip

    def test_a_second_client_hears_what_the_first_changes(self) -> None:
        daemon = self.daemon()
        first, second = daemon.client, Client(daemon.port)
        second.do("/notify", 1)
        first.do("/seq/create", "kick")
        first.send("/mod/sine1/freq", 220)
        first.refused("/seq/create", "kick")
        first.do("/seq/pattern/kick", "x")
        first.do("/patch/edit")
        first.do("/patch/create", "lf", "lfo")
        first.do("/patch/connect", "lf", "sine1.freq")
        done = first.do("/patch/commit")
        heard = self.events(second, "edit", 7)
        self.assertEqual({edit["by"] for edit in heard}, {f"127.0.0.1:{first.port}"})
        self.assertEqual(
            [(edit["address"], edit["args"]) for edit in heard],
            [("/seq/create", ["kick"]), ("/mod/sine1/freq", [220]), ("/seq/pattern", ["kick", "x..............."]),
             ("/patch/edit", []), ("/patch/create", ["lf", "lfo"]), ("/patch/connect", ["lf", "sine1.freq"]),
             ("/patch/commit", [])])  # fmt: skip
        report = json.loads(done.args[-1])
        self.assertEqual((report["added"], report["removed"]), (["lf"], []))
        self.assertEqual(report["kept"], ["adsr1", "filter1", "sine1"])
        second.close()

    def test_levels_come_twenty_times_a_second_of_music_to_who_asks(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        client.do("/notify", 1, "meter")
        client.send("/gate/adsr1", 1)
        heard = self.events(client, "meter", 12)
        frames = [one["frame"] for one in heard]
        self.assertEqual([b - a for a, b in zip(frames, frames[1:])], [2_400] * 11)
        self.assertEqual([len(one["peak_db"]) for one in heard], [2] * 12)
        loudest = max(heard, key=lambda one: one["peak_db"][0])
        self.assertGreater(loudest["peak_db"][0], -40)
        self.assertLess(loudest["rms_db"][0], loudest["peak_db"][0])

    def test_a_meter_tells_of_the_last_second(self) -> None:
        client = self.daemon().client
        client.send("/gate/adsr1", 1)
        client.do("/notify", 1, "meter")
        self.events(client, "meter", 25)
        client.do("/notify", 0)
        level = json.loads(client.ask("/meter", reply="/meter.reply").args[0])
        self.assertEqual(level["frame"] % 2_400, 0)
        self.assertGreater(level["peak_db"][0], -40)
        self.assertLess(level["rms_db"][0], level["peak_db"][0])
        self.assertGreaterEqual(level["true_peak_db"][0], level["peak_db"][0])
        self.assertLess(level["true_peak_db"][0], level["peak_db"][0] + 1)
        self.assertGreater(level["lufs"]["momentary"], -70)
        status = client.status()["levels"]
        self.assertAlmostEqual(status["peak_db"], level["peak_db"][0], delta=3)
        self.assertEqual(status["clipped"], 0)

    def test_a_silence_and_its_end_are_alarms(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        client.do("/notify", 1)
        client.do("/seq/create", "unheard")
        client.do("/seq/start", "unheard")
        client.send("/gate/adsr1", 1)
        client.sync()
        client.send("/gate/adsr1", 0)
        ten_seconds_of_music = client.wait_for(lambda r: r.args[:1] == ["alarm"], 60, what="silence")
        silence = json.loads(ten_seconds_of_music.args[1])
        self.assertEqual((silence["what"], silence["state"]), ("silence", "begun"))
        client.send("/gate/adsr1", 1)
        sound = self.events(client, "alarm", 1)[0]
        self.assertEqual((sound["what"], sound["state"]), ("silence", "over"))
        daemon.wait_log("warning output: nothing has sounded")
        daemon.wait_log("info output: there is sound again")

    def test_a_panic_is_heard_as_silence(self) -> None:
        daemon = self.daemon()
        client = daemon.client
        for address, *args in (("/seq/create", "s"), ("/seq/pattern", "s", "xxxx"), ("/seq/assign", "s", "gate", "adsr1"),
                               ("/seq/start", "s"), ("/notify", 1, "meter")):  # fmt: skip
            client.do(address, *args)
        client.wait_for(lambda r: r.args[0] == "meter" and json.loads(r.args[1])["peak_db"][0] > -60, what="sound")
        client.do("/panic")
        client.wait_for(lambda r: r.args[0] == "meter" and json.loads(r.args[1])["peak_db"] == [-200, -200],
                        what="silence")  # fmt: skip
        self.assertFalse(client.status()["sequencers"][0]["playing"])
        client.do("/transport/stop")

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

    def test_events_go_to_another_host_once_that_agrees(self) -> None:
        daemon = self.daemon()
        ways = (lambda port: [ELSEWHERE, port], lambda port: [f"{ELSEWHERE}:{port}"],
                lambda port: [ELSEWHERE, port, "failover,worker"])  # fmt: skip
        for way in ways:
            listener = listener_elsewhere()
            where = way(listener.getsockname()[1])
            with self.subTest(where=where):
                daemon.client.send("/notify", 1, *where)
                key = listener.recv(4096)
                self.assertEqual(key[: len(KEY)], KEY)
                number = key[-4:]
                listener.sendto(message(b"/notify/ok", b"i", number), ("127.0.0.1", daemon.port))
                daemon.client.wait_for(lambda r: r.address == "/done", what="/done")
                self.assertIn(b"state", listener.recv(65_536))
                stranger = Client(daemon.port)
                self.assertIn("another", stranger.refused("/notify", 0, *where[:2]))
                stranger.close()
                daemon.client.do("/notify", 0, *where)
            listener.close()
        self.assertIn("nowhere", daemon.client.refused("/notify", 1, "nowhere!"))
        self.assertIn("70000", daemon.client.refused("/notify", 1, "127.0.0.1:70000"))

    def test_another_port_of_the_sender_is_taken_at_its_word(self) -> None:
        """Controllers send from one port and listen at another, and could agree to nothing."""
        daemon = self.daemon()
        ways = (lambda port: [port], lambda port: ["127.0.0.1", port], lambda port: [f"localhost:{port}"])
        for way in ways:
            listener = Client(daemon.port)
            where = way(listener.port)
            with self.subTest(where=where):
                daemon.client.do("/notify", 1, *where)
                listener.wait_for(lambda r: r.address == "/event" and r.args[0] == "state")
                other = Client(daemon.port)  # as of a command line: each message from a port of its own
                other.do("/notify", 0, *where)
                daemon.client.do("/notify", 1, *where, "edit")
                daemon.client.do("/seq/reset_all")
                listener.wait_for(lambda r: r.address == "/event" and r.args[0] == "edit")
                daemon.client.do("/notify", 0, *where)
                other.close()
            listener.close()

    def test_another_host_gets_one_small_packet(self) -> None:
        daemon = self.daemon("--drills")
        victim = listener_elsewhere()
        port = victim.getsockname()[1]
        for _ in range(20):
            daemon.client.send("/notify", 1, f"{ELSEWHERE}:{port}")
            daemon.client.send("/notify", 1, ELSEWHERE, port, "all")
        daemon.client.do("/worker/kill", 1)
        daemon.client.sync(1)
        self.assertEqual(victim.recv(4096)[: len(KEY)], KEY)
        victim.setblocking(False)
        with self.assertRaises(BlockingIOError):
            victim.recv(4096)
        victim.close()

    def test_many_strangers_throw_nobody_out(self) -> None:
        client = self.daemon().client
        client.do("/notify", 1)
        strangers = [Client(client.target.port) for _ in range(70)]
        for number, stranger in enumerate(strangers):
            stranger.send("/notify", 1, ELSEWHERE, 20_000 + number)  # never confirmed
            answer = stranger.answer("/notify", 1)
            self.assertEqual(answer.address, "/done" if number < 63 else "/fail")
        client.drain()
        client.do("/worker/restart", 0)
        client.wait_for(lambda r: r.address == "/event" and r.args[0] == "worker")
        for stranger in strangers:
            stranger.close()

    def test_steps_come_only_to_who_asks_for_them(self) -> None:
        daemon = self.daemon()
        client, plain = daemon.client, Client(daemon.port)
        plain.do("/notify", 1)
        client.do("/notify", 1, "step")
        client.do("/seq/create", "s")
        client.do("/seq/start", "s")
        for _ in range(3):
            client.wait_for(lambda r: r.address == "/event" and r.args[0] == "step")
        plain.sync(1)
        kinds = [reply.args[0] for reply in plain.drain() if reply.address == "/event"]
        self.assertIn("state", kinds)
        self.assertNotIn("step", kinds)
        plain.close()

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
