# SPDX-License-Identifier: MIT
"""Workers that die, and a recording in which nobody did."""

from __future__ import annotations

import json
import signal
import time

from behave import given, then, when
from ears import STEP
from playing_scores import assert_same, render
from support import processes, wav
from support.chronus import both_ready
from support.osc import Client, NoReply

RATE = 48_000


def _score(context) -> str:
    path = context.directory / "the.score"
    path.write_text("\n".join(context.score_lines) + "\n")
    return str(path)


def _pids(status: dict) -> list[int]:
    return [worker["pid"] for worker in status["workers"] if worker["pid"] > 0]


def _warm_ready(status: dict) -> bool:
    states = [worker["state"] for worker in status["workers"]]
    return "ready" in states and status["standby"]["spare_ready"]


def _wait(context, wanted, what: str) -> dict:
    """Polls /status; every worker ever seen is remembered, to be looked for at the end."""

    def seen(status: dict) -> bool:
        context.engine.worker_pids |= set(_pids(status))
        return wanted(status)

    return context.engine.client.wait_status(seen, 20, what)


def _wait_for_spare(context) -> None:
    """The socket may not be there yet: asked for by a client of its own, as wait_ready does."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        asker = Client(context.engine.port)
        try:
            if _warm_ready(asker.status(timeout_s=0.2)):
                return
        except (NoReply, OSError):
            continue
        finally:
            asker.close()
    raise AssertionError(f"no spare: {context.engine.log()}")


@given("it is being played and recorded")
def played_and_recorded(context):
    played_with(context, "")


@given('it is being played and recorded with "{options}"')
def played_with(context, options):
    context.warm = "warm" in options
    context.live = context.directory / "live.wav"
    context.engine = context.own.start(
        "--score", _score(context), "--record", str(context.live), "--drills", *options.split(),
        wait_ready=not context.warm,
    )  # fmt: skip
    if context.warm:
        _wait_for_spare(context)
    status = context.engine.client.wait_frame(RATE // 2)
    context.first_pids = _pids(status)


def _replaced(context, *pids: int) -> dict:
    wanted = _warm_ready if context.warm else both_ready
    return _wait(
        context, lambda s: wanted(s) and not set(pids) & set(_pids(s)), f"{pids} replaced"
    )


@when("a worker is killed {times:d} times, in turn, each time that both are ready")
def killed_in_turn(context, times):
    for turn in range(times):
        _replaced(context, context.engine.kill_worker(turn % 2))


@when("the worker that is heard is killed {times:d} times, each time that a spare waits")
def killed_warm(context, times):
    for _ in range(times):
        status = context.engine.status()
        _replaced(context, context.engine.kill_worker(status["active_slot"]))
        status = context.engine.status()
        # A little music between two deaths, so that there is something to lose.
        context.engine.client.wait_frame(status["frame"] + RATE)


@when("the worker that is heard gets a {name:w}")
def gets_signal(context, name):
    status = context.engine.status()
    pid = context.engine.kill_worker(status["active_slot"], getattr(signal, name))
    _replaced(context, pid)


@when("both workers are killed at once")
def both_killed(context):
    pids = _pids(context.engine.status())
    for pid in pids:
        context.engine.signal_worker(pid)
    _replaced(context, *pids)


def _drill(context, mode: int, *messages: tuple) -> None:
    """Strikes early in a step: the steps' own commands are on its beginning and its middle."""
    client = context.engine.client
    client.send("/mod/d/mode", mode)
    client.sync(mode)
    status = client.wait_status(lambda s: 200 <= s["frame"] % STEP <= 800, 5, "a step's begin")
    context.struck_pids = _pids(status)
    if len(messages) == 1:
        client.send(*messages[0])
    else:
        client.bundle(list(messages))


@when("I set /mod/d/mode to {mode:d} and send /gate/d 1")
def drill(context, mode):
    _drill(context, mode, ("/gate/d", 1))


@when("I set /mod/d/mode to {mode:d} and send /gate/d 1 and /gate/env2 1 in one bundle")
def drill_in_company(context, mode):
    _drill(context, mode, ("/gate/d", 1), ("/gate/env2", 1))


@when("I set /mod/d/mode to {mode:d} and send /gate/d 1, which is taken")
def drill_off(context, mode):
    drill(context, mode)
    context.engine.client.sync(99)
    assert context.engine.client.drain() == []


