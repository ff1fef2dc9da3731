# SPDX-License-Identifier: MIT
"""chronusctl watch on a terminal: a pty that holds the real program, read as a terminal would show it."""

from __future__ import annotations

import signal
import termios
import unittest

from support.chronus import BIN, TestCase, free_port
from support.terminal import Terminal


class WatchScreen(TestCase):
    def watch(self, port: int, *args: str) -> Terminal:
        command = [str(BIN / "chronusctl"), "--wait", "20000", "--osc", f"127.0.0.1:{port}", "watch", *args]
        terminal = Terminal(command)
        self.addCleanup(terminal.close)
        return terminal

    def assert_restored(self, terminal: Terminal) -> None:
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before, "modes of the terminal")
        self.assertIn(b"\x1b[?1049h", terminal.raw)
        self.assertGreater(terminal.raw.rfind(b"\x1b[?1049l"), terminal.raw.rfind(b"\x1b[?1049h"), "the other screen")
        self.assertGreater(terminal.raw.rfind(b"\x1b[?25h"), terminal.raw.rfind(b"\x1b[?25l"), "the cursor")

    def play(self, daemon) -> None:
        client = daemon.client
        for message in (("/seq/create", "kick"), ("/seq/pattern", "kick", "X...x...X...x..."),
                        ("/seq/assign", "kick", "gate", "adsr1"), ("/seq/start", "kick")):
            client.do(*message)

    def test_it_shows_the_engine_a_death_and_another_size_and_quits(self) -> None:
        daemon = self.daemon()
        self.play(daemon)
        terminal = self.watch(daemon.port)
        terminal.wait_text("primary")
        terminal.wait_text(" dB  held")
        seen = terminal.wait_text("X...x...X...x...")
        self.assertIn(f"127.0.0.1:{daemon.port}", seen)
        self.assertIn("q quit", seen.split("\n")[23])

        killed = daemon.kill_worker(daemon.status()["active_slot"])
        seen = terminal.wait_text("failover  ")
        self.assertIn("reason", seen)
        terminal.wait(lambda text: text.count(" ready ") == 2 and str(killed) not in text and "failovers 1" in text, "both ready again")

        terminal.resize(40, 120)
        terminal.process.send_signal(signal.SIGWINCH)
        terminal.wait(lambda text: "q quit" in text.split("\n")[39], "the last row of the larger screen")
        terminal.resize(12, 50)
        terminal.process.send_signal(signal.SIGWINCH)
        terminal.wait(lambda text: "q quit" in text.split("\n")[11], "the last row of the smaller screen")

        terminal.press("q")
        self.assertEqual(terminal.end(), 0)
        self.assert_restored(terminal)

    def test_the_step_that_plays_moves(self) -> None:
        daemon = self.daemon()
        self.play(daemon)
        terminal = self.watch(daemon.port)
        terminal.wait_text("X...x...X...x...")

        def steps() -> set[int]:
            row = next(i for i, line in enumerate(terminal.screen.display) if line.startswith("> kick"))
            return {column for column, cell in terminal.screen.buffer[row].items() if cell.reverse}

        seen: set[int] = set()
        terminal.wait(lambda _: bool(seen.update(steps())) or len(seen) >= 4, "four steps", 20.0)
        self.assertTrue(seen <= set(range(22, 38)), seen)

    def test_a_held_screen_stands_until_it_is_let_go(self) -> None:
        daemon = self.daemon()
        terminal = self.watch(daemon.port)
        terminal.wait_text("up 0:00")
        terminal.press(" ")
        terminal.wait_text("HELD")
        daemon.client.do("/seq/create", "later")
        terminal.press(" ")
        terminal.wait(lambda text: "HELD" not in text and " later " in text, "what happened meanwhile")

    def test_an_engine_that_ends_is_waited_for_and_found_again(self) -> None:
        daemon = self.daemon()
        terminal = self.watch(daemon.port)
        terminal.wait_text("primary")
        daemon.kill()
        terminal.wait_text(f"no answer from 127.0.0.1:{daemon.port}: waiting for it")
        self.daemon(port=daemon.port)
        terminal.wait_text("the engine is back")
        terminal.wait(lambda text: "waiting for it" not in text and text.count(" ready ") == 2, "the other engine")

    def test_a_signal_gives_the_terminal_back(self) -> None:
        daemon = self.daemon()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number.name):
                terminal = self.watch(daemon.port)
                terminal.wait_text("primary")
                terminal.process.send_signal(number)
                self.assertEqual(terminal.end(), 0)
                self.assert_restored(terminal)

    def test_without_an_engine_it_says_so_and_opens_no_screen(self) -> None:
        port = free_port()
        terminal = self.watch(port, "--wait", "100")
        self.assertEqual(terminal.end(), 3)
        self.assertIn(f"no answer from 127.0.0.1:{port}", terminal.text())
        self.assertNotIn(b"\x1b[?1049h", terminal.raw)

    def test_plain_lines_on_a_terminal_where_they_are_asked_for(self) -> None:
        daemon = self.daemon()
        terminal = self.watch(daemon.port, "--plain")
        terminal.wait_text("state: up 0:00:")
        self.assertNotIn(b"\x1b[?1049h", terminal.raw)


if __name__ == "__main__":
    unittest.main()
