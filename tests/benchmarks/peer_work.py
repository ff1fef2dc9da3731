# SPDX-License-Identifier: MIT
"""The same work for Chronus and its peers: N voices of an oscillator, an envelope that is gated eight times a second and
half open, and a low-pass of 1 kHz and Q 2, added up into two channels of a file of floats, at 48 kHz.

Each of them does it in its own way and at its own block. Every voice has its own pitch. All gates go to all voices at
once, all envelopes are at audio rate, and no voice ends or comes to rest: a release ends where the next gate opens. It
is so far down that nothing limits the sum. Nobody asks for real-time priority. Every function writes what its program
needs into `directory` and gives the command.
"""

from __future__ import annotations

import math
from pathlib import Path

import synthdef
from support.chronus import BIN

RATE = 48_000
GATES = 8  # a second
HALF = 0.5 / GATES
ATTACK, DECAY, SUSTAIN, RELEASE = 0.01, 0.02, 0.5, HALF
CUTOFF, Q = 1_000, 2
LEVEL = 0.01
# Of one patch of Chronus.
MOST_VOICES, MOST_MODULES = 64, 256


def hz(voice: int) -> float:
    return 110.0 + voice


def _note(frequency: float) -> float:
    """MIDI's number."""
    return 69.0 + 12.0 * math.log2(frequency / 440.0)


def edges(seconds: float) -> list[tuple[float, int]]:
    """(when, whether gates open)"""
    return [(step * HALF, 1 - step % 2) for step in range(int(seconds / HALF))]


def _chronus(voices: list[tuple[str, int]], saw: bool, seconds: float, directory: Path) -> list[str]:
    """`voices`: name and number of each instrument, 0 for mono modules."""
    lines = ["0 /patch/new"]
    for name, number in voices:
        many = f" {number}" if number else ""
        lines += [f"0 /patch/create osc_{name} {'osc' if saw else 'sine'}{many}", f"0 /patch/create env_{name} adsr{many}",
                  f"0 /patch/create filt_{name} biquad{many}", f"0 /patch/connect osc_{name} env_{name}",
                  f"0 /patch/connect env_{name} filt_{name}", f"0 /patch/connect filt_{name} output"]
        lines += [f"0 /mod/osc_{name}/level {LEVEL}", f"0 /mod/filt_{name}/freq {CUTOFF}", f"0 /mod/filt_{name}/q {Q}"]
        lines += [f"0 /mod/env_{name}/{param} {value}" for param, value in
                  (("attack", ATTACK), ("decay", DECAY), ("sustain", SUSTAIN), ("release", RELEASE))]
        if saw:
            lines.append(f"0 /mod/osc_{name}/wave saw")
    if voices:
        # Values of the draft: the patch has them when it begins to play.
        lines.append("0 /patch/commit")
        first = 0
        for name, number in voices:
            if number:  # a voice keeps the pitch of its note, which nothing ends
                lines += [f"0 /note/osc_{name} {_note(hz(first + voice))} 1" for voice in range(number)]
            else:
                lines.append(f"0 /mod/osc_{name}/freq {hz(first)}")
            first += max(1, number)
        lines += [f"{at:.6f} /gate/env_* {gate}" for at, gate in edges(seconds)]
    lines.append(f"{seconds} /quit")
    score = directory / "chronus.score"
    score.write_text("\n".join(lines) + "\n")
    return [str(BIN / "chronus-render"), str(score), "-o", str(directory / "chronus.wav"), "--rate", str(RATE)]


def chronus_instrument(voices: int, saw: bool, seconds: float, directory: Path) -> list[str]:
    """As one instrument, or several where one cannot hold them all."""
    parts = []
    while voices > 0:
        parts.append((f"v{len(parts)}", min(voices, MOST_VOICES)))
        voices -= MOST_VOICES
    return _chronus(parts, saw, seconds, directory)


