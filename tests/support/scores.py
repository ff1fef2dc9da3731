# SPDX-License-Identifier: MIT
"""Music for the tests of failures: busy, with state that lives long."""

from __future__ import annotations

PATTERNS = ("x...x...x...x.x.", "..x...x...x.x...", "x.x.xX.xx.x.x.xX", "....X.......X..x")


def dense(seconds: float, drill: bool = False) -> str:
    """Envelopes with long releases, filters, an echo, noise, sequencers whose tempo changes, and a
    patch that is committed anew every two seconds. `drill`: a module that fails on demand, before
    the output."""
    lines = ["0 /patch/create echo delay", "0 /patch/create mix gain", "0 /patch/connect echo mix"]
    for voice in range(4):
        name = f"v{voice}"
        lines += [
            f"0 /patch/create osc_{name} osc",
            f"0 /patch/create env_{name} adsr",
            f"0 /patch/create filt_{name} biquad",
            f"0 /patch/connect osc_{name} env_{name}",
            f"0 /patch/connect env_{name} filt_{name}",
            f"0 /patch/connect filt_{name} {'mix' if voice % 2 else 'echo'}",
        ]
    lines += ["0 /patch/create hiss noise", "0 /patch/connect hiss env_v3"]
    # Too few voices for their chords: some are stolen.
    lines += ["0 /patch/create pad osc 6", "0 /patch/create pad_env adsr 6"]
    lines += ["0 /patch/connect pad pad_env", "0 /patch/connect pad_env echo"]
    if drill:
        lines += ["0 /patch/create drill drill", "0 /patch/connect mix drill"]
    lines += [f"0 /patch/connect {'drill' if drill else 'mix'} output", "0 /patch/commit"]
    lines += ["0 /mod/echo/time 0.31", "0 /mod/echo/feedback 0.6", "0 /mod/mix/gain_db -9"]
    for voice, pattern in enumerate(PATTERNS):
        name = f"v{voice}"
        lines += [
            f"0 /mod/osc_{name}/wave {voice}",
            f"0 /mod/env_{name}/release {0.1 + 1.3 * voice:.1f}",
            f"0 /mod/filt_{name}/freq {600 + 700 * voice}",
            f"0 /seq/create {name}",
            f"0 /seq/config {name} {121 + 0.7 * voice:.1f} 16 16",
            f'0 /seq/pattern {name} "{pattern}"',
            f'0 /seq/param_lane {name} note "c3 eb3 g3 . bb3 . c4 . f3 . . g3 . . d4 ."',
            f"0 /seq/assign {name} gate env_{name}",
            f"0 /seq/assign {name} param osc_{name} note freq",
        ]
    lines += [
        "0 /mod/pad/level 0.1",
        "0 /mod/pad_env/release 0.8",
        "0 /seq/create pad",
        "0 /seq/pattern pad x..x..x-..x..x..",
        '0 /seq/param_lane pad note "c4+eb4+g4 . . ab3+c4 . . bb3+d4+f4 g4+d4 . . . f4+c4"',
        "0 /seq/assign pad param pad note freq",
    ]
    lines.append("0 /seq/start_all")
    for second in range(1, int(seconds)):
        lines.append(f"{second + 0.123:.3f} /seq/bpm v{second % 4} {110 + 7 * second % 60}")
        lines.append(f"{second + 0.31:.2f} /note/pad {50 + 5 * second % 40}.25 0.6 0.7")
        lines.append(f"{second + 0.517:.3f} /mod/filt_v{second % 4}/freq {400 + 317 * second % 4000}")
        if second % 2 == 0:
            at = f"{second + 0.25:.2f}"
            lines.append(f"{at} /patch/edit")
            if second > 2:
                lines.append(f"{at} /patch/delete extra{second - 2}")
            lines.append(f"{at} /patch/create extra{second} sine")
            lines.append(f"{at} /patch/connect extra{second} env_v0")
            lines.append(f"{at} /patch/commit")
    lines.append(f"{seconds} /quit")
    return "\n".join(lines) + "\n"


# Each through the next, and the end to the output.
EFFECTS = (
    "svf", "ladder", "biquad", "comb", "formant", "eq", "distortion", "bitcrush", "gate", "chorus",
    "phaser", "flanger", "delay", "reverb", "compressor", "limiter", "ceiling",
)  # fmt: skip
INSTRUMENTS = ("sine", "osc", "supersaw", "wavetable", "fm", "pluck", "sampler")
DRUMS = ("kick", "snare", "hat", "clap", "tom", "cymbal")


