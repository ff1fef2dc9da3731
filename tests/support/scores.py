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
