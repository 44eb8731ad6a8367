#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the test cases in Meson's testlog.json; print what failed, with its log, and what was skipped.

A program that speaks TAP counts once per case, any other once. A program that dies, or that runs
fewer cases than it planned, is a failure whatever it said before.
"""

import json
import re
import sys

PLAN = re.compile(r"^1\.\.(\d+)(?:\s*#\s*skip\S*\s*(.*))?", re.IGNORECASE | re.MULTILINE)
CASE = re.compile(
    r"^(?P<not>not )?ok\b\s*(?:\d+)?\s*-?\s*(?P<name>[^#\n]*?)\s*"
    r"(?:#\s*(?P<directive>skip|todo)\S*\s*(?P<reason>[^\n]*))?$",
    re.IGNORECASE | re.MULTILINE,
)
GOOD = {"OK", "SKIP", "EXPECTEDFAIL"}


def cases_of_tap(output):
    """Yields ("passed" | "failed" | "skipped", name, reason) for each case of a TAP program."""
    n_cases = 0
    for case in CASE.finditer(output):
        n_cases += 1
        directive = (case["directive"] or "").lower()
        if directive == "skip":
            yield "skipped", case["name"], case["reason"]
        elif case["not"] and directive != "todo":
            yield "failed", case["name"], ""
        else:
            yield "passed", case["name"], ""
    plan = PLAN.search(output)
    n_planned = int(plan[1])
    if n_planned == 0:
        yield "skipped", "the whole program", plan[2] or ""
    elif n_cases != n_planned:
        yield "failed", f"{n_cases} cases ran of {n_planned} planned", ""


def cases_of(test):
    output = test.get("stdout") or ""
    if PLAN.search(output):
        cases = list(cases_of_tap(output))
    elif test["result"] == "SKIP":
        return [("skipped", "", "exit status 77")]
    elif test["result"] in GOOD:
        return [("passed", "", "")]
    else:
        cases = []
    if test["result"] not in GOOD and not any(kind == "failed" for kind, _, _ in cases):
        cases.append(("failed", f"{test['result'].lower()}, status {test.get('returncode')}", ""))
    return cases


def main(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except FileNotFoundError:
        tests = []

    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for test in sorted(tests, key=lambda test: test["name"]):
        cases = cases_of(test)
        for kind, name, reason in cases:
            counts[kind] += 1
            if kind != "passed":
                print(f"{kind.upper()}: {test['name']}{' ' + name if name else ''}"
                      f"{': ' + reason if reason else ''}")
        if any(kind == "failed" for kind, _, _ in cases):
            for stream in ("stdout", "stderr"):
                for line in (test.get(stream) or "").splitlines():
                    print(f"  | {line}")
    if not tests:
        print("FAILED: no test ran")
        counts["failed"] += 1
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return counts["failed"] > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
