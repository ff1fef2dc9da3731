# SPDX-License-Identifier: MIT
"""Scores: written, rendered, played live."""

from __future__ import annotations

import ears
from behave import given, then, when
from playing_scores import assert_same, channel_options, play, render, write_score


def _names(text: str) -> list[str]:
    return text.replace(" and ", ", ").replace(" ", "").split(",")


def prepare(context, kind: str, names: list[str]) -> None:
    context.channels += [(kind, name) for name in names]


@given("the clicks {names}")
@given("the click {names}")
def clicks(context, names):
    prepare(context, "click", _names(names))


@given("the voltages {names}")
@given("the voltage {names}")
def voltages(context, names):
    prepare(context, "voltage", _names(names))


@given("the tone {name}")
def tone(context, name):
    prepare(context, "tone", [name])


@given("the score")
def the_score(context):
    """Lines without a time are meant for the beginning."""
    for line in context.text.splitlines():
        line = line.strip()
        context.score_lines.append(f"0 {line}" if line.startswith("/") else line)


@given("also the line {line}")
def one_line(context, line):
    context.score_lines.append(f"0 {line}" if line.startswith("/") else line)


@when("it plays for {seconds:g} seconds")
@when("it plays for {seconds:g} second")
def plays(context, seconds):
    score = write_score(context, f"{seconds} /quit\n")
    context.heard = render(context, score, *channel_options(context))
    if context.always_live:
        assert_same(play(context, score, *channel_options(context)), context.heard)


@when("it is played live for {seconds:g} seconds")
def plays_live(context, seconds):
    score = write_score(context, f"{seconds} /quit\n")
    context.heard = play(context, score, *channel_options(context))


@then("its rendering has the same samples")
@then("each sample is that of its rendering")
def same_as_rendering(context):
    score = str(context.directory / "the.score")
    assert_same(context.heard, render(context, score, *channel_options(context)))


@when("it plays for {seconds:g} seconds again")
def plays_again(context, seconds):
    context.first = context.heard
    plays(context, seconds)


@then("both recordings have the same samples")
def both_same(context):
    assert_same(context.heard, context.first)
