#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-captures.py SONDE SONDE_CLI: save and open captures in the window, by its file choosers.

Needs a display and a session bus; build-aux/headless gives it one of each.
"""

import json
import os
import struct
import subprocess
import sys
import threading

from program import Mock, Program
from tap import run, wait_for

SONDE, SONDE_CLI = sys.argv[1:]

WIRE = ["--page", "wire", "--size", "1400x900"]


def frames(path):
    """What sonde-cli says of the frames of a capture."""
    lines = subprocess.check_output([SONDE_CLI, "frames", path], text=True).splitlines()
    return [json.loads(line) for line in lines]


def save_and_open():
    """what is shown is saved as packets, and these are shown again"""
    with Mock(SONDE_CLI, "--period", "100") as mock, Program(SONDE, mock.uri, *WIRE) as sonde:
        path = os.path.join(sonde.folder.name, "school.pcapng")
        sonde.text("Connection 1")
        sonde.choose("Captures", "Save Capture…", place=0)
        sonde.save_file(path)
        sonde.text("Capture saved")
        saved = frames(path)
        assert any(frame.get("text", "").startswith('{"luminosite"') for frame in saved), saved

        sonde.choose("Captures", "Open Capture…", place=1)
        sonde.open_file(path)
        sonde.text("school.pcapng", "1 WebSocket connection", f"{len(saved)} frames")
        sonde.check_names()
        assert os.listdir(sonde.folder.name).count("school.pcapng") == 1
        assert not [name for name in os.listdir(sonde.folder.name) if "pcapng." in name]


def save_messages():
    """a name that ends in .har makes an archive as browsers have it"""
    with Mock(SONDE_CLI, "--period", "100") as mock, Program(SONDE, mock.uri, *WIRE) as sonde:
        path = os.path.join(sonde.folder.name, "school.har")
        sonde.text("Connection 1")
        sonde.choose("Captures", "Save Capture…", place=0)
        sonde.save_file(path)
        sonde.text("Capture saved")
        with open(path, encoding="utf-8") as file:
            (entry,) = json.load(file)["log"]["entries"]
        assert entry["_webSocketMessages"][0]["data"].startswith('{"'), entry


def not_a_capture():
    """a file that is no capture, and a folder that takes none, are told of in words"""
    with Program(SONDE, "--demo", *WIRE) as sonde:
        sonde.text("Connection 1")
        sonde.choose("Captures", "Save Capture…", place=0)
        sonde.save_file("/proc/none.pcapng")
        sonde.text("Could Not Save “none.pcapng”", "Cannot write to “/proc/none.pcapng”: .*")
        sonde.close_message("Could Not Save “none.pcapng”")

        path = os.path.join(sonde.folder.name, "text.pcapng")
        with open(path, "w", encoding="utf-8") as file:
            file.write("This is no capture, and long enough to be taken for one.")
        sonde.choose("Captures", "Open Capture…", place=1)
        sonde.open_file(path)
        sonde.text("Could Not Open “text.pcapng”", "This is not a capture file: .*")
        sonde.check_names()
        sonde.close_message("Could Not Open “text.pcapng”")


def stopped():
    """opening that takes long shows how far it is, and can be stopped"""
    with Program(SONDE, "--demo", *WIRE) as sonde:
        path = os.path.join(sonde.folder.name, "slow.pcapng")
        os.mkfifo(path)
        # The beginning of a file whose rest does not come.
        header = struct.pack("=IIIHHq", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1) + struct.pack("=I", 28)
        writers = []
        thread = threading.Thread(target=lambda: writers.append(open(path, "wb", buffering=0)))
        thread.start()
        sonde.choose("Captures", "Open Capture…", place=1)
        sonde.open_file(path)
        thread.join()
        writers[0].write(header)

        sonde.text("Opening the Capture…")
        bar = next(w for w in sonde.widgets() if w.role == "progress bar" and w.name == "Progress")
        assert not bar.is_hidden()
        sonde.close_message("Opening the Capture…", "Cancel")
        writers[0].close()
        # Nothing follows, and the next one is opened.
        sonde.choose("Captures", "Open Capture…", place=1)
        sonde.control("Cancel").press()
        names = [widget.name for widget in sonde.widgets()]
        assert "slow.pcapng" not in names, "what was stopped is shown"


run([save_and_open, save_messages, not_a_capture, stopped])