def chronus_modules(voices: int, saw: bool, seconds: float, directory: Path) -> list[str] | None:
    """As three modules a voice; None where a patch cannot hold them."""
    if 3 * voices > MOST_MODULES:
        return None
    return _chronus([(f"v{voice}", 0) for voice in range(voices)], saw, seconds, directory)


def _voice_of_scsynth(saw: bool) -> synthdef.SynthDef:
    made = synthdef.SynthDef("voice", {"freq": 110.0, "gate": 0.0})
    freq, gate = made.param("freq"), made.param("gate")
    audio = synthdef.AUDIO
    oscillator = made.unit("Saw", audio, [freq]) if saw else made.unit("SinOsc", audio, [freq, 0.0])
    # Env.adsr: level 0, three segments, held behind the second, no loop; level, time, shape 5 with its curve.
    segments = [1.0, ATTACK, 5.0, -4.0, SUSTAIN, DECAY, 5.0, -4.0, 0.0, RELEASE, 5.0, -4.0]
    envelope = made.unit("EnvGen", audio, [gate, LEVEL, 0.0, 1.0, 0.0, 0.0, 3.0, 2.0, -99.0, *segments])
    shaped = made.unit("BinaryOpUGen", audio, [oscillator, envelope], special=2)
    filtered = made.unit("RLPF", audio, [shaped, float(CUTOFF), 1.0 / Q])
    made.unit("Out", audio, [0.0, filtered, filtered], outputs=0)
    return made


def scsynth(voices: int, saw: bool, seconds: float, directory: Path) -> list[str]:
    group = 1_000
    load = synthdef.message("/d_recv", _voice_of_scsynth(saw).file())
    score = synthdef.bundle(0.0, load, synthdef.message("/g_new", group, 0, 0))
    for voice in range(voices):
        score += synthdef.bundle(0.0, synthdef.message("/s_new", "voice", 2_000 + voice, 1, group, "freq", hz(voice)))
    if voices:
        for at, gate in edges(seconds):
            score += synthdef.bundle(at, synthdef.message("/n_set", group, "gate", gate))
    score += synthdef.bundle(seconds, synthdef.message("/c_set", 0, 0))
    (directory / "scsynth.osc").write_bytes(score)
    return ["scsynth", "-N", str(directory / "scsynth.osc"), "_", str(directory / "scsynth.wav"), str(RATE), "WAV", "float",
            "-o", "2", "-i", "0"]


def csound(voices: int, saw: bool, seconds: float, directory: Path) -> list[str]:
    source = f"vco2 {LEVEL}, p4" if saw else f"poscil {LEVEL}, p4"
    notes = "\n".join(f"i 1 0 {seconds} {hz(voice)}" for voice in range(voices))
    (directory / "csound.csd").write_text(f"""<CsoundSynthesizer>
<CsInstruments>
sr = {RATE}
ksmps = 64
nchnls = 2
0dbfs = 1
instr 1
  asource {source}
  kgate metro {GATES}
  aenv triglinseg kgate, 0, {ATTACK}, 1, {DECAY}, {SUSTAIN}, {HALF - ATTACK - DECAY}, {SUSTAIN}, {RELEASE}, 0
  aout lowpass2 asource * aenv, {CUTOFF}, {Q}
  outs aout, aout
endin
</CsInstruments>
<CsScore>
f 0 {seconds}
{notes}
e
</CsScore>
</CsoundSynthesizer>
""")
    return ["csound", "-d", "-m0", "-W", "-f", "-o", str(directory / "csound.wav"), str(directory / "csound.csd")]


def _low_pass(cutoff: float, q: float) -> tuple[float, ...]:
    """For biquad~: two feedback and three feed-forward coefficients, by the RBJ cookbook."""
    turn = 2.0 * math.pi * cutoff / RATE
    alpha, cosine = math.sin(turn) / (2.0 * q), math.cos(turn)
    scale = 1.0 / (1.0 + alpha)
    gain = 0.5 * (1.0 - cosine) * scale
    return 2.0 * cosine * scale, (alpha - 1.0) * scale, gain, 2.0 * gain, gain


