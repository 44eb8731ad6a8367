#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-window.py SONDE SONDE_CLI: drive the window through its accessibility tree.

Needs a display and a session bus; build-aux/headless gives it one of each.
"""

import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

from program import SWITCH_ROLES, Mock, Program, press_key
from tap import run, wait_for

SONDE, SONDE_CLI = sys.argv[1:]

ADDRESS = "Address, such as ws://192.168.1.20:5000"
QUANTITIES = {"Light": "lx", "Temperature": "°C", "Humidity": "%", "Pressure": "hPa"}


def first_run():
    """the first window offers an address and the demo probe"""
    with Program(SONDE) as sonde:
        sonde.text("Connect to a Probe")
        address = sonde.control(ADDRESS)
        connect = sonde.control("Connect")
        sonde.check_names()

        address.write("http://127.0.0.1")
        connect.press()
        sonde.text(".*“ws:”.*")

        sonde.control("Try the Demo Probe").press()
        sonde.text("Temperature chart, .*")


def first_run_address():
    """an address that is typed in connects"""
    with Mock(SONDE_CLI, "--without", "bme280") as mock, Program(SONDE) as sonde:
        sonde.control(ADDRESS).write(mock.uri)
        sonde.control("Connect").press()
        sonde.text("Light chart, .*")
        names = [widget.name for widget in sonde.widgets()]
        assert "Temperature" not in names, "a channel that was never sent is shown"


def dashboard():
    """the demo's dashboard shows four tiles and four charts with values"""
    with Program(SONDE, "--demo") as sonde:
        for quantity, unit in QUANTITIES.items():
            unit = re.escape(unit)
            chart = rf"{quantity} chart, [\d.]+\s{unit}, from [\d:]+ to [\d:]+"
            sonde.text(chart, quantity, unit)


def etat():
    """the switch turns the demo probe off and on, and its answers are told"""
    with Program(SONDE, "--demo") as sonde:
        switch = sonde.control("State")
        wait_for("the probe to be on", switch.is_on)
        sonde.text("On")

        switch.press()
        sonde.text(r"The probe is off: it said so after .*\.", "Off")
        wait_for("the switch to be off", lambda: not switch.is_on())

        switch.press()
        sonde.text(r"The probe is on: it said so after .*\.", "On")
        wait_for("the switch to be on", switch.is_on)


def set_period(sonde, seconds):
    sonde.text("5 s")
    sonde.control("Period").write(seconds)
    sonde.control("Apply").press()


def corrected():
    """the corrected firmware takes a period"""
    with Mock(SONDE_CLI, "--profile", "corrected") as mock, Program(SONDE, mock.uri) as sonde:
        set_period(sonde, "30")
        sonde.text(r"The probe took the period of 30 s: it said so after .*\.", "30 s")


def published():
    """the published firmware contradicts a period"""
    with Mock(SONDE_CLI, "--profile", "published") as mock, Program(SONDE, mock.uri) as sonde:
        set_period(sonde, "30")
        sonde.text(r"The probe kept 5 s instead of the 30 s asked for\..*")
        names = [widget.name for widget in sonde.widgets()]
        assert "5 s" in names and "30 s" not in names, "the period asked for is shown as announced"


def composer():
    """what is composed is sent as asked: repeated, in fragments, and as a close"""
    with Mock(SONDE_CLI, "--echo") as mock, Program(SONDE, mock.uri) as sonde:
        sonde.show_page("Messages")
        sonde.control("Fragments, repetition and close code").press()
        sonde.control("Repeat every").press()
        sonde.text("Will be sent every 1 s")
        sonde.control("Fragments, repetition and close code").press()
        sonde.control("Message to send").write("hello")
        sonde.control("Send").press()
        sonde.text(r"Repeating every 1 s · sent \d+ times?", r"\{?hello\}?")
        sonde.check_names()
        sonde.control("Stop repeating").press()
        sonde.text("Will be sent every 1 s")

        sonde.choose("Templates, recent messages and copy as", '{"etat":"off"}', place=1)
        sonde.control("Send").press()
        sonde.text(r'\{"etat":"off"\}')


def handshake():
    """the handshake is told header by header, with its checks and the accept value"""
    with Program(SONDE, "--demo", "--page", "wire", "--size", "1400x900") as sonde:
        sonde.text(
            "Connection 1",
            "Upgrade: websocket",
            r"Sec-WebSocket-Key: [\w+/]{22}==",
            r"Upgrade: [\d.]+ .s",
            r"The status is 101 \(it is 101\).*",
            "The same: the server read this very key",
        )


