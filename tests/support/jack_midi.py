# SPDX-License-Identifier: MIT
"""A machine on a JACK server: sends MIDI on exact frames, keeps what it gets, hears one channel.

Directly on libjack, so that nothing of what is tested is in the measurement. All times are frames of
the server.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import random
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

CLOCK, START, CONTINUE, STOP, POSITION = 0xF8, 0xFA, 0xFB, 0xFC, 0xF2

_MIDI = b"8 bit raw midi"
_AUDIO = b"32 bit float mono audio"
_INPUT, _OUTPUT = 1, 2
_NO_START_SERVER = 1


class _Event(ctypes.Structure):
    _fields_ = [
        ("time", ctypes.c_uint32),
        ("size", ctypes.c_size_t),
        ("buffer", ctypes.POINTER(ctypes.c_uint8)),
    ]


def _library() -> ctypes.CDLL:
    lib = ctypes.CDLL(ctypes.util.find_library("jack") or "libjack.so.0")
    pointer = ctypes.c_void_p
    lib.jack_client_open.restype = pointer
    lib.jack_client_open.argtypes = [ctypes.c_char_p, ctypes.c_int, pointer]
    lib.jack_port_register.restype = pointer
    lib.jack_port_register.argtypes = [
        pointer, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_ulong,
    ]
    lib.jack_port_get_buffer.restype = pointer
    lib.jack_port_get_buffer.argtypes = [pointer, ctypes.c_uint32]
    lib.jack_last_frame_time.restype = ctypes.c_uint32
    lib.jack_midi_event_get.argtypes = [ctypes.POINTER(_Event), pointer, ctypes.c_uint32]
    lib.jack_midi_event_write.argtypes = [
        pointer, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_size_t,
    ]
    for name in ("activate", "deactivate", "client_close", "last_frame_time", "get_sample_rate"):
        getattr(lib, f"jack_{name}").argtypes = [pointer]
    for name in ("midi_clear_buffer", "midi_get_event_count"):
        getattr(lib, f"jack_{name}").argtypes = [pointer]
    lib.jack_connect.argtypes = [pointer, ctypes.c_char_p, ctypes.c_char_p]
    return lib


class Machine:
    """Ports `NAME:clock out`, `NAME:clock in` and `NAME:ear`; ends with the `with` block."""

    def __init__(self, env: dict[str, str], name: str = "machine"):
        # libjack reads the environment of its own process.
        self._environment = {key: os.environ.get(key) for key in env}
        os.environ.update(env)
        self._lib = lib = _library()
        self._client = lib.jack_client_open(name.encode(), _NO_START_SERVER, None)
        if not self._client:
            raise AssertionError("no JACK server")
        self.name = name
        self.rate = lib.jack_get_sample_rate(self._client)
        self._out = lib.jack_port_register(self._client, b"clock out", _MIDI, _OUTPUT, 0)
        self._in = lib.jack_port_register(self._client, b"clock in", _MIDI, _INPUT, 0)
        self._ear = lib.jack_port_register(self._client, b"ear", _AUDIO, _INPUT, 0)
        self._plan: list[tuple[int, bytes]] = []  # rising; taken off the end of its reverse
        self.heard: list[tuple[int, bytes]] = []
        self._audio: list[tuple[int, bytes]] = []
        self.frame = 0
        self._period_came = threading.Event()
        self.skips = 0  # times the server went on without us: a machine that is too busy
        callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p)
        self._process = callback(self._on_process)
        lib.jack_set_process_callback.argtypes = [ctypes.c_void_p, callback, ctypes.c_void_p]
        lib.jack_set_process_callback(self._client, self._process, None)
        lib.jack_activate(self._client)

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *_exc) -> None:
        self._lib.jack_deactivate(self._client)
        self._lib.jack_client_close(self._client)
        for key, value in self._environment.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value

    def connect(self, source: str, destination: str) -> None:
        done = self._lib.jack_connect(self._client, source.encode(), destination.encode())
        if done not in (0, 17):  # 17: they are connected
            raise AssertionError(f"cannot connect {source} to {destination}")

    def plan(self, events: list[tuple[int, bytes]]) -> None:
        """Sends these (frame, message), and nothing else from now on."""
        self._plan = sorted(events, key=lambda event: event[0], reverse=True)

    def wait_until(self, condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        """Asks after each period. `seconds` of the server's time."""
        end = self.frame + seconds * self.rate
        while not condition():
            self._period_came.clear()
            if self.frame > end or not self._period_came.wait(30.0):
                raise AssertionError(f"{what}: not within {seconds} s")

    def words(self) -> list[bytes]:
        """What was heard but for the clock itself."""
        return [message for _, message in list(self.heard) if message[0] != CLOCK]

    def onsets(self, quiet_frames: int, level: float = 0.01) -> list[int]:
        """Frames on which sound begins after at least `quiet_frames` of less than `level`."""
        import numpy

        found: list[int] = []
        last_loud = -quiet_frames
        for start, data in list(self._audio):
            loud = numpy.flatnonzero(numpy.abs(numpy.frombuffer(data, numpy.float32)) > level)
            for index in loud:
                frame = start + int(index)
                if frame - last_loud >= quiet_frames:
                    found.append(frame)
                last_loud = frame
        return found

    def _on_process(self, frames: int, _unused) -> int:
        lib = self._lib
        now = lib.jack_last_frame_time(self._client)
        self.skips += self.frame not in (0, now)
        out = lib.jack_port_get_buffer(self._out, frames)
        lib.jack_midi_clear_buffer(out)
        plan = self._plan
        while plan and plan[-1][0] < now + frames:
            frame, message = plan.pop()
            lib.jack_midi_event_write(out, max(0, frame - now), message, len(message))
        come = lib.jack_port_get_buffer(self._in, frames)
        event = _Event()
        for index in range(lib.jack_midi_get_event_count(come)):
            if lib.jack_midi_event_get(ctypes.byref(event), come, index) == 0:
                message = bytes(event.buffer[: event.size])
                self.heard.append((now + event.time, message))
        self._audio.append((now, ctypes.string_at(lib.jack_port_get_buffer(self._ear, frames), 4 * frames)))
        self.frame = now + frames
        self._period_came.set()
        return 0


