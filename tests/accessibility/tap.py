# SPDX-License-Identifier: GPL-3.0-or-later
"""Test cases that report as TAP, and the one way to wait in them."""

import faulthandler
import os
import signal
import sys
import time
import traceback

from gi.repository import GLib

faulthandler.enable()

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


def attempt(case):
    """Run a case in a process of its own; return how that ended, or the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            case()
        except BaseException:
            say(traceback.format_exc())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(cases):
    """Run functions that take nothing; their names and first lines describe them.

    What libatspi remembers of one program is gone with its case. Where it crashes itself, which says
    nothing of the program, the case is run once more.
    """
    failed = 0
    print(f"1..{len(cases)}", flush=True)
    for number, case in enumerate(cases, 1):
        name = case.__doc__.splitlines()[0]
        status = attempt(case)
        if status == -signal.SIGSEGV:
            say("the case itself crashed, and is run once more")
            status = attempt(case)
        failed += status != 0
        print(f"{'not ok' if status else 'ok'} {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
