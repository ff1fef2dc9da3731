# SPDX-License-Identifier: MIT
"""Sound definitions and offline scores as scsynth reads them, by its documented formats (Synth Definition File Format,
version 2; Non-Realtime Synthesis): a score is OSC bundles, each behind its length."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SCALAR, CONTROL, AUDIO = 0, 1, 2


@dataclass(frozen=True)
class Output:
    """What a unit gives."""

    unit: int
    port: int = 0


Input = Output | float


def _string(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


@dataclass
class SynthDef:
    """Units in their order, parameters with their first values."""

    name: str
    params: dict[str, float] = field(default_factory=dict)
    constants: list[float] = field(default_factory=list)
    units: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.unit("Control", CONTROL, [], outputs=len(self.params))

    def param(self, name: str) -> Output:
        return Output(0, list(self.params).index(name))

    def unit(self, kind: str, rate: int, inputs: list[Input], outputs: int = 1, special: int = 0) -> Output:
        made = _string(kind) + struct.pack(">biih", rate, len(inputs), outputs, special)
        for source in inputs:
            if isinstance(source, Output):
                made += struct.pack(">ii", source.unit, source.port)
            else:
                if float(source) not in self.constants:
                    self.constants.append(float(source))
                made += struct.pack(">ii", -1, self.constants.index(float(source)))
        self.units.append(made + bytes([rate]) * outputs)
        return Output(len(self.units) - 1)

    def file(self) -> bytes:
        made = b"SCgf" + struct.pack(">ih", 2, 1) + _string(self.name)
        made += struct.pack(f">i{len(self.constants)}f", len(self.constants), *self.constants)
        made += struct.pack(f">i{len(self.params)}f", len(self.params), *self.params.values())
        made += struct.pack(">i", len(self.params))
        for index, name in enumerate(self.params):
            made += _string(name) + struct.pack(">i", index)
        return made + struct.pack(">i", len(self.units)) + b"".join(self.units) + struct.pack(">h", 0)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def message(address: str, *args: str | int | float | bytes) -> bytes:
    tags, data = ",", b""
    for arg in args:
        if isinstance(arg, bytes):
            tags, data = tags + "b", data + struct.pack(">i", len(arg)) + _padded(arg)
        elif isinstance(arg, str):
            tags, data = tags + "s", data + _padded(arg.encode() + b"\0")
        elif isinstance(arg, int):
            tags, data = tags + "i", data + struct.pack(">i", arg)
        else:
            tags, data = tags + "f", data + struct.pack(">f", arg)
    return _padded(address.encode() + b"\0") + _padded(tags.encode() + b"\0") + data


def bundle(seconds: float, *messages: bytes) -> bytes:
    """Behind its length, as a score has it."""
    whole = int(seconds)
    made = b"#bundle\0" + struct.pack(">II", whole, int((seconds - whole) * 2**32))
    made += b"".join(struct.pack(">i", len(one)) + one for one in messages)
    return struct.pack(">i", len(made)) + made
