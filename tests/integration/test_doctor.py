# SPDX-License-Identifier: MIT
"""chronusctl doctor beside the real thing."""

import json
import os
import signal
import socket
import unittest
from pathlib import Path

from support.chronus import TestCase, free_port


class Doctor(TestCase):
    def examine(self, port: int, *args: str) -> tuple[dict[str, list[dict]], dict, int]:
        """(findings by subject, all of its JSON, exit status)"""
        done = self.run_program("chronusctl", "--osc", str(port), "doctor", "--json", *args)
        said = json.loads(done.stdout)
        by_subject: dict[str, list[dict]] = {}
        for finding in said["findings"]:
            by_subject.setdefault(finding["subject"], []).append(finding)
        self.assertEqual(done.returncode, 1 if said["severity"] == "wrong" else 0)
        return by_subject, said, done.returncode

    def test_a_running_engine_is_found_with_its_port_and_its_state_directory(self) -> None:
        daemon = self.daemon("--keep-bytes", "64M", "--keep-days", "30")
        found, _, _ = self.examine(daemon.port)
        self.assertIn(f"held by chronusd ({daemon.pid})", found["port"][0]["what"])
        self.assertEqual(found["port"][0]["severity"], "ok")
        self.assertEqual(found["versions"][0]["severity"], "ok")
        self.assertIn(str(daemon.state_directory), found["state"][0]["what"])
        self.assertIn("; journals are kept up to 64 MB, for 30 days at the most", found["state"][0]["what"])

    def test_a_state_directory_that_was_named_from_where_it_started_is_found(self) -> None:
        daemon = self.daemon(state_directory=Path("from here"))
        found, _, _ = self.examine(daemon.port)
        self.assertIn(f"{daemon.directory}/from here: ", found["state"][0]["what"])
        self.assertIn("; journals are kept up to", found["state"][0]["what"])

    def test_a_worker_that_died_is_told(self) -> None:
        daemon = self.daemon()
        daemon.kill_worker(daemon.status()["active_slot"])
        daemon.wait_ready()
        found, _, _ = self.examine(daemon.port)
        self.assertTrue(any("1 failovers" in finding["what"] for finding in found["engine"]), found)

    def test_a_stopped_engine_is_wrong_and_the_command_mends_it(self) -> None:
        daemon = self.daemon()
        daemon.process.send_signal(signal.SIGSTOP)
        try:
            found, _, status = self.examine(daemon.port)
            self.assertEqual(status, 1)
            remedy = found["engine"][0]["remedy"]
            self.assertEqual(remedy, f"kill -CONT {daemon.pid}")
            self.assertEqual(os.system(remedy), 0)
        finally:
            daemon.process.send_signal(signal.SIGCONT)
        self.assertEqual(self.examine(daemon.port)[0]["versions"][0]["severity"], "ok")

    def test_a_port_that_another_holds_is_wrong(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            found, _, status = self.examine(other.getsockname()[1])
        self.assertEqual(status, 1)
        self.assertIn(f"({os.getpid()})", found["port"][0]["what"])
        self.assertTrue(found["port"][0]["remedy"].startswith(f"kill {os.getpid()}"))

    def test_without_an_engine_the_machine_is_looked_at(self) -> None:
        state = self.directory / "not yet"
        found, _, _ = self.examine(free_port(), "--state-dir", str(state))
        self.assertEqual(found["engine"][0]["severity"], "warning")
        self.assertEqual(found["state"][0]["what"], f"{state} will be made")
        self.assertEqual(set(found) & {"real-time", "memory lock", "governor", "sound", "port", "clock"},
                         {"real-time", "memory lock", "governor", "sound", "port", "clock"})

    def test_a_person_reads_lines(self) -> None:
        done = self.run_program("chronusctl", "--osc", str(free_port()), "doctor")
        self.assertRegex(done.stdout, r"(?m)^(ok|warning|wrong) +port +127\.0\.0\.1:\d+ is free$")
        self.assertRegex(done.stdout, r"(?m)^\d+ ok, \d+ warnings, \d+ wrong$")


if __name__ == "__main__":
    unittest.main()
