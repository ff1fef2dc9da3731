# SPDX-License-Identifier: MIT
"""module_page.py CHRONUSCTL MODULES_MD writes the modules anew from the catalogue."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEGIN, END = "<!-- modules -->\n", "<!-- end of modules -->\n"


def with_modules(text: str, ctl: str) -> str:
    done = subprocess.run([ctl, "modules", "--markdown"], capture_output=True, text=True, check=True)
    before, rest = text.split(BEGIN)
    return before + BEGIN + done.stdout + END + rest.split(END)[1]


if __name__ == "__main__":
    page = Path(sys.argv[2])
    page.write_text(with_modules(page.read_text(), sys.argv[1]))
