# SPDX-License-Identifier: MIT
"""message_tables.py CHRONUSCTL OSC_MD writes the tables of messages anew from the vocabulary."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def with_tables(text: str, ctl: str) -> str:
    def table(match: re.Match) -> str:
        title = match.group(1)
        done = subprocess.run([ctl, "messages", "--markdown", title], capture_output=True, text=True, check=True)
        return f"<!-- messages: {title} -->\n{done.stdout}<!-- end of messages -->\n"

    pattern = r"<!-- messages: (.*?) -->\n.*?<!-- end of messages -->\n"
    return re.sub(pattern, table, text, flags=re.DOTALL)


if __name__ == "__main__":
    page = Path(sys.argv[2])
    page.write_text(with_tables(page.read_text(), sys.argv[1]))
