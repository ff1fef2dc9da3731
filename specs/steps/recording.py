# SPDX-License-Identifier: MIT
"""Takes: started and stopped over OSC, and read back."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy
from behave import then, when
from playing_scores import play_into, render
from support import wav


def _status(context) -> dict:
    return context.engine.status()["record"]


def _directory(context) -> Path:
    return context.engine.state_directory / "recordings"


def _read(context, path: Path) -> wav.Wav:
    """Reads either format; FLAC by way of sox, which also says whether the file is whole."""
    if path.suffix == ".wav":
        return wav.read(path)
    decoded = context.directory / "decoded.wav"
    done = subprocess.run(
        ["sox", str(path), str(decoded)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{path}: {done.stderr}"
    return wav.read(decoded)


@then("a recording named like {name} is under way")
def under_way(context, name):
    status = _status(context)
    assert status["state"] == "recording", status
    digits = re.escape(name.strip('"'))
    for letter in ("YYYYMMDD", "HHMMSS"):
        digits = digits.replace(letter, rf"\d{{{len(letter)}}}")
    context.take = Path(status["file"])
    assert re.fullmatch(digits, context.take.name), status
    assert context.take.parent == _directory(context), status


@when("it has gone on for {frames:d} frames")
def gone_on(context, frames):
    rate = context.engine.status()["rate"]
    status = context.engine.client.wait_status(
        lambda s: s["record"]["seconds"] * rate >= frames, 20, f"{frames} recorded frames"
    )
    context.take = Path(status["record"]["file"])
    context.told = status["record"]["seconds"]


@then("the take is a {kind:w} file of at least {frames:d} frames, as long as was told")
def take_is(context, kind, frames):
    magic = context.take.read_bytes()[:4]
    assert magic == {"WAV": b"RIFF", "FLAC": b"fLaC"}[kind], magic
    recording = _read(context, context.take)
    assert len(recording) >= frames, len(recording)
    assert len(recording) >= context.told * recording.rate, len(recording)
    assert _status(context)["state"] == "idle"


@then("its samples are {encoding}")
def samples_are(context, encoding):
    assert _read(context, context.take).encoding == encoding


@then("the take has {channels:d} channels at {rate:d} Hz")
def take_format(context, channels, rate):
    recording = _read(context, context.take)
    assert (recording.samples.shape[1], recording.rate) == (channels, rate)


@then("the recording is idle")
def idle(context):
    assert json.loads(context.reply.args[0])["state"] == "idle", context.reply


@then("no file has been made outside")
def none_outside(context):
    found = [path.name for path in context.engine.directory.rglob("*escape*")]
    assert found == [] and not Path("/tmp/escape.wav").exists(), found


@when("the file is opened {times:d} times while it grows")
def opened_while_growing(context, times):
    context.take = Path(_status(context)["file"])
    context.glimpses = []
    for turn in range(times):
        frame = context.engine.status()["frame"]
        context.engine.client.wait_frame(frame + 1_500 + 137 * turn)
        copy = context.directory / f"glimpse{turn}{context.take.suffix}"
        data = context.take.read_bytes()
        if data.startswith(b"RIFF"):
            # What the header promises is there; samples that it does not count yet may be, too.
            promised = int.from_bytes(data[4:8], "little") + 8
            assert len(data) >= promised, f"{len(data)} of {promised} bytes"
            data = data[:promised]
        copy.write_bytes(data)
        context.glimpses.append(_read(context, copy).samples)
    context.engine.client.do("/record/stop")


@then("it could be read each time, and each time was the beginning of the last")
def beginnings(context):
    whole = _read(context, context.take).samples
    lengths = [len(glimpse) for glimpse in context.glimpses]
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1] <= len(whole), lengths
    for glimpse in context.glimpses:
        assert numpy.abs(glimpse - whole[: len(glimpse)]).max(initial=0.0) <= 2**-23


@when("the engine is killed")
def kill(context):
    context.engine.process.kill()
    context.engine.process.wait()
    context.own.daemons.remove(context.engine)


@then("the file can be read, and lacks less than half a second")
def readable(context):
    recording = _read(context, context.take)
    assert len(recording) > (context.told - 0.5) * recording.rate, len(recording)


@when("a take of a second is made in the middle of it")
def take_in_the_middle(context):
    client = context.engine.client
    client.wait_frame(context.engine.status()["frame"] + 20_000)
    client.do("/record/start", "middle.wav")
    client.wait_frame(context.engine.status()["frame"] + 48_000)
    client.do("/record/stop")
    context.take = _directory(context) / "middle.wav"
    assert context.engine.stop() == 0


@then("it is a stretch of the journal's rendering, sample for sample")
def stretch(context):
    take = _read(context, context.take)
    journal = next((context.engine.state_directory / "journals").glob("*.score"))
    whole = render(context, str(journal)).left
    # Where the take may stand: its loudest sample is one of the rendering's.
    loudest = int(numpy.abs(take.left).argmax())
    places = numpy.flatnonzero(whole == take.left[loudest]) - loudest
    fitting = [
        int(at)
        for at in places
        if at >= 0 and numpy.array_equal(whole[at : at + len(take)], take.left)
    ]
    assert len(take) >= 48_000 and abs(take.left).max() > 0.01
    assert len(fitting) == 1, fitting


@when("it is played live for {seconds:d} seconds into a FLAC file")
def played_into_flac(context, seconds):
    context.take = play_into(context, seconds, ".flac")


@then("each sample is that of its rendering, in 24 bits")
def as_rendered_in_24_bits(context):
    take = _read(context, context.take)
    rendered = render(context, str(context.directory / "the.score"))
    assert take.samples.shape == rendered.samples.shape, (len(take), len(rendered))
    # Half a step of 24 bits, or a whole one at full scale, which 24 bits do not quite hold.
    assert numpy.abs(take.samples - rendered.samples).max() <= 2**-23


@then('the take is in the directory "{name}"')
def take_in(context, name):
    wav.read(context.engine.directory / name / "take.wav")


@then('an event "record" names {name}')
def record_event(context, name):
    context.engine.client.wait_for(
        lambda r: r.address == "/event" and r.args[0] == "record" and name in r.args[1],
        5,
        f"event with {name}",
    )