def position(sixteenths: int) -> bytes:
    return struct.pack("BBB", POSITION, sixteenths & 0x7F, sixteenths >> 7)


# A short burst at once on every quarter note: what a follower of a clock plays to be measured.
CLICKS = (
    ("/patch/create", "click", "hat"),
    ("/patch/connect", "click", "output"),
    ("/patch/commit",),
    ("/seq/create", "beat"),
    ("/seq/pattern", "beat", "X...X...X...X..."),
    ("/seq/assign", "beat", "gate", "click"),
)


@dataclass
class Song:
    """What a drum machine sends while it plays: frames of the server."""

    first_beat: float
    beat: float
    end: float
    events: list[tuple[int, bytes]]

    @staticmethod
    def of(machine: Machine, bpm: float, beats: int, rng: random.Random) -> "Song":
        """`beats` of clock with 2 ms of jitter, two beats before the song and two behind it; between
        them notes, which are no clock."""
        rate = machine.rate
        clock = rate * 60.0 / (24.0 * bpm)
        begin = machine.frame + rate
        start, stop = 48, 48 + 24 * beats
        events = [
            (round(begin + n * clock + rng.uniform(-0.002, 0.002) * rate), bytes([CLOCK]))
            for n in range(stop + 48)
        ]
        events.append((round(begin + (start - 0.7) * clock), bytes([START])))
        events.append((round(begin + (stop + 0.2) * clock), bytes([STOP])))
        for _ in range(300):
            frame = round(begin + rng.random() * stop * clock)
            events.append((frame, bytes([0x90, rng.randrange(128), rng.randrange(128)])))
        return Song(begin + start * clock, 24 * clock, begin + (stop + 40) * clock, events)

    def off_ms(self, onset: int, rate: int) -> float:
        """From the nearest beat to an onset."""
        beats = (onset - self.first_beat) / self.beat
        return (beats - round(beats)) * self.beat * 1_000.0 / rate
