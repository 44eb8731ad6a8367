# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a test starts, listens to and stops, and test cases that report as TAP.

A server prints its address on its first line, then a line for each thing that happens to it:
"open EXTENSIONS", "close CODE REASON" with what the client's close frame said, and others.
"""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

LIMIT_S = 60
HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"  # the system's own, for which the distribution packages modules

# For programs that live for a second: no time is lost on making them quick.
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")

# Programs of the build, by name; None where what they need was not there when it was configured.
BUILT = {
    name: os.environ.get(f"SONDE_PEER_{name.upper()}") or None
    for name in ("cli", "session", "snippet", "libwebsockets", "websocketpp")
}

# Where Debian puts modules of Node, which a Node from elsewhere does not look.
os.environ["NODE_PATH"] = "/usr/share/nodejs"
for variable in list(os.environ):
    if variable.lower().endswith("_proxy"):
        del os.environ[variable]


class Missing(Exception):
    """A program or a module that a peer needs is not installed."""

    def __str__(self):
        return f"{self.args[0]} is missing: run “build-aux/setup peers”, then build again"


def beside(name):
    return os.path.join(HERE, name)


def built(name):
    if BUILT[name] is None:
        raise Missing(f"the program “{name}”, or what it is built with,")
    return BUILT[name]


def installed(name):
    path = shutil.which(name)
    if path is None:
        raise Missing(name)
    return path


def java(*arguments):
    return (installed("java"), *JAVA_OPTIONS, *arguments)


class Process:
    """A program whose lines are read with a deadline. It is stopped at the end of a `with`."""

    def __init__(self, *command, environment=None):
        self.name = os.path.basename(command[-1] if command[0] == PYTHON else command[0])
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            start_new_session=True,
            env=dict(os.environ, **environment or {}),
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._gather, daemon=True).start()

    def _gather(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def complain(self, what):
        self.errors.seek(0)
        raise AssertionError(f"{self.name}: {what}; it said: {self.errors.read().strip()!r}")

    def read_line(self):
        try:
            line = self.lines.get(timeout=LIMIT_S)
        except queue.Empty:
            self.complain(f"no line within {LIMIT_S} s")
        if line is None:
            self.complain("it ended")
        return line.rstrip(" ")

    def expect(self, *words):
        expected = " ".join(str(word) for word in words)
        line = self.read_line()
        if line != expected:
            self.complain(f"expected “{expected}”, got “{line}”")

    def expect_eventually(self, *words):
        """Pass over lines until this one."""
        expected = " ".join(str(word) for word in words)
        passed = []
        while not passed or passed[-1] != expected:
            try:
                passed.append(self.read_line())
            except AssertionError as error:
                raise AssertionError(f"expected “{expected}” after {passed}") from error

    def write_line(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def wait(self):
        return self.process.wait(timeout=LIMIT_S)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # A browser is many, and some outlive the one that was told to go.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.stdin.close()
        self.errors.close()


class Server(Process):
    def __init__(self, *command):
        super().__init__(*command)
        try:
            self.uri = self.read_line()
        except AssertionError as error:
            self.stop()
            raise Missing(f"{self.name}, or what it needs ({error}),") from error


class Result:
    """What sonde-cli said: its status, its lines as JSON where they are, its errors as text."""

    def __init__(self, *arguments, stdin=None):
        done = subprocess.run(
            [built("cli"), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LIMIT_S,
        )
        self.status = done.returncode
        self.output = done.stdout
        self.errors = done.stderr

    def __str__(self):
        return f"status {self.status}, {self.output!r}, {self.errors!r}"

    @property
    def json(self):
        return json.loads(self.output)

    def expect(self, status, *texts):
        assert self.status == status, f"expected status {status}: {self}"
        for text in texts:
            assert text in self.output + self.errors, f"expected “{text}”: {self}"
        return self


def use_session(uri, *arguments):
    """What became of a SondeSession, as session.c says it."""
    done = subprocess.run(
        [built("session"), uri, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_S + 10,
        check=True,
    )
    result = json.loads(done.stdout)
    assert not result["timed_out"], result
    return result


def say(text):
    for line in text.splitlines():
        print("#", line, flush=True)


def run(cases):
    """Run a list of (name, function)."""
    failed = 0
    print(f"1..{len(cases)}", flush=True)
    for number, (name, case) in enumerate(cases, 1):
        began_s = time.monotonic()
        try:
            case()
            verdict = "ok"
        except Missing as error:
            verdict = "not ok"
            say(str(error))
        except Exception:
            verdict = "not ok"
            say(traceback.format_exc())
        failed += verdict != "ok"
        print(f"{verdict} {number} {name}", flush=True)
        say(f"took {time.monotonic() - began_s:.1f} s")
    sys.exit(1 if failed else 0)
