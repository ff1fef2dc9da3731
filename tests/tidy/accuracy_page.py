# SPDX-License-Identifier: MIT
"""accuracy_page.py ACCURACY_MD puts the tables that come in, as `accuracy` prints them, into their places in the page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

TABLE = re.compile(r"<!-- accuracy: (\w+) -->\n.*?<!-- end of accuracy -->\n", re.DOTALL)


def with_tables(page: str, measured: str) -> str:
    tables = {match[1]: match[0] for match in TABLE.finditer(measured)}
    return TABLE.sub(lambda place: tables[place[1]], page)


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_tables(page.read_text(), sys.stdin.read()))
