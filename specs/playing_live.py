# SPDX-License-Identifier: MIT
"""Engines of a scenario's own, which record all that they play."""

from __future__ import annotations

import words
from playing_scores import channel_options, score_text


def records_all(context, *options: str) -> None:
    context.live = context.directory / "live.wav"
    context.engine = context.own.start("--record", str(context.live), *options)


def played_more(context, frames: int) -> None:
    context.engine.client.wait_frame(context.engine.status()["frame"] + frames)


def channels_recorded(context) -> None:
    """One that plays what is on the scenario's channels."""
    records_all(context, *channel_options(context))
    for line in score_text(context).splitlines():
        message = words.message(line.partition(" ")[2])
        context.engine.client.send(*message)
    context.engine.client.sync(1)
    refused = [r for r in context.engine.client.drain() if r.address == "/fail"]
    assert refused == [], refused
    # The envelopes have glided to their settings before anything is struck.
    played_more(context, 4_800)