def frames():
    """a frame that is chosen is told field by field"""
    with Program(SONDE, "--demo", "--page", "frames", "--size", "1400x900") as sonde:
        sonde.text("An example: a masked “Hello”", r"Masking-key, 37fa213d: .*")
        sonde.check_names()
        sonde.control("Next frame").press()
        sonde.text(
            "Frame 0 · Ping · Received",
            "opcode, 0x9: Ping: .*",
            "MASK, 0: not masked.*",
            "Payload len, 0: .*",
        )
        sonde.control("Next frame").press()
        sonde.text("Frame 1 · Pong · Sent", r"Masking-key, [\da-f]{8}: .*")
        sonde.control("Unmasked").press()
        sonde.text("Nothing to Unmask.*")


def calculator():
    """the calculator answers what is typed, with no connection"""
    with Program(SONDE, "--page", "wire", "--size", "1400x900") as sonde:
        sonde.control("Accept calculator").press()
        sonde.text(re.escape("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        sonde.control("Sec-WebSocket-Key").write("NbRO4XmDnLsEX7qLxcdY5w==")
        sonde.text("PwFDc7Dx5UunCpEBxXsPVKzfweM=", "The key decodes to: 16 bytes.*")
        sonde.control("Sec-WebSocket-Key").write("YXplcnR5")
        sonde.text("VM6OyB4LHVc1FSyII8Ry3Z00q5s=", "The key decodes to: 6 bytes.*")


def names():
    """every control of every page has a name"""
    with Program(SONDE, "--demo") as sonde:
        sonde.text("Temperature chart, .*")
        for page in ("Messages", "Wire", "Echo", "Mock", "Dashboard"):
            sonde.show_page(page)
            sonde.check_names()


def editor():
    """authorities are for encrypted connections only"""
    with Program(SONDE) as sonde:
        sonde.control("Add an endpoint").press()
        sonde.text("For addresses that start with wss: only")
        # The page behind asks for an address as well.
        addresses = [w for w in sonde.widgets() if w.name == ADDRESS and w.is_interactive()]
        addresses[-1].write("wss://localhost")
        sonde.text("Those that this computer trusts")
        sonde.check_names()


def menu_windows():
    """the preferences and the shortcuts are shown as often as they are asked for"""
    # GTK 4.8 warns of the widths of labels in its own window of shortcuts.
    with Program(SONDE, "--demo", debug="") as sonde:
        for _ in range(2):
            sonde.choose("Main menu", "Keyboard Shortcuts", place=6)
            sonde.text("Keyboard shortcuts", "Quit")
            press_key("Escape")
            wait_for(
                "the shortcuts to go",
                lambda: all(widget.name != "Keyboard shortcuts" for widget in sonde.widgets()),
            )
        sonde.choose("Main menu", "Preferences", place=5)
        sonde.text("Messages to keep", "Frames to keep", "Memory for frames .*")
        sonde.check_names()


def info(path):
    """What sonde-cli says of a recording."""
    return json.loads(subprocess.check_output([SONDE_CLI, "info", path]))


def recording():
    """the demo is recorded: a note is added, a copy saved, and opened again"""
    # GTK 4.8 does not bear questions about a dialog that has just gone: so those are put to the
    # files, until it has.
    with Program(SONDE, "--demo", debug="") as sonde:
        scratch = os.path.join(sonde.folder.name, "cache", "*", "scratch", "*")
        target = os.path.join(sonde.folder.name, "copy.sonde")
        sonde.text("Temperature chart, .*")
        menu = re.compile(r"Recording since .*")
        sonde.choose(menu, "Add Note…", place=0)
        (path,) = glob.glob(scratch + ".sonde")
        n_events = info(path)["events"]
        sonde.control("Note").write("Window opened")
        sonde.control("Add").press()
        wait_for("the note in the recording", lambda: info(path)["events"] == n_events + 1)

        sonde.choose(menu, "Save Recording As…", place=1)
        sonde.control("Name:").write(target)
        sonde.control("Save").press()
        wait_for("the copy", lambda: os.path.exists(target))
        copy = info(target)
        assert copy["measures"] >= 1, copy
        assert copy["events"] == n_events + 1, copy
        assert set(copy["channels"]) == {"luminosite", "temperature", "humidite", "pression"}, copy

        sonde.control("Close").press()
        assert sonde.wait_for_exit() == 0
        assert not glob.glob(scratch), f"left behind: {glob.glob(scratch)}"

        with Program(SONDE, target) as again:
            again.text("copy", r"Temperature chart, .*", "Recording")
            again.check_names()
            again.control("Recording").press()
            again.text("In “copy.sonde”, which is only read: it takes no notes")


def record(folder, name, *options):
    """What sonde-cli makes of three measures."""
    path = os.path.join(folder, name)
    with Mock(SONDE_CLI, "--period", "100") as mock:
        subprocess.run(
            [SONDE_CLI, "record", mock.uri, "--output", path, "--count", "3", *options],
            stderr=subprocess.DEVNULL,
            check=True,
        )
    return path


def note_while_off():
    """a note is shown and told of truly where nothing is recorded, and kept once it is"""
    with Mock(SONDE_CLI, "--period", "100") as mock, Program(SONDE, mock.uri, debug="") as sonde:
        files = os.path.join(sonde.folder.name, "data", "*", "history", "*.sonde")
        sonde.text("Temperature chart, .*", "Recording since .*")
        sonde.choose("Main menu", "Preferences", place=5)
        recording = sonde.control("Record measures and events", SWITCH_ROLES)
        recording.press()
        wait_for("recording to be off", lambda: not recording.is_on())
        sonde.text("Not recording")
        (path,) = glob.glob(files)
        wait_for("the recorder to let go", lambda: not os.path.exists(path + "-lock"))
        n_events = info(path)["events"]

        sonde.choose("Not recording", "Add Note…", place=0)
        sonde.text(r"It marks \S+ in the charts\. Recording is off: .*")
        sonde.control("Note").write("Window opened")
        sonde.control("Add").press()
        assert info(path)["events"] == n_events, "what is not to be recorded is"

        recording.press()
        wait_for("the note in the recording", lambda: noted(path, "Window opened"))


def noted(path, text):
    """Whether a recording has a note of that text."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT text FROM event WHERE kind = 'note'").fetchall()
    return (text,) in rows


def recorded_messages():
    """the raw messages of a recording are listed, with nobody to write to"""
    with tempfile.TemporaryDirectory() as folder:
        path = record(folder, "raw.sonde", "--messages")
        with Program(SONDE, path, "--page", "messages", "--size", "1400x900") as sonde:
            sonde.text("Ping", "Pong", r'\{"type":"etat","etat":"on"\}', r"\d+ messages")
            sonde.check_names()
            names = [widget.name for widget in sonde.widgets()]
            assert "Message to send" not in names, "a recording has a composer"
            assert "Clear the messages" not in names, "a recording can be cleared"
            sonde.control("Search messages").write("periode")
            sonde.text("1 message", r'\{"type":"periode","periode":100\}')

        with Program(SONDE, record(folder, "plain.sonde"), "--page", "messages") as sonde:
            sonde.text("No Raw Messages in This Recording", ".*“Record raw messages too”.*")
            sonde.check_names()
            sonde.control("Preferences").press()
            sonde.text("Record raw messages too")


def damaged_recording():
    """a file that is no recording is told of in words"""
    with tempfile.NamedTemporaryFile(suffix="a&b <c>.sonde") as file:
        file.write(b"This is no recording, and long enough to be taken for one.")
        file.flush()
        with Program(SONDE, file.name) as sonde:
            sonde.text("The Recording Cannot Be Read", r".*a&b <c>.*it is no recording.*Open a copy.*")
            sonde.show_page("Messages")
            sonde.text("The Messages Cannot Be Read", r".*a&b <c>.*it is no recording.*")


def history():
    """what an endpoint told is in its history, in one file that is closed"""
    with Mock(SONDE_CLI, "--period", "100") as mock, Program(SONDE, mock.uri) as sonde:
        sonde.text("Temperature chart, .*", "Recording since .*")
        files = os.path.join(sonde.folder.name, "data", "*", "history", "*.sonde")
        wait_for("the history", lambda: glob.glob(files))
        sonde.control("Close").press()
        assert sonde.wait_for_exit() == 0
        (path,) = glob.glob(files)
        assert not glob.glob(files + "-*"), "the file is not closed"
        found = info(path)
        assert found["uri"].startswith(mock.uri), found
        assert found["measures"] >= 1, found


def close():
    """closing the window ends the program well"""
    with Program(SONDE, "--demo") as sonde:
        sonde.text("Temperature chart, .*")
        sonde.control("Close").press()
        status = sonde.wait_for_exit()
        assert status == 0, f"sonde ended with status {status}"


run(
    [
        first_run,
        first_run_address,
        dashboard,
        etat,
        corrected,
        published,
        composer,
        handshake,
        frames,
        calculator,
        names,
        editor,
        menu_windows,
        recording,
        note_while_off,
        recorded_messages,
        damaged_recording,
        history,
        close,
    ]
)