@then("/gate/d alone is refused")
def alone(context):
    client = context.engine.client
    reply = client.wait_for(lambda r: r.address == "/fail", 10, "a refusal")
    # Another one would come with the next death, at once.
    client.wait_frame(context.engine.status()["frame"] + RATE // 4)
    refused = [reply.args[0], *[r.args[0] for r in client.drain() if r.address == "/fail"]]
    assert refused == ["/gate/d"], refused


@then('the answer to it is a refusal: "{reason}"')
def quarantined(context, reason):
    reply = context.engine.client.wait_for(lambda r: r.address == "/fail", 10, "a refusal")
    assert reply.args[0] == "/gate/d" and reply.args[2:] == [1], reply
    assert reason in reply.args[1], reply


@when("both workers are ready again")
def ready_again(context):
    """One of them a new one: who hangs is called ready until it is replaced."""
    _wait(
        context,
        lambda s: both_ready(s) and set(_pids(s)) != set(context.struck_pids),
        "two ready workers",
    )


@when("each worker is {done:w} with /worker/{what:w}")
def each_over_osc(context, done, what):
    for slot in (0, 1):
        pid = context.engine.worker(slot)["pid"]
        context.engine.client.do(f"/worker/{what}", slot, timeout_s=20)
        _replaced(context, pid)


@when("I play on filt1 and line while a worker is killed {times:d} times")
def play_on(context, times):
    client = context.engine.client
    for turn in range(times):
        client.send("/mod/filt1/freq", 500 + 400 * turn)
        client.do("/seq/bpm", "line", 120 + 7 * turn)
        pid = context.engine.kill_worker(turn % 2)
        client.do("/seq/rotate", "kick", 1)
        client.send("/gate/env2", 1)
        client.send("/gate/env2", 0)
        _replaced(context, pid)


@when("the engine has played on for half a second and is ended")
def ended(context):
    frame = context.engine.status()["frame"]
    context.last = context.engine.client.wait_frame(frame + RATE // 2)
    context.engine.worker_pids |= set(_pids(context.last))
    assert processes.zombies_of(context.engine.pid) == []
    assert context.engine.stop() == 0, context.engine.log()[-4000:]
    assert context.engine.leftovers() == []
    context.heard = wav.read(context.live)
    context.seconds = f"{len(context.heard) / RATE:.9f}"


@then("no frame was lost")
def none_lost(context):
    assert context.last["lost_frames"] == 0, context.last["lost_frames"]


def _assert_deaths(context, number: int) -> None:
    deaths = [worker["deaths"] for worker in context.last["workers"]]
    assert sum(deaths) == number, f"{deaths}: {context.engine.log()[-3000:]}"


@then("no frame was lost and {number:d} workers died")
def none_lost_of(context, number):
    none_lost(context)
    _assert_deaths(context, number)


@then("less than half a second was lost and {number:d} workers died")
def little_lost(context, number):
    assert context.last["lost_frames"] < RATE // 2, context.last["lost_frames"]
    _assert_deaths(context, number)


@then("{key:w} is {number:d}")
def status_has(context, key, number):
    assert context.last[key] == number, context.last[key]


@then("both workers are new")
def both_new(context):
    assert not set(context.first_pids) & set(_pids(context.last)), context.last


@then("one worker is ready and a spare waits")
def one_and_a_spare(context):
    status = context.engine.status()
    assert [worker["state"] for worker in status["workers"]].count("ready") == 1, status
    assert _warm_ready(status), status


@then("each sample is that of the score's rendering")
def as_score(context):
    rendered = render(context, _score(context), "--drills", "--seconds", context.seconds)
    assert_same(context.heard, rendered)


@then("each sample is that of its journal's rendering")
def as_journal(context):
    journals = list((context.engine.state_directory / "journals").glob("*.score"))
    assert len(journals) == 1, journals
    rendered = render(context, str(journals[0]), "--drills", "--seconds", context.seconds)
    assert_same(context.heard, rendered)


@then("both workers are the ones that there were")
def same_workers(context):
    status = context.engine.client.wait_status(both_ready, 10, "two ready workers")
    assert [worker["generation"] for worker in status["workers"]] == [1, 1], status["workers"]
    assert status["failovers"] == 0


@then('an event of the kind "{kind}" comes')
def event_comes(context, kind):
    event = context.engine.client.wait_for(
        lambda r: r.address == "/event" and r.args[0] == kind, 10, f"event {kind}"
    )
    json.loads(event.args[1])


@when("the engine itself is killed")
def engine_killed(context):
    context.engine.status()
    context.engine.process.kill()
    context.engine.process.wait()


@then("its workers end with it")
def workers_end(context):
    assert processes.wait_gone(sorted(context.engine.worker_pids)) == []
