# SPDX-License-Identifier: MIT
"""Scores of patches that nobody would make: any modules, wired and set at random, each the same for its seed."""

from __future__ import annotations

import random
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


# The format that the scores are for.
CHANNELS = 8
# Modules of a patch: sources, and others.
SOURCES, OTHERS = 4, 10


@dataclass
class Parameter:
    name: str
    low: float
    high: float
    is_exponential: bool
    is_choice: bool


@dataclass
class Type:
    """A row of the catalogue."""

    name: str
    inputs: list[str]
    outputs: list[str]
    has_gate: bool
    most_voices: int
    params: list[Parameter] = field(default_factory=list)


@dataclass
class Module:
    id: str
    type: Type
    voices: int


def _parameter(cells: list[str]) -> Parameter:
    name = re.match(r"`(\w+)`", cells[0])[1]
    is_choice = cells[4] == "choice"
    if is_choice:
        numbers = [float(number) for number in re.findall(r"(-?[\d.]+) `", cells[2])]
        low, high = min(numbers), max(numbers)
    else:
        low, high = (float(word) for word in cells[2].split(" to "))
    return Parameter(name, low, high, cells[4] == "exponential", is_choice)


def read_catalogue(ctl: Path) -> list[Type]:
    """Of the modules that chronusctl knows."""
    page = subprocess.run([str(ctl), "modules", "--markdown"], capture_output=True, text=True, check=True).stdout
    types = []
    for part in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        name, text = part.split("\n", 1)
        ports = {key: re.findall(r"`(\w+)`", found[1]) if (found := re.search(rf"{key}: (.*?)\.(?: |$)", text, flags=re.MULTILINE)) else []
                 for key in ("In", "Out")}
        voices = re.search(r"Up to (\d+) voices", text)
        made = Type(name.strip(), ports["In"], ports["Out"], "Has a gate" in text, int(voices[1]) if voices else 1)
        for line in re.findall(r"^\| (`.*) \|$", text, flags=re.MULTILINE):
            if not line.startswith("`sample` |"):  # is named, and there are none
                made.params.append(_parameter([cell.strip() for cell in line.split(" | ")]))
        types.append(made)
    return types


def _value(rng: random.Random, parameter: Parameter) -> str:
    if parameter.is_choice:
        return str(int(rng.uniform(parameter.low, parameter.high + 0.999)))
    if parameter.is_exponential and parameter.low > 0.0:
        return f"{parameter.low * (parameter.high / parameter.low) ** rng.random():.6g}"
    return f"{rng.uniform(parameter.low, parameter.high):.6g}"


class _Score:
    """One being made."""

    def __init__(self, types: list[Type], seed: int, seconds: float):
        self.rng = random.Random(seed)
        self.seconds = seconds
        self.types = {kind.name: kind for kind in types}
        self.modules: list[Module] = []
        self.lines: list[str] = []
        self.at = 0.0

    def say(self, text: str) -> None:
        self.lines.append(f"{self.at:.6f} {text}")

    def create(self, kind: Type, voices: int) -> Module:
        voices = min(voices, kind.most_voices)
        module = Module(f"m{len(self.lines)}", kind, voices)
        self.say(f"/patch/create {module.id} {kind.name}" + (f" {voices}" if voices > 1 else ""))
        for parameter in kind.params:
            if self.rng.random() < 0.5:
                self.say(f"/mod/{module.id}/{parameter.name} {_value(self.rng, parameter)}")
        return module

    def source_text(self, module: Module) -> str:
        return f"{module.id}.{self.rng.choice(module.type.outputs)}"

    def add(self, kind: Type) -> None:
        """A module that those before it feed and move."""
        rng = self.rng
        module = self.create(kind, rng.choice([1, 1, 5, 12]))
        for port in kind.inputs:
            for source in rng.sample(self.modules, min(len(self.modules), rng.choice([0, 1, 1, 2]))):
                self.say(f"/patch/connect {self.source_text(source)} {module.id}.{port}")
        if kind.params and self.modules and rng.random() < 0.4:
            moved = rng.choice(kind.params).name
            self.say(f"/patch/connect {self.source_text(rng.choice(self.modules))} {module.id}.{moved}")
        self.modules.append(module)

    def hear(self, module: Module, channel: int) -> None:
        """By itself and so far down that no bound holds it: what it does is seen, however loud."""
        trim = f"trim_{module.id}"
        self.say(f"/patch/create {trim} gain")
        self.say(f"/mod/{trim}/gain_db -60")
        self.say(f"/patch/connect {self.source_text(module)} {trim}")
        self.say(f"/patch/connect {trim} output.{channel}")

    def build(self, some: list[Type]) -> None:
        """Sources first, so that there is something to hear; `some` among the others."""
        rng = self.rng
        for kind in rng.sample([kind for kind in self.types.values() if not kind.inputs], SOURCES):
            self.add(kind)
        more = [kind for kind in self.types.values() if kind not in some]
        for kind in [*some, *rng.sample(more, OTHERS - len(some))]:
            self.add(kind)
        for number, module in enumerate(self.modules):
            self.hear(module, 1 + number % CHANNELS)
        self.say("/patch/commit")

    def play(self) -> None:
        rng = self.rng
        module = rng.choice(self.modules)
        choice = rng.random()
        if choice < 0.35 and module.voices > 1:
            self.say(f"/note/{module.id} {rng.uniform(24.0, 96.0):.3f} {rng.uniform(0.1, 1.0):.3f} {rng.uniform(0.05, 0.6):.3f}")
        elif choice < 0.7 and module.type.has_gate:
            self.say(f"/gate/{module.id} {rng.choice(['0', '1', '1'])}")
        elif module.type.params:
            parameter = rng.choice(module.type.params)
            self.say(f"/mod/{module.id}/{parameter.name} {_value(rng, parameter)}")

    def change(self) -> None:
        """The patch is edited while it plays."""
        self.say("/patch/edit")
        gone = self.modules.pop(self.rng.randrange(len(self.modules)))
        self.say(f"/patch/delete {gone.id}")
        self.add(self.rng.choice(list(self.types.values())))
        self.hear(self.modules[-1], self.rng.randint(1, CHANNELS))
        self.say("/patch/commit")

    def text(self, some: list[Type]) -> str:
        self.build(some)
        while self.at < self.seconds:
            for _ in range(self.rng.choice([1, 2, 6])):
                self.play()
            if self.rng.random() < 0.03:
                self.change()
            self.at += self.rng.expovariate(20.0)
        self.at = self.seconds
        self.say("/quit")
        return "\n".join(self.lines) + "\n"


def score(types: list[Type], seed: int, seconds: float, some: list[Type]) -> str:
    """`some`: at most OTHERS, all of which are in it."""
    return _Score(types, seed, seconds).text(some)
