# SPDX-License-Identifier: MIT
"""Sessions by name, and their files."""

from __future__ import annotations

from behave import when


def _file(context, name):
    return context.engine.state_directory / "sessions" / f"{name}.score"


@when("the session {name:w} loses its last line")
def cut_off(context, name):
    lines = _file(context, name).read_text().splitlines(keepends=True)
    _file(context, name).write_text("".join(lines[:-1]))


@when('"{old}" becomes "{new}" in the session {name:w}')
def changed(context, old, new, name):
    text = _file(context, name).read_text()
    assert old in text, text
    _file(context, name).write_text(text.replace(old, new))
