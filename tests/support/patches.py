# SPDX-License-Identifier: MIT
"""Patches that several tests play on."""

from support.osc import Client


def build_classic_patch(client: Client, oscillator: str = "simple_sine") -> None:
    """osc1 through env1 and filt1 to the output, by the names that older clients use."""
    for address, *args in (
        ("/patch/create", "osc1", oscillator),
        ("/patch/create", "env1", "adsr"),
        ("/patch/create", "filt1", "biquad_filter"),
        ("/patch/connect", "osc1", "env1"),
        ("/patch/connect", "env1", "filt1"),
        ("/patch/connect", "filt1", "output"),
        ("/patch/commit",),
    ):
        client.do(address, *args)
