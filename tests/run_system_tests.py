# SPDX-License-Identifier: MIT
"""Runs the tests that start real processes: one line each, total last.

run_system_tests.py [--jobs N] [--logs DIR] [--junit FILE] [--limit SECONDS] [PATTERN…]
A pattern is part of a test's name. With --jobs so many run at a time, each with servers, ports and files of its own.
The logs of a test that failed stay in DIR/<test>; those of the others are removed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import unittest
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from support import junit  # noqa: E402  (the path above makes it importable)

def tests_in(suite: unittest.TestSuite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from tests_in(item)
        else:
            yield item


class Overtime(Exception):
    pass


def _overtime(_signal, _frame):
    raise Overtime("took longer than its limit")


def run_one(test: unittest.TestCase, logs: Path, limit_s: int) -> dict:
    result = unittest.TestResult()
    begin = time.monotonic()
    signal.alarm(limit_s)
    try:
        test.run(result)
    except Overtime as error:
        result.failures.append((test, str(error)))
    finally:
        signal.alarm(0)
    seconds = time.monotonic() - begin
    bad = result.failures + result.errors
    bad += [(case, "succeeded against expectation") for case in result.unexpectedSuccesses]
    if bad:
        outcome, message = "failed", "\n".join(text for _, text in bad)
    elif result.skipped:
        outcome, message = "skipped", result.skipped[0][1]
    else:
        outcome, message = "passed", ""
    if outcome != "failed":
        shutil.rmtree(logs / test.id(), ignore_errors=True)
    return {"name": test.id(), "seconds": seconds, "outcome": outcome, "message": message}


def run_all(tests: list[unittest.TestCase], jobs: int, logs: Path, limit_s: int) -> Iterator[dict]:
    """The results, as they come."""
    if jobs == 1:
        yield from (run_one(test, logs, limit_s) for test in tests)
        return
    # Forked: what a test changes of its own process, such as the environment, is not seen beside it.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        running = {pool.submit(run_one, test, logs, limit_s): test for test in tests}
        for done in as_completed(running):
            try:
                yield done.result()
            except BrokenExecutor as error:
                yield {"name": running[done].id(), "seconds": 0.0, "outcome": "failed", "message": str(error)}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--logs", type=Path, help="where logs of failing tests stay")
    options.add_argument("--junit", type=Path, help="report to write")
    options.add_argument(
        "--limit", type=int, default=300, metavar="SECONDS", help="no test may hang the run"
    )
    options.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time")
    options.add_argument("patterns", nargs="*", metavar="PATTERN", help="part of a test's name")
    chosen = options.parse_args()
    logs = (chosen.logs or Path(tempfile.mkdtemp(prefix="chronus-test-logs-"))).resolve()
    logs.mkdir(parents=True, exist_ok=True)
    os.environ["CHRONUS_TEST_LOGS"] = str(logs)
    signal.signal(signal.SIGALRM, _overtime)

    loader = unittest.TestLoader()
    names = [
        f"{folder}.{path.stem}"
        for folder in ("integration", "chaos")
        for path in sorted((HERE / folder).glob("test_*.py"))
    ]
    tests = [
        test
        for test in tests_in(loader.loadTestsFromNames(names))
        if not chosen.patterns or any(pattern in test.id() for pattern in chosen.patterns)
    ]
    results = []
    for result in run_all(tests, chosen.jobs, logs, chosen.limit):
        results.append(result)
        print(f"{result['outcome']:8}{result['name']} ({result['seconds']:.1f} s)", flush=True)
        if result["outcome"] != "passed":
            print("    " + result["message"].strip().replace("\n", "\n    "), flush=True)
    if chosen.junit:
        junit.write(chosen.junit, "system", results)
    count = {
        kind: sum(result["outcome"] == kind for result in results)
        for kind in ("passed", "failed", "skipped")
    }
    if count["failed"]:
        print(f"logs: {logs}")
    else:
        shutil.rmtree(logs, ignore_errors=True)
    print(f"system: {count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    return 1 if count["failed"] or not results else 0


if __name__ == "__main__":
    sys.exit(main())
