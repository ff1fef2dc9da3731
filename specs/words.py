# SPDX-License-Identifier: MIT
"""Messages as a person writes them in a feature: `/seq/pattern kick "x... x..."`."""

from __future__ import annotations

import re

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


def _value(word: str):
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


def message(text: str) -> tuple:
    """Address and arguments. A word that reads as a number is one, unless it is in quotes."""
    found = _WORD.findall(text.strip())
    address = found[0][1]
    return (address, *(_value(bare) if bare else quoted for quoted, bare in found[1:]))


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.replace(",", " ").split()]
