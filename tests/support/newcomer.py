# SPDX-License-Identifier: MIT
"""Types what README.md prints, as it stands there, as a new user of an installed package does.

newcomer.py ROOT: ROOT is a system with the package and a user `newcomer`. In a network of its own (unshare --net), so that
nobody else has the port. Exit status 1 where a command is refused or fails.
"""

from __future__ import annotations

import fcntl
import re
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

# Of the source tree: what an installed package has in another way.
OF_SOURCE = ("git clone", "PATH=")
ANSWERS_S = 30.0


def blocks(text: str) -> list[str]:
    return [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if not block.startswith(OF_SOURCE)]


def bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        up_and_running = 0x1 | 0x40
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", up_and_running))  # SIOCSIFFLAGS


class User:
    def __init__(self, root: Path):
        self.prefix = ["chroot", str(root), "setpriv", "--reuid", "newcomer", "--regid", "newcomer", "--init-groups",
                       "--reset-env", "bash", "-c"]  # fmt: skip
        self.engines: dict[str, subprocess.Popen] = {}

    def type(self, commands: str) -> bool:
        """In a shell of its own; whether none of them was refused."""
        script = "set -e -o pipefail; cd; " + commands
        done = subprocess.run([*self.prefix, script], capture_output=True, text=True, timeout=180, check=False)
        if done.returncode == 0 and "/fail" not in done.stdout + done.stderr:
            return True
        print(f"as printed, this fails ({done.returncode}):\n{commands}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return False

    def start(self, command: str) -> None:
        """An engine, in a terminal of its own; one that has its port is ended."""
        found = re.search(r"--osc \S*:(\d+)", command)
        port = found[1] if found else "5005"
        self.end(port)
        self.engines[port] = subprocess.Popen([*self.prefix, "cd; exec " + command],
                                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        deadline = time.monotonic() + ANSWERS_S
        asked = [*self.prefix, f"chronusctl --osc {port} status"]
        while subprocess.run(asked, capture_output=True, check=False).returncode != 0:
            if time.monotonic() > deadline or self.engines[port].poll() is not None:
                raise SystemExit(f"it does not start: {command}")

    def end(self, port: str) -> None:
        if (engine := self.engines.pop(port, None)) is not None:
            engine.terminate()
            engine.wait(20)

    def read(self, block: str) -> bool:
        """Lines that start an engine which goes on stand in a terminal of their own."""
        rest = []
        for line in block.splitlines():
            if line.startswith("chronusd") and "--exit-after-score" not in line:
                self.start(line.split(" #")[0])
            else:
                rest.append(line)
        return not rest or self.type("\n".join(rest))


def main() -> int:
    root = Path(sys.argv[1])
    bring_up_loopback()
    user = User(root)
    printed = blocks((root / "usr/share/doc/chronus/README.md").read_text())
    failed = 0
    try:
        user.type("mkdir -p ~/Dirt-Samples && cp -r /usr/share/chronus/samples/bd ~/Dirt-Samples/")
        for block in printed:
            failed += not user.read(block)
    finally:
        for port in list(user.engines):
            user.end(port)
    print(f"README.md: {len(printed) - failed} of {len(printed)} blocks do what they say")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