def pure_data(voices: int, saw: bool, seconds: float, directory: Path) -> list[str]:
    # A saw of forty harmonics in a table: Pd has no other that is band-limited.
    harmonics = " ".join(f"{1.0 / n:.6f}" for n in range(1, 41))
    (directory / "voice.pd").write_text(
        "#N canvas 0 0 400 400 10;\n"
        "#X obj 0 0 r freqs;\n"  # 0
        "#X obj 0 30 expr \\$f1 + \\$1;\n"  # 1
        f"#X obj 0 60 {'tabosc4~ saw' if saw else 'osc~'};\n"  # 2
        "#X obj 90 0 r gate;\n"  # 3
        "#X obj 90 30 sel 1 0;\n"  # 4
        f"#X msg 90 60 {LEVEL} {ATTACK * 1e3:g} \\, {LEVEL * SUSTAIN} {DECAY * 1e3:g} {ATTACK * 1e3:g};\n"  # 5
        f"#X msg 180 60 0 {RELEASE * 1e3:g};\n"  # 6
        "#X obj 90 90 vline~;\n"  # 7
        "#X obj 0 120 *~;\n"  # 8
        f"#X obj 0 150 biquad~ {' '.join(f'{value:.9g}' for value in _low_pass(CUTOFF, Q))};\n"  # 9
        "#X obj 0 180 outlet~;\n"  # 10
        "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 8 0;\n#X connect 3 0 4 0;\n#X connect 4 0 5 0;\n"
        "#X connect 4 1 6 0;\n#X connect 5 0 7 0;\n#X connect 6 0 7 0;\n#X connect 7 0 8 1;\n#X connect 8 0 9 0;\n"
        "#X connect 9 0 10 0;\n"
    )
    voice = f"#X obj 0 90 clone voice {voices};\n" if voices else "#X obj 0 90 sig~ 0;\n"
    (directory / "work.pd").write_text(
        "#N canvas 0 0 500 500 10;\n"
        f"#X obj 0 0 loadbang;\n"  # 0
        f"#X msg 0 30 \\; saw sinesum 2048 {harmonics} \\; freqs {hz(0) - 1.0} \\; pd dsp 1;\n"  # 1
        f"#X obj 200 30 metro {HALF * 1e3};\n"  # 2
        "#X obj 200 60 f;\n"  # 3
        "#X obj 200 90 == 0;\n"  # 4
        "#X obj 200 120 s gate;\n"  # 5
        f"{voice}"  # 6
        "#X obj 0 150 tabwrite~ tape;\n"  # 7
        "#X msg 0 120 bang;\n"  # 8
        f"#X obj 300 30 del {seconds * 1e3};\n"  # 9
        f"#X msg 300 60 write -wave -bytes 4 {directory / 'pd.wav'} tape tape;\n"  # 10
        "#X msg 400 60 \\; pd quit;\n"  # 11
        "#X obj 400 90 table saw 2051;\n"  # 12
        "#X obj 400 30 t b b;\n"  # 13
        # Not writesf~: its thread loses what it has not written when Pd quits.
        f"#X obj 400 120 table tape {round(seconds * RATE)};\n"  # 14
        "#X obj 300 90 soundfiler;\n"  # 15
        "#X connect 0 0 8 0;\n#X connect 0 0 1 0;\n#X connect 0 0 2 0;\n#X connect 0 0 9 0;\n#X connect 2 0 3 0;\n"
        "#X connect 3 0 4 0;\n#X connect 4 0 3 1;\n#X connect 4 0 5 0;\n#X connect 6 0 7 0;\n#X connect 8 0 7 0;\n"
        "#X connect 9 0 13 0;\n#X connect 13 1 10 0;\n#X connect 10 0 15 0;\n#X connect 13 0 11 0;\n"
    )
    return ["pd", "-batch", "-nogui", "-noaudio", "-nrt", "-r", str(RATE), "-nomidi", "-path", str(directory), "-open", str(directory / "work.pd")]
