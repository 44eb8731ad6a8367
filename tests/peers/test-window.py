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


def authorities():
    """A server of the school's own is trusted once its authority is chosen, and only then."""
    certificates = [beside(f"tls/{name}.pem") for name in ("good", "key")]
    with Server(PYTHON, beside("server-python.py"), "loop", *certificates) as server:
        with Program(SONDE, server.uri) as sonde:
            sonde.text(".*no authority that this computer trusts.*")

            sonde.choose("Actions for localhost", "Edit…", place=1)
            sonde.text("Authorities", "Those that this computer trusts")
            sonde.check_names()
            sonde.control("Choose a file of authorities").press()
            sonde.open_file(beside("tls/key.pem"), "Choose")
            sonde.text(".*key.pem” cannot be used: there is no certificate.*")
            sonde.text("Those that this computer trusts")

            sonde.control("Choose a file of authorities").press()
            sonde.open_file(beside("tls/authority.pem"), "Choose")
            sonde.text("authority.pem")
            sonde.check_names()
            sonde.control("Save").press()
            sonde.text("Connected")
            server.expect_eventually("open", "permessage-deflate")

            # Without the authority it is as it was.
            sonde.choose("Actions for localhost", "Edit…", place=1)
            sonde.control("Trust the authorities of this computer again").press()
            sonde.text("Those that this computer trusts")
            sonde.control("Save").press()
            sonde.choose("Actions for localhost", "Disconnect", place=0)
            server.expect_eventually("close", 1000)
            sonde.choose("Actions for localhost", "Connect", place=0)
            sonde.text(".*no authority that this computer trusts.*")


def main():
    certificates = [beside(f"tls/{name}.pem") for name in ("self-signed", "key")]
    cases = [
        *((f"{name} in the window", functools.partial(echo, command)) for name, command in ECHOES.items()),
        ("masked frames are accepted by a button", masked),
        ("tls with an authority that is chosen", authorities),
        ("tls self-signed is refused in words",
         functools.partial(refused, (PYTHON, beside("server-python.py"), "loop", *certificates),
                           "certificate of localhost", "no authority")),
    ]
    run(cases)


if __name__ == "__main__":
    main()
