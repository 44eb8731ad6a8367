#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-lab.py SONDE SONDE_CLI PEER: the instruments of the window, through its accessibility tree.

PEER is a server on python3-websockets. Needs a display and a session bus; build-aux/headless gives
it one of each.
"""

import sys

from program import Mock, Peer, Program
from tap import run, wait_for

SONDE, SONDE_CLI, PEER = sys.argv[1:]


def embedded():
    """the demo measures the embedded echo server by itself, and every echo is right"""
    with Program(SONDE, "--demo", "--page", "echo", "--size", "1400x900") as sonde:
        sonde.text("360 of 360 echoes are right, byte by byte", "0 %", "16 B", "1 MiB")
        sonde.control("Start")
        sonde.check_names()


def own_connection():
    """a server is measured over a connection of its own"""
    with Mock(SONDE_CLI, "--echo") as mock, Program(SONDE, mock.uri) as sonde:
        sonde.show_page("Echo")
        sonde.control("Messages in each step").write("5")
        sonde.control("Start").press()
        sonde.text("5 of 5 echoes are right, byte by byte")


def no_echo():
    """of a server that echoes nothing, all that was sent is lost, and it can be stopped"""
    with Mock(SONDE_CLI) as mock, Program(SONDE, mock.uri) as sonde:
        sonde.show_page("Echo")
        sonde.control("Start").press()
        sonde.text(r"0 of \d+ echoes are right, byte by byte.*")
        sonde.control("Stop").press()
        sonde.control("Start")


# Other than what was measured before.
UNDER_WAY = r"(?!10 of 10 )[1-9]\d* of \d+ echoes are right, byte by byte"


# Messages that take longer than any machine does to see the first of them.
LONG = "100000"


def measure_live(sonde):
    sonde.show_page("Echo")
    sonde.choose_in_row("Connection", 0, "Open already")
    sonde.control("Messages in each step").write("10")
    sonde.control("Start").press()
    sonde.text("10 of 10 echoes are right, byte by byte")


def live():
    """an open connection is measured, can be stopped, and is left open"""
    with Mock(SONDE_CLI, "--echo") as mock, Program(SONDE, mock.uri) as sonde:
        sonde.text("Connected")
        measure_live(sonde)

        sonde.control("Messages in each step").write(LONG)
        sonde.control("Start").press()
        sonde.text(UNDER_WAY)
        sonde.control("Stop").press()
        sonde.control("Start")
        sonde.control("Disconnect")
        # What was measured went by as everything else does.
        sonde.show_page("Messages")
        sonde.text(r"S0000000\d:.*", r"\d+ messages")


def live_lost():
    """a server that goes meanwhile is told of, and there is nothing to measure without it"""
    with Peer("/usr/bin/python3", PEER, "echo") as peer, Program(SONDE, peer.uri) as sonde:
        sonde.text("Connected")
        measure_live(sonde)

        sonde.control("Messages in each step").write(LONG)
        sonde.control("Start").press()
        sonde.text(UNDER_WAY)
        peer.process.terminate()
        sonde.text("The connection was closed with 1001 before all echoes came")
        sonde.control("Start").press()
        sonde.text("The connection is not open")


POLITELY = "39 passed, 0 failed, 1 not applicable, 22 skipped"


def check():
    """a server is checked politely, unless more is asked for"""
    with Mock(SONDE_CLI, "--echo") as mock, Program(SONDE, mock.uri) as sonde:
        sonde.show_page("Echo")
        sonde.control("Check…").press()
        sonde.text(POLITELY, "Skipped: A text may be empty")
        sonde.check_names()

        # To switch it on sends nothing, and neither does to think better of it.
        rude = sonde.switch("Break the protocol on purpose")
        rude.press()
        wait_for("the switch to be on", rude.is_on)
        sonde.control("Run Again").press()
        sonde.control("Cancel").press()
        sonde.text(POLITELY)

        sonde.control("Run Again").press()
        sonde.control("Send").press()
        sonde.text(
            "61 passed, 0 failed, 1 not applicable, 0 skipped",
            "Passed: A text may be empty",
        )
        sonde.check_names()

        rude.press()
        wait_for("the switch to be off", lambda: not rude.is_on())
        sonde.control("Run Again").press()
        sonde.text(POLITELY, "Skipped: A text may be empty")


run([embedded, own_connection, no_echo, live, live_lost, check])
