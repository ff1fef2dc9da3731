# SPDX-License-Identifier: MIT
"""Whole sets: what the documentation shows, what is typed live, bundles and time tags."""

from __future__ import annotations

import re
import socket
import struct
from fractions import Fraction

import ears
import liblo
import numpy
import words
from behave import given, then, when
from playing_live import channels_recorded, played_more, records_all
from playing_scores import assert_same, channel_options, render
from support import packets, wav
from support.chronus import ROOT

RATE = 48_000


@then("sounds begin on the left on the frames {frames}")
def sounds_begin(context, frames):
    heard = wav.onsets(context.heard.left, threshold=1e-8)
    wanted = [int(frame) for frame in frames.replace(",", " ").split()]
    assert heard == wanted, heard


@when("these are streamed")
def streamed(context):
    for line in context.text.splitlines():
        context.engine.client.send(*words.message(line))


@then("nothing is refused")
def nothing_refused(context):
    context.engine.client.sync(7)
    replies = context.engine.client.drain()
    assert replies == [], replies


@when("every message of the README's minute is sent")
def readme(context):
    text = (ROOT / "README.md").read_text().split("## Kill it")[0]
    lines = re.findall(r"^chronusctl send (/\S+.*?)(?:\s{2,}# .*)?$", text, re.MULTILINE)
    assert len(lines) > 25, lines
    context.answers = []
    client = context.engine.client
    for line in lines:
        address, *args = words.message(line)
        if address == "/seq/stop_all":
            # Two seconds of it, before the end.
            client.wait_frame(context.engine.status()["frame"] + 2 * RATE)
        # Streams are silent when good.
        if address.startswith(("/mod", "/gate", "/note")):
            client.send(address, *args)
            client.sync(11)
        else:
            context.answers.append((line, client.answer(address, *args)))


@then("all of them are done")
def all_done(context):
    refused = [entry for entry in context.answers if entry[1].address != "/done"]
    assert refused == [], refused
    assert context.engine.client.drain() == []


def _assert_sane(recording: wav.Wav) -> None:
    peak = float(numpy.abs(recording.samples).max())
    assert 0.05 < peak <= 1.0, peak


@then("the last recording of it holds sound, and nothing beyond full scale")
def readme_recording(context):
    takes = list((context.engine.state_directory / "recordings").glob("*.wav"))
    assert len(takes) == 1, takes
    _assert_sane(wav.read(takes[0]))


@when("the example {name:w} is rendered")
def example(context, name):
    context.heard = render(context, str(ROOT / "examples" / f"{name}.score"))


@then("it sounds all the way, and nothing is beyond full scale")
def sounds_all_the_way(context):
    _assert_sane(context.heard)
    seconds = len(context.heard) // RATE - 2
    loudest = numpy.abs(context.heard.left[: seconds * RATE]).reshape(-1, RATE).max(axis=1)
    assert loudest.min() > 0.01, loudest


@given("an engine that records all")
def engine_that_records(context):
    records_all(context)


@when("it has played {frames:d} frames more")
def played_frames(context, frames):
    played_more(context, frames)


def _end(context) -> None:
    assert context.engine.stop() == 0, context.engine.log()[-4000:]
    context.heard = wav.read(context.live)


@then("the recording is the journal's rendering, sample for sample")
def journal(context):
    _end(context)
    score = next((context.engine.state_directory / "journals").glob("*.score"))
    length = f"{len(context.heard) / RATE:.9f}"
    assert_same(context.heard, render(context, str(score), "--seconds", length))


@then("it has the same samples in blocks of {sizes} frames")
def block_sizes(context, sizes):
    score = str(context.directory / "the.score")
    for size in re.findall(r"\d+", sizes):
        options = (*channel_options(context), "--block", size)
        assert_same(context.heard, render(context, score, *options))


@then("{name:w} sounds from frame {frame:d} on")
def sounds_from(context, name, frame):
    index = [known for _, known in context.channels].index(name)
    assert wav.onsets(context.heard.samples[:, index], threshold=0.0, silence=1000)[0] in (
        frame,
        frame + 1,  # a crossfade begins with a zero
    )


@given("an engine with the clicks {names}, that records all")
def engine_with_clicks(context, names):
    found = re.findall(r"\w+", names.replace(" and ", ", "))
    context.channels = [("click", name) for name in found]
    channels_recorded(context)


@when("these are sent {times:d} times in one bundle, {frames:d} frames apart")
def bundles(context, times, frames):
    messages = [words.message(line) for line in context.text.splitlines()]
    for _ in range(times):
        context.engine.client.bundle(messages)
        played_more(context, frames // 2)
        context.engine.client.bundle([(address, 0) for address, *_ in messages])
        played_more(context, frames // 2)
    _end(context)


@then("{name:w} is heard {times:d} times")
def heard_times(context, name, times):
    index = [known for _, known in context.channels].index(name)
    heard = ears.hits(context.heard.samples[:, index])
    assert len(heard) == times, heard


def _gate(context, name: str, value: int, moment: Fraction) -> None:
    """A bundle whose tag is exact to 2^-32 s, which a time as a double is not."""
    gate = packets.message(f"/gate/{name}".encode(), b"i", struct.pack(">i", value))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(
            packets.bundle(gate, tag=round(moment * 2**32)), ("127.0.0.1", context.engine.port)
        )


@when("{name:w} is struck by bundles that are due {frames} frames from a moment on")
def time_tags(context, name, frames):
    context.struck = name, [int(frame) for frame in re.findall(r"\d+", frames)]
    # Far enough ahead for a busy machine to have sent them all.
    start = Fraction(liblo.time()) + 1
    for frame in context.struck[1]:
        _gate(context, name, 1, start + Fraction(frame, RATE))
        _gate(context, name, 0, start + Fraction(frame + 2_400, RATE))
    played_more(context, RATE + context.struck[1][-1] + RATE // 4)
    _end(context)


@then("{name:w} sounds on these frames, counted from the first")
def on_these_frames(context, name):
    index = [known for _, known in context.channels].index(name)
    heard = [hit.frame for hit in ears.hits(context.heard.samples[:, index])]
    assert [frame - heard[0] for frame in heard] == context.struck[1], heard


@when("a gate for {name:w} comes {seconds:d} seconds late")
def late(context, name, seconds):
    context.engine.client.bundle([(f"/gate/{name}", 1)], liblo.time() - seconds)
    played_more(context, 4_800)
    context.status = context.engine.status()
    _end(context)


@then("/status counts {number:d} late command")
def counted_late(context, number):
    assert context.status["commands"]["late"] == number, context.status["commands"]


@when("a gate for {name:w} comes for {seconds:d} seconds from now")
def far_ahead(context, name, seconds):
    client = context.engine.client
    client.bundle([(f"/gate/{name}", 1)], liblo.time() + seconds)
    context.reply = client.wait_for(lambda r: r.address == "/fail", 5, "a refusal")
    played_more(context, 4_800)
    _end(context)


@then("it is refused, and {name:w} is heard {times:d} times")
def refused_and_heard(context, name, times):
    assert context.reply.args[0] == f"/gate/{name}" and len(context.reply.args[1]) > 8
    heard_times(context, name, times)


@then('{number:d} events "{kind:w}" come')
def events_come(context, number, kind):
    for _ in range(number):
        context.engine.client.wait_for(
            lambda r: r.address == "/event" and r.args[0] == kind, 5, f"event {kind}"
        )


@then("no more events come")
def no_more_events(context):
    client = context.engine.client
    client.drain()
    client.wait_frame(context.engine.status()["frame"] + RATE // 4)
    assert [r for r in client.drain() if r.address == "/event"] == []
