# SPDX-License-Identifier: MIT
"""JUnit reports: writes the system tests', and adds up those of every runner.

junit.py DIRECTORY NAME…  prints the failures and, last, `N passed, N failed[, N skipped]`; exits
with 1 when something failed, or when a runner left no report NAME.xml or NAME/*.xml.

junit.py --report FILE TEST STATUS  writes the report of one test of a script, which said on its end
what stands on standard input; STATUS: its exit status.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def write(path: Path, suite: str, results: list[dict]) -> None:
    """`results`: name, seconds, outcome ("passed", "failed", "skipped") and message of each test."""
    root = ElementTree.Element("testsuite", name=suite, tests=str(len(results)))
    for result in results:
        case = ElementTree.SubElement(
            root, "testcase", name=result["name"], time=f"{result['seconds']:.3f}"
        )
        if result["outcome"] != "passed":
            tag = "failure" if result["outcome"] == "failed" else "skipped"
            # XML holds no control characters; a log may.
            text = "".join(c if c.isprintable() or c in "\n\t" else "?" for c in result["message"])
            ElementTree.SubElement(case, tag, message=text.strip().split("\n")[-1]).text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    status = case.get("status", "")
    if case.find("skipped") is not None or status in ("skipped", "notrun", "disabled", "untested"):
        return "skipped"
    return "failed" if status in ("fail", "failed") else "passed"


def last_lines(case: ElementTree.Element) -> str:
    """What a failed test said last, so that the end of a log tells it."""
    text = next((e.text for tag in ("failure", "error", "system-out")
                 if (e := case.find(tag)) is not None and (e.text or "").strip()), "")
    return "\n".join("    " + line for line in text.strip().split("\n")[-15:])


def main(directory: Path, names: list[str]) -> int:
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for name in names:
        files = [directory / f"{name}.xml"] + sorted((directory / name).glob("*.xml"))
        cases = []
        for file in filter(Path.is_file, files):
            try:
                cases += [(case, file) for case in ElementTree.parse(file).iter("testcase")]
            except ElementTree.ParseError as error:
                print(f"FAILED  {name}: {file} cannot be read: {error}")
                totals["failed"] += 1
        if not cases:
            print(f"FAILED  {name}: left no report of any test")
            totals["failed"] += 1
        for case, _ in cases:
            result = outcome(case)
            totals[result] += 1
            if result == "failed":
                print(f"FAILED  {name}: {case.get('name')}")
                print(last_lines(case))
    line = f"{totals['passed']} passed, {totals['failed']} failed"
    print(line + (f", {totals['skipped']} skipped" if totals["skipped"] else ""))
    return 1 if totals["failed"] else 0


def report(path: Path, test: str, status: int) -> int:
    said = sys.stdin.buffer.read().decode(errors="replace")
    outcome_of_it = "failed" if status else "passed"
    write(path, test.partition(".")[0],
          [{"name": test, "seconds": 0.0, "outcome": outcome_of_it, "message": said[-20_000:]}])
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "--report":
        sys.exit(report(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
