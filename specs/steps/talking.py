# SPDX-License-Identifier: MIT
"""A running engine, what is sent to it and what it answers."""

from __future__ import annotations

import json
import math

import engines
import words
from behave import given, then, when
from support.osc import Client


def daemon(context):
    return context.engine


def client(context) -> Client:
    return context.engine.client


def same(found, wanted) -> bool:
    """JSON equal, numbers to what a 32-bit float keeps."""
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        if not isinstance(found, (int, float)):
            return False
        if not math.isfinite(wanted):
            return str(found) == str(wanted)
        return abs(found - wanted) <= 1e-6 * max(1, abs(wanted))
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(same(one, other) for one, other in zip(found, wanted))
        )
    return found == wanted


def json_of(text: str):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


@given("a running engine")
def running(context):
    context.engine = context.shared.shared()


@given("an engine of its own")
def own_engine(context):
    context.engine = context.own.start()


@given('an engine started with "{options}"')
def engine_with(context, options):
    context.engine = context.own.start(*options.split())


@given("the sequencer {name}")
def sequencer(context, name):
    client(context).do("/seq/create", name)


@given("these are sent")
@when("these are sent")
def sent(context):
    """Each must be done, as all of these are answered."""
    for line in context.text.splitlines():
        client(context).do(*words.message(line))


@given("I have sent {text}")
def have_sent(context, text):
    client(context).do(*words.message(text))


@when("I send {text}")
def send(context, text):
    context.before = engines.settings(client(context))
    context.message = words.message(text)
    context.reply = client(context).answer(*context.message)


@when("I ask {text}")
def ask(context, text):
    address, *args = words.message(text)
    context.reply = client(context).ask(address, *args, reply=address + ".reply")


@then("it is done")
def done(context):
    assert context.reply.address == "/done", context.reply
    echoed, wanted = context.reply.args, list(context.message)
    assert len(echoed) == len(wanted), f"{echoed} does not echo {wanted}"
    assert all(same(a, b) for a, b in zip(echoed, wanted)), f"{echoed} does not echo {wanted}"


@then('it is refused: "{reason}"')
def refused(context, reason):
    assert context.reply.address == "/fail", context.reply
    address, said, *echoed = context.reply.args
    wanted = list(context.message)
    assert [address] == wanted[:1] and len(echoed) == len(wanted) - 1, context.reply
    assert all(same(a, b) for a, b in zip(echoed, wanted[1:])), f"{echoed} does not echo {wanted}"
    assert reason in said, f"the reason is: {said}"


@then("nothing has changed")
def unchanged(context):
    now = engines.settings(client(context))
    assert now == context.before, f"before {context.before}\nnow    {now}"


@then("/seq/info {name:w} says")
def info_says(context, name):
    info = engines.info(client(context), name)
    for row in context.table:
        wanted = json_of(row["value"])
        assert same(info[row["key"]], wanted), f"{row['key']} is {info[row['key']]!r}"


@then("/seq/info {name:w} has {key:w} {value}")
def info_has(context, name, key, value):
    found = engines.info(client(context), name)[key]
    assert same(found, json_of(value)), f"{key} is {found!r}"


@then("/seq/list names {names}")
def listed(context, names):
    wanted = [] if names == "nothing" else names.replace(" and ", ", ").split(", ")
    found = engines.sequencers(client(context))
    assert sorted(found) == sorted(wanted), found


@then("{count:d} assignment of {name:w} is left")
@then("{count:d} assignments of {name:w} are left")
def assignments_left(context, count, name):
    found = engines.info(client(context), name)["assignments"]
    assert len(found) == count, found


@then("the answer has {key:w} {value:g}")
def answer_has(context, key, value):
    assert same(json.loads(context.reply.args[-1])[key], value), context.reply


@then("the answer's seconds are its frame at {rate:d} a second")
def answer_seconds(context, rate):
    answer = json.loads(context.reply.args[0])
    assert same(answer["seconds"], answer["frame"] / rate), answer


@given("a second client")
def second_client(context):
    context.second = Client(daemon(context).port)
    context.add_cleanup(context.second.close)


@when("the second client sends {text}")
def second_sends(context, text):
    context.second.do(*words.message(text))


@then("the first client hears nothing")
def first_hears_nothing(context):
    client(context).sync(41)
    assert client(context).drain() == []


@when("{count:d} tempos are sent without waiting, and then a sync")
def many_tempos(context, count):
    context.last_bpm = 100 + count
    for index in range(count):
        client(context).send("/seq/bpm", "kick", 101 + index)
    client(context).sync(count)
    context.count = count


@then("the sync is answered last, and all have been taken")
def synced_last(context):
    answers = client(context).drain()
    assert [reply.address for reply in answers] == ["/done"] * context.count, answers
    assert engines.info(client(context), "kick")["bpm"] == context.last_bpm


@when("a chain of {count:d} patterns is sent to {name:w}")
def chain_of(context, count, name):
    send(context, f"/seq/chain {name} " + " ".join(["x.X."] * count))


@then("the start of {name:w} waits for a multiple of {beats:d} beats")
def start_waits(context, name, beats):
    found = engines.info(client(context), name)
    assert found["playing"] is True and found["current_step"] == -1, found
    pending = found["pending"]
    assert pending["start"] and pending["beat"] > 0 and pending["beat"] % beats == 0, pending
