# SPDX-License-Identifier: MIT
"""The OSC socket is the service manager's: what is sent while chronusd restarts is played by the next one."""

from __future__ import annotations

import json
import socket
import unittest

from support import held_sockets, packets, processes
from support.chronus import Daemon, TestCase, free_port
from support.patches import build_classic_patch

PROVEN_FRAMES = 4 * 48_000  # a session that has been played for so long has not ended the start


class HeldSockets(TestCase):
    def hold(self, host: str = "127.0.0.1", port: int = 0) -> socket.socket:
        held = held_sockets.bind(host, port)
        self.addCleanup(held.close)
        return held

    def start(self, held: list[socket.socket], before: Daemon | None = None, **options) -> Daemon:
        state = before.state_directory if before else None
        return self.daemon(held=held, state_directory=state, **options)

    def test_what_is_sent_in_the_gap_is_played_by_the_next(self) -> None:
        held = [self.hold()]
        before = self.start(held)
        client = before.client
        build_classic_patch(client, "osc")
        for name in ("line", "other"):
            client.do("/seq/create", name)
            client.do("/seq/pattern", name, "x.x.")
        client.do("/seq/start", "line")
        client.wait_frame(PROVEN_FRAMES)
        before.process.kill()
        before.wait_exit()
        client.send("/mod/filt1/freq", 432.0)
        client.send("/seq/stop", "line")
        client.send("/seq/start", "other")
        client.send("/seq/create", "new")
        client.send("/sync", ("i", 17))
        after = self.start(held, before)
        # Answers go where they would have gone.
        client.wait_for(lambda r: r.address == "/synced" and r.args == [17], what="/synced 17")
        self.assertEqual(client.ask("/mod/filt1/freq", reply="/mod/filt1/freq.reply").args[0], 432.0)
        playing = {}
        for name in ("line", "other", "new"):
            info = json.loads(client.ask("/seq/info", name, reply="/seq/info.reply").args[1])
            playing[name] = info["playing"]
        # What was playing is put back first, and then what was sent since is done.
        self.assertEqual(playing, {"line": False, "other": True, "new": False})
        self.assertTrue(after.status()["session"]["restored"])
        self.assert_clean_exit(after)

    def test_both_addresses_of_localhost_can_be_held(self) -> None:
        if not socket.has_ipv6:
            self.skipTest("no IPv6 here")
        ipv4 = self.hold()
        ipv6 = self.hold("::1", ipv4.getsockname()[1])
        client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        self.addCleanup(client.close)
        client.connect(ipv6.getsockname())
        client.settimeout(20.0)
        before = None
        for life in range(2):
            # Before there is anyone to hear it.
            client.send(packets.message(b"/sync", b"i", bytes([0, 0, 0, life])))
            before = self.start([ipv4, ipv6] if life == 0 else [ipv6, ipv4], before)
            self.assertEqual(client.recv(1_000), packets.message(b"/synced", b"i", bytes([0, 0, 0, life])))
            before.client.sync(life)
            before.kill()

    def test_no_other_process_of_chronus_has_the_socket(self) -> None:
        held = [self.hold()]
        daemon = self.start(held)
        name = held_sockets.name_of(held[0])
        self.assertIn(name, processes.open_in(daemon.pid).values())
        daemon.kill_worker(0)  # one that is started later
        daemon.wait_ready()
        # One that is just being started is a copy of who starts it, for a moment; one that ends has no words.
        programs = {""}
        while programs & {"chronusd", ""}:
            children = processes.children_of(daemon.pid)
            programs = {words.partition(" ")[0].rpartition("/")[2] for words in children.values()}
        self.assertEqual(programs, {"chronus-worker", "chronus-disk", "chronus-loader"}, children)
        for pid in children:
            self.assertNotIn(name, processes.open_in(pid).values(), children[pid])

    def refusal(self, held: list[socket.socket], *args: str) -> tuple[int, str]:
        """What a start says that is not to be one."""
        daemon = self.daemon(*args, held=held, wait_ready=False)
        status = daemon.wait_exit()
        return status, daemon.log().partition("\n")[2]

    def test_another_address_than_the_socket_s_is_refused(self) -> None:
        held = self.hold()
        other = free_port()
        status, told = self.refusal([held], "--osc", f"127.0.0.1:{other}")
        self.assertEqual(status, 2, told)
        self.assertIn(f"--osc: 127.0.0.1:{other} is not where the socket of the service manager is", told)
        self.assertIn(f"127.0.0.1:{held.getsockname()[1]}", told)
        same = self.daemon("--osc", f"127.0.0.1:{held.getsockname()[1]}", held=[held])
        self.assert_clean_exit(same)

    def test_one_that_others_reach_is_refused_unless_it_is_said_who_may_play(self) -> None:
        hosts = [("0.0.0.0", "192.168.1.0/24")]
        if socket.has_ipv6:
            hosts.append(("::", "fd00::/8"))
        for host, example in hosts:
            held = self.hold(host)
            at = f"[{host}]" if ":" in host else host
            status, told = self.refusal([held])
            self.assertEqual(status, 2, told)
            self.assertIn("the socket of the service manager (as chronus.socket): ", told)
            self.assertIn(f"{at}:{held.getsockname()[1]} is open to others: add --allow NET", told)
            self.assertIn(f"for example --allow {example} among the options of chronusd\n", told)
            self.assertNotIn("can play", told)

    def test_what_is_no_udp_socket_is_refused_and_named(self) -> None:
        stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.addCleanup(stream.close)
        stream.bind(("127.0.0.1", 0))
        status, told = self.refusal([stream])
        self.assertEqual(status, 1, told)
        self.assertIn("LISTEN_FDS", told)
        self.assertIn("descriptor 3 is not a UDP socket", told)


if __name__ == "__main__":
    unittest.main()
