# SPDX-License-Identifier: MIT
"""Pictures are made from text: NAME.svg from the NAME.dot beside it, by graphviz.

pictures.py DIR makes those that are not what their text says. An .svg ends with the hash of the text it was
made from, so that whoever checks it (test_documents.py) needs no graphviz.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path


def mark_of(source: Path) -> str:
    return f"<!-- made from {source.name}, sha256 {hashlib.sha256(source.read_bytes()).hexdigest()} -->\n"


def is_current(source: Path) -> bool:
    picture = source.with_suffix(".svg")
    return picture.exists() and picture.read_text().endswith(mark_of(source))


def make(source: Path) -> None:
    done = subprocess.run(["dot", "-Tsvg", source], capture_output=True, text=True, check=True)
    source.with_suffix(".svg").write_text(done.stdout + mark_of(source))


if __name__ == "__main__":
    for text in sorted(Path(sys.argv[1]).glob("*.dot")):
        if not is_current(text):
            make(text)
