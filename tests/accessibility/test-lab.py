#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-lab.py SONDE SONDE_CLI: the instruments of the window, through its accessibility tree.

Needs a display and a session bus; build-aux/headless gives it one of each.
"""

import sys

from program import Mock, Program
from tap import run

SONDE, SONDE_CLI = sys.argv[1:]


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


def check():
    """a server is checked politely, unless more is asked for"""
    with Mock(SONDE_CLI, "--echo") as mock, Program(SONDE, mock.uri) as sonde:
        sonde.show_page("Echo")
        sonde.control("Check…").press()
        sonde.text("39 passed, 0 failed, 1 not applicable, 22 skipped")
        sonde.check_names()


run([embedded, own_connection, no_echo, check])
