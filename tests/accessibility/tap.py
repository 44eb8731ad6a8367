# SPDX-License-Identifier: GPL-3.0-or-later
"""Test cases that report as TAP, and the one way to wait in them."""

import sys
import time
import traceback

from gi.repository import GLib

LIMIT_S = 60
POLL_MS = 100


class Deadline(Exception):
    """What was waited for did not come."""


def wait_for(what, get):
    """Return the first true value of get(), which is asked again until a deadline."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        value = get()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Deadline(f"waited {LIMIT_S} s for {what}")
        GLib.timeout_add(POLL_MS, lambda: GLib.SOURCE_REMOVE)
        GLib.MainContext.default().iteration(True)


def say(text):
    for line in text.splitlines():
        print("#", line, flush=True)


def run(cases):
    """Run functions that take nothing; their names and first lines describe them."""
    failed = 0
    print(f"1..{len(cases)}", flush=True)
    for number, case in enumerate(cases, 1):
        name = case.__doc__.splitlines()[0]
        try:
            case()
            print(f"ok {number} {name}", flush=True)
        except Exception:
            failed += 1
            say(traceback.format_exc())
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
