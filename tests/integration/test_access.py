# SPDX-License-Identifier: MIT
"""Who may play from elsewhere: --allow."""

import socket
import unittest
from contextlib import closing

from support import held_sockets
from support.chronus import TestCase
from support.packets import message


def own_address() -> str | None:
    """An address of this machine that is not a loopback's; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


class OpenPorts(TestCase):
    def refused(self, *args: str, env: dict[str, str] | None = None) -> str:
        done = self.run_program("chronusd", "--audio", "null", "--state-dir", str(self.directory / "s"), *args, env=env)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr

    def test_a_port_that_is_open_to_others_says_who_may_play(self) -> None:
        for at, example in (("0.0.0.0:0", "192.168.1.0/24"), ("192.168.7.20:0", "192.168.7.0/24"),
                            ("[::]:0", "fd00::/8"), ("[fd12::20]:0", "fd12::/64")):  # fmt: skip
            said = self.refused("--osc", at)
            self.assertIn(f"--osc: {at} is open to others: add --allow NET", said)
            self.assertIn(f"for example --allow {example}\n", said)
        said = self.refused(env={"CHRONUS_OSC_HOST": "0.0.0.0", "CHRONUS_OSC_PORT": "0"})
        self.assertIn("is open to others: add --allow NET", said)

    def test_a_network_that_is_none_is_refused_by_where_it_stands(self) -> None:
        said = self.refused("--osc", "0.0.0.0:0", "--allow", "10.0.0.0/8", "--allow", "home")
        self.assertIn("--allow: 'home' is not a network", said)
        said = self.refused("--osc", "0.0.0.0:0", env={"CHRONUS_ALLOW": "10.0.0.0/8,192.168.1.20/24"})
        self.assertIn("CHRONUS_ALLOW: '192.168.1.20/24' is either 192.168.1.0/24 or 192.168.1.20 alone", said)
        config = self.directory / "open.toml"
        config.write_text("osc = '0.0.0.0:0'\nallow = ['10.0.0.0/33']\n")
        said = self.refused("--config", str(config))
        self.assertIn(f"{config}:2:9: allow: '10.0.0.0/33'", said)


HERE = own_address()


@unittest.skipUnless(HERE, "this machine has no address but the loopback's")
class Elsewhere(TestCase):
    def asker(self, port: int) -> socket.socket:
        """Whose packets come from this machine's address in the network."""
        asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        asker.settimeout(5)
        asker.bind((HERE, 0))
        asker.connect((HERE, port))
        self.addCleanup(asker.close)
        return asker

    def test_who_is_not_allowed_is_not_heard_counted_and_named_once(self) -> None:
        daemon = self.daemon("--allow", "203.0.113.0/24", open_to="0.0.0.0")
        stranger = self.asker(daemon.port)
        for packet in (message(b"/seq/create", b"s", b"kick\0\0\0\0"), b"garbage", b"") * 10:
            stranger.send(packet)
        status = daemon.client.wait_status(lambda s: s["osc"]["strangers"] == 30)
        self.assertEqual(status["sequencers_total"], 0)
        self.assertEqual((status["commands"]["malformed"], status["commands"]["dropped"]), (0, 0))
        daemon.wait_log(f"what {HERE}:{stranger.getsockname()[1]} sends is not heard: no --allow names it")
        self.assertEqual(daemon.log().count("is not heard"), 1)
        stranger.settimeout(0)
        with self.assertRaises(BlockingIOError):
            stranger.recv(4096)
        self.assertIn("may not speak here", daemon.client.refused("/notify", 1, HERE, stranger.getsockname()[1]))
        self.assert_clean_exit(daemon)

    def test_this_machine_plays_at_the_address_of_a_socket_that_is_held(self) -> None:
        for host in (HERE, "0.0.0.0"):
            with self.subTest(host=host), closing(held_sockets.bind(host)) as held:
                daemon = self.daemon("--allow", "203.0.113.0/24", held=[held], wait_ready=False)
                self.addCleanup(daemon.kill)
                daemon.wait_log(f"whoever reaches {host}:{daemon.port} from 203.0.113.0/24 can play")
                asker = self.asker(daemon.port)
                asker.send(message(b"/version", b""))
                if host == HERE:
                    self.assertIn(b"/version.reply", asker.recv(4096))
                else:  # it was not said that this machine is here
                    daemon.wait_log("sends is not heard: no --allow names it")
                daemon.kill()

    def test_who_is_allowed_plays(self) -> None:
        config = self.directory / "open.toml"
        config.write_text(f"allow = ['203.0.113.0/24', '{HERE}']\n")
        for how in ({"args": ["--allow", "203.0.113.0/24", "--allow", HERE]},
                    {"args": ["--config", str(config)]},
                    {"args": [], "env": {"CHRONUS_ALLOW": f"203.0.113.0/24,{HERE}"}}):  # fmt: skip
            with self.subTest(**how):
                daemon = self.daemon(*how["args"], env=how.get("env"), open_to="0.0.0.0")
                with closing(self.asker(daemon.port)) as guest:
                    guest.send(message(b"/version", b""))
                    self.assertIn(b"/version.reply", guest.recv(4096))
                daemon.wait_log(f"from 203.0.113.0/24, {HERE} can play")
                self.assertEqual(daemon.status()["osc"]["strangers"], 0)
                self.assert_clean_exit(daemon)


if __name__ == "__main__":
    unittest.main()