def every_module(seconds: float) -> str:
    """A module of each type that there is, but for those that fail on purpose: notes of seven
    instruments, some stolen, drums, modulators, tails that ring, a cycle."""
    lines = ["0 /patch/create mix mixer", "0 /patch/create side add", "0 /patch/connect side mix.in2"]
    for nth, kind in enumerate(INSTRUMENTS):
        lines += [
            f"0 /patch/create {kind} {kind} 5",
            f"0 /patch/create e_{kind} adsr 5",
            f"0 /patch/connect {kind} e_{kind}",
            f"0 /patch/connect e_{kind} {'mix.in1' if nth % 2 else 'side'}",
        ]
    for kind in DRUMS:
        lines += [f"0 /patch/create {kind} {kind}", f"0 /patch/connect {kind} mix.in3"]
    # One of them also through what a live coder's notes go through.
    lines += [
        "0 /patch/create strip strip 5", "0 /patch/connect e_sampler strip",
        "0 /patch/connect strip mix.in6", "0 /patch/connect strip.room_left reverb.left",
        "0 /patch/connect strip.delay_right delay.right",
    ]  # fmt: skip
    # A wind whose colour, place and level wander.
    lines += [
        "0 /patch/create wind noise", "0 /patch/create wind_vca vca", "0 /patch/create wind_pan pan",
        "0 /patch/create slow lfo", "0 /patch/create steps sample_hold", "0 /patch/create glide slew",
        "0 /patch/create half const", "0 /patch/create times mul", "0 /patch/create bell ring",
        "0 /patch/create scale quantize", "0 /patch/create pitch const", "0 /patch/create listen follower",
        "0 /patch/create voice sine",
        "0 /patch/connect slow wind_vca.cv", "0 /patch/connect wind wind_vca",
        "0 /patch/connect wind_vca wind_pan", "0 /patch/connect wind_pan mix.in4",
        "0 /patch/connect wind steps", "0 /patch/connect steps glide", "0 /patch/connect glide times.a",
        "0 /patch/connect half times.b", "0 /patch/connect times wind_pan.pan",
        "0 /patch/connect pitch scale", "0 /patch/connect scale voice.freq",
        "0 /patch/connect voice bell", "0 /patch/connect e_fm bell.carrier",
        "0 /patch/connect bell mix.in5", "0 /patch/connect kick listen",
        "0 /patch/connect listen svf.freq",
    ]  # fmt: skip
    for kind in EFFECTS:
        lines.append(f"0 /patch/create {kind} {kind}")
    for before, after in zip(("mix", *EFFECTS), (*EFFECTS, "out")):
        lines.append(f"0 /patch/connect {before} {after}")
    lines += [
        "0 /patch/create out gain", "0 /patch/connect out output",
        "0 /patch/create back feedback", "0 /patch/create less gain",
        "0 /patch/connect limiter back", "0 /patch/connect back less", "0 /patch/connect less delay",
    ]  # fmt: skip
    # What is connected has to be there.
    lines.sort(key=lambda line: "/patch/connect" in line)
    lines += [
        "0 /patch/commit", "0 /mod/sampler/sample bass:0", "0 /mod/less/gain_db -24", "0 /mod/out/gain_db -6", "0 /mod/steps/rate 5",
        "0 /mod/half/value 0.5", "0 /mod/pitch/value 300", "0 /mod/delay/time 0.23",
        "0 /mod/distortion/drive 12", "0 /mod/listen/depth 2000", "0 /mod/svf/freq 3000",
        "0 /mod/strip/vowel o", "0 /mod/strip/cutoff 3000", "0 /mod/strip/hcutoff 90", "0 /mod/strip/crush 7",
        "0 /mod/strip/coarse 3", "0 /mod/strip/shape 0.2", "0 /mod/strip/attack 0.01", "0 /mod/strip/release 0.4",
        "0 /mod/strip/tremolorate 5", "0 /mod/strip/phaserrate 2", "0 /mod/strip/room 0.2", "0 /mod/strip/delay 0.2",
        "0 /mod/biquad/freq 6000", "0 /mod/gate/threshold -70",
    ]  # fmt: skip
    for nth, kind in enumerate(INSTRUMENTS):
        lines += [
            f"0 /mod/e_{kind}/release {0.1 + 0.3 * nth:.1f}",
            f"0 /mod/{kind}/level 0.2",
            f"0 /seq/create {kind}",
            f"0 /seq/config {kind} {101 + 7 * nth} 8 8",
            f"0 /seq/pattern {kind} {('x.x-x.Xx', 'X..x-.3.')[nth % 2]}",
            f'0 /seq/param_lane {kind} note "c3+g3 . eb4+g4+bb4 f4 c5 . ab3+c4 d4"',
            f"0 /seq/assign {kind} param {kind} note freq",
        ]
    for nth, kind in enumerate(DRUMS):
        lines += [
            f"0 /seq/create {kind}",
            f"0 /seq/euclid {kind} {2 + nth} 16 {nth}",
            f"0 /seq/assign {kind} gate {kind}",
        ]
    lines.append("0 /seq/start_all")
    for second in range(1, int(seconds)):
        kind = INSTRUMENTS[second % len(INSTRUMENTS)]
        effect = EFFECTS[second % len(EFFECTS)]
        lines += [
            f"{second + 0.31:.2f} /note/{kind} {50 + 5 * second % 40}.25 0.6 0.7",
            f"{second + 0.4:.1f} /mod/pitch/value {200 + 37 * second % 500}",
            f"{second + 0.55:.2f} /mod/ladder/freq {500 + 517 * second % 6000}",
        ]
        if second % 2 == 0:
            # One of them anew, the others go on.
            at = f"{second + 0.25:.2f}"
            lines += [f"{at} /patch/edit", f"{at} /patch/delete e_{kind}", f"{at} /patch/create e_{kind} adsr 5",
                      f"{at} /patch/connect {kind} e_{kind}", f"{at} /patch/connect e_{kind} {effect}",
                      f"{at} /patch/commit"]  # fmt: skip
    lines.append(f"{seconds:.2f} /quit")
    return "\n".join(lines) + "\n"
