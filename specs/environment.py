# SPDX-License-Identifier: MIT
"""Runs the specs: a directory for every scenario, and an engine that a feature's scenarios share.

behave specs                     everything
behave specs -D live=1           every score is played live too, and compared with its rendering
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
sys.path.insert(0, str(HERE))

from engines import Engines  # noqa: E402  (the paths above make it importable)


def before_all(context) -> None:
    context.config.setup_logging()
    context.root = Path(tempfile.mkdtemp(prefix="chronus-specs-"))
    context.always_live = context.config.userdata.getbool("live", False)


def before_feature(context, feature) -> None:
    context.shared = Engines(context.root / Path(feature.filename).stem)


def before_scenario(context, scenario) -> None:
    context.directory = Path(tempfile.mkdtemp(prefix="scenario-", dir=context.root))
    context.own = Engines(context.directory / "engines")
    context.channels = []
    context.warm = False
    context.score_lines = []
    context.recordings = {}


def after_scenario(context, scenario) -> None:
    context.own.end()
    if scenario.status == "failed":
        # The next one begins with an engine that this one has not touched.
        context.shared.end()
        keep = os.environ.get("CHRONUS_TEST_LOGS")
        if keep:
            name = "".join(c if c.isalnum() else "-" for c in scenario.name)[:80]
            shutil.copytree(context.directory, Path(keep) / name, dirs_exist_ok=True)
    else:
        context.shared.tidy()
    shutil.rmtree(context.directory, ignore_errors=True)


def after_feature(context, feature) -> None:
    left = context.shared.end()
    assert not left, f"{feature.name} left behind: {left}"


def after_all(context) -> None:
    shutil.rmtree(context.root, ignore_errors=True)
