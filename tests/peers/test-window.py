#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as the client of real servers, driven through its accessibility tree.

Needs a display and a session bus; build-aux/headless gives it one of each.
"""

import functools
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "accessibility"))

from harness import PYTHON, Server, beside, built, installed, run  # noqa: E402
from program import Program  # noqa: E402

SONDE = os.environ["SONDE_PEER_WINDOW"]

ECHOES = {
    "python": lambda: (PYTHON, beside("server-python.py"), "loop"),
    "qt": lambda: (PYTHON, beside("server-qt.py")),
    "node": lambda: (installed("node"), beside("server-node.js"), '{"threshold":0}'),
    "libwebsockets": lambda: (built("libwebsockets"), "-d"),
    "websocketpp": lambda: (built("websocketpp"),),
    "arduino": lambda: (PYTHON, beside("server-bare.py"), "arduino"),
}


def send(sonde, text):
    sonde.show_page("Messages")
    sonde.control("Message to send").write(text)
    sonde.control("Send").press()


def echo(command):
    """The echo is seen, and with it what kind of server this is."""
    with Server(*command()) as server, Program(SONDE, server.uri) as sonde:
        sonde.text("Connected")
        send(sonde, "Hello world!")
        sonde.text(r"Hello world!", r"\d+ messages")
        sonde.show_page("Dashboard")
        sonde.text("This is an echo server")
        sonde.control("Disconnect").press()
        server.expect_eventually("close", 1000)


def masked():
    """The refusal says why, and its button accepts and connects again."""
    with Server(PYTHON, beside("server-bare.py"), "masking-measure") as server:
        with Program(SONDE, server.uri) as sonde:
            sonde.text("The server masks its frames, which RFC 6455 section 5.1 forbids.*")
            server.expect_eventually("close", 1002)
            sonde.control("Accept Masked Frames").press()
            sonde.text("Temperature chart, .*")


def refused(command, *words):
    with Server(*command) as server, Program(SONDE, server.uri) as sonde:
        sonde.text(".*".join(["", *map(re.escape, words), ""]))


def main():
    certificates = [beside(f"tls/{name}.pem") for name in ("self-signed", "key")]
    cases = [
        *((f"{name} in the window", functools.partial(echo, command)) for name, command in ECHOES.items()),
        ("masked frames are accepted by a button", masked),
        ("tls self-signed is refused in words",
         functools.partial(refused, (PYTHON, beside("server-python.py"), "loop", *certificates),
                           "certificate of localhost", "no authority")),
    ]
    run(cases)


if __name__ == "__main__":
    main()
