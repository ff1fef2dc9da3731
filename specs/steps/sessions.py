# SPDX-License-Identifier: MIT
"""Sessions, by name and over restarts; samples that come and go."""

from __future__ import annotations

import json
import math
import wave

from behave import given, then, when
from playing_live import played_more


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


@when("the engine has played on, is killed and is started again")
def killed_and_started(context):
    # Long enough for the session to be one that does not end its starts.
    played_more(context, 48_000)
    context.engine.process.kill()
    context.engine.process.wait()
    context.engine = context.own.start(state_directory=context.engine.state_directory)


@then("/gate/{module:w} is {state:w}")
def gate_is(context, module, state):
    gate = context.engine.client.ask(f"/gate/{module}", reply=f"/gate/{module}.reply").args[0]
    assert gate == {"open": 1, "closed": 0}[state], gate


@then("{count:d} voice sounds")
@then("{count:d} voices sound")
def voices_sound(context, count):
    played_more(context, 24_000)  # what was let go has died away
    used = context.engine.status()["voices"]["used"]
    assert used == count, used


@given("an engine with samples")
def with_samples(context):
    folder = context.directory / "samples"
    folder.mkdir()
    with wave.open(str(folder / "click.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        samples = (int(16_000 * math.sin(n / 9)) for n in range(4_800))
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))
    context.engine = context.own.start("--samples", str(folder))


@then("no sample is loaded")
def no_sample(context):
    assert context.engine.status()["samples"]["count"] == 0


@then("the sample {name:w} is loaded")
def sample_is_loaded(context, name):
    context.engine.client.ask("/sample/info", name, reply="/sample/info.reply")


@then('the last step to be undone is "{what}"')
def last_step(context, what):
    answer = context.engine.client.ask("/session/history", 1, reply="/session/history.reply")
    step = json.loads(answer.args[-1])["undo"][0]
    assert step["what"] == what, step
