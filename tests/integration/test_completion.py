# SPDX-License-Identifier: MIT
"""Tab, in bash and zsh as they are, and a real engine whose names they complete."""

from __future__ import annotations

import shutil
import subprocess
import unittest
from pathlib import Path

from support.chronus import BIN, Daemon, TestCase, free_port
from support.terminal import Terminal

PROMPT = "ready>"


class Completion(TestCase):
    shell = "bash"
    arguments = ["--norc", "--noprofile", "-i"]
    begin = f"PS1='{PROMPT}'; bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'; source <(chronusctl completion bash); clear"

    def setUp(self) -> None:
        super().setUp()
        self.path = shutil.which(self.shell)
        if self.path is None:
            self.skipTest(f"there is no {self.shell}")

    def terminal(self, port: int) -> Terminal:
        env = {"PATH": f"{BIN}:/usr/bin:/bin", "CHRONUS_OSC_PORT": str(port), "HOME": str(self.directory), "TERM": "screen-256color"}
        terminal = Terminal([self.path, *self.arguments], env=env)
        self.addCleanup(terminal.close)
        terminal.press(self.begin + "\r")
        terminal.wait(lambda text: text.startswith(PROMPT) and text.count(PROMPT) == 1 and "clear" not in text, "a prompt", 60.0)
        return terminal

    def completed(self, terminal: Terminal, typed: str, expected: str) -> None:
        """What stands on the line after Tab; the line is taken away again."""
        terminal.press(typed + "\t")
        terminal.wait(lambda text: any(line.startswith(PROMPT + expected) for line in text.split("\n")), f"'{expected}'")
        terminal.press("\x15")
        terminal.wait(lambda text: text.rstrip().split("\n")[-1].strip() == PROMPT, "an empty line")

    def engine(self) -> Daemon:
        daemon = self.daemon()
        daemon.client.do("/seq/create", "kickdrum")
        return daemon

    def test_words_are_those_of_the_vocabulary_and_of_the_engine(self) -> None:
        terminal = self.terminal(self.engine().port)
        self.completed(terminal, "chronusctl doc", "chronusctl doctor")
        self.completed(terminal, "chronusctl seq eucl", "chronusctl seq euclid")
        self.completed(terminal, "chronusctl seq start k", "chronusctl seq start kickdrum")
        self.completed(terminal, "chronusctl send /mod/filter1/fr", "chronusctl send /mod/filter1/freq")
        self.completed(terminal, "chronusctl doctor --state", "chronusctl doctor --state-dir")

    def test_several_are_shown(self) -> None:
        terminal = self.terminal(self.engine().port)
        terminal.press("chronusctl record st\t\t")
        terminal.wait(lambda text: all(word in text for word in ("start", "stop", "status")), "all three")

    def test_without_an_engine_the_vocabulary_is_there(self) -> None:
        terminal = self.terminal(free_port())
        self.completed(terminal, "chronusctl transport inf", "chronusctl transport info")

    def test_files_are_completed_where_they_are_meant(self) -> None:
        (self.directory / "song.score").touch()
        terminal = self.terminal(free_port())
        terminal.press(f"cd {self.directory}\r")
        terminal.press("clear\r")
        self.completed(terminal, "chronusctl render so", "chronusctl render song.score")


class ZshCompletion(Completion):
    shell = "zsh"
    arguments = ["-f", "-i"]
    begin = (f"PROMPT='{PROMPT}'; unsetopt PROMPT_SP; setopt NO_BEEP; autoload -Uz compinit; compinit -u -D; "
             "source <(chronusctl completion zsh); clear")

    def test_a_file_of_fpath_does_as_well(self) -> None:
        folder = self.directory / "functions"
        folder.mkdir()
        script = subprocess.run([BIN / "chronusctl", "completion", "zsh"], capture_output=True, check=True).stdout
        (folder / "_chronusctl").write_bytes(script)
        self.begin = (f"PROMPT='{PROMPT}'; unsetopt PROMPT_SP; fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D; clear")
        terminal = self.terminal(free_port())
        self.completed(terminal, "chronusctl seq eucl", "chronusctl seq euclid")
        self.completed(terminal, "chronusctl transport inf", "chronusctl transport info")


class Scripts(TestCase):
    def test_a_script_stands_alone(self) -> None:
        for shell in ("bash", "zsh"):
            path = shutil.which(shell)
            if path is None:
                continue
            script = Path(self.directory) / f"script.{shell}"
            script.write_text(self.run_program("chronusctl", "completion", shell).stdout)
            done = subprocess.run([path, "-n", str(script)], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_another_shell_is_refused(self) -> None:
        self.assertEqual(self.run_program("chronusctl", "completion", "fish").returncode, 2)

    def test_bash_completes_by_compgen(self) -> None:
        script = ("source <(chronusctl completion bash); compopt() { :; }; COMP_LINE='chronusctl seq reset'; COMP_POINT=${#COMP_LINE}; "
                  "_chronusctl chronusctl; compgen -W \"${COMPREPLY[*]}\" -- reset")
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True,
                              env={"PATH": f"{BIN}:/usr/bin:/bin", "CHRONUS_OSC_PORT": str(free_port())})
        self.assertEqual(done.stdout.split(), ["reset", "reset_all"])


if __name__ == "__main__":
    unittest.main()
