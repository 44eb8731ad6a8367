#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-drops.py SONDE SONDE_CLI DRAG_SOURCE: files are dragged onto the window by the pointer.

They come from another program, as from a file manager: X11's own protocol for it, XDND, and a pointer
that is moved as a hand would. Needs a display and a session bus; build-aux/headless gives it one of
each.
"""

import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import threading

from program import Atspi, Mock, Program
from tap import run, wait_for

SONDE, SONDE_CLI, DRAG_SOURCE = sys.argv[1:]

# In the window of the source, just out of it, and over that of Sonde beside it. Of drags that begin in
# the first and jump to the last, GTK 4.8 sometimes never tells what is in the hand.
START_PX = (40, 40)
AWAY_PX = (90, 90)
OVER_PX = (400, 300)
LINK = "ws://127.0.0.1:5000/"
ANSWER = "Recordings (.sonde) and captures (.pcapng) are opened, tables (.csv, .jsonl) imported."


class Drag:
    """Files in the hand, for the time of a `with`."""

    def __init__(self, *paths):
        self.process = subprocess.Popen(
            ["/usr/bin/python3", DRAG_SOURCE, *paths], stdout=subprocess.PIPE, text=True
        )
        self.said = []
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        for line in self.process.stdout:
            self.said.append(line.strip())

    def wait_for(self, word):
        wait_for(f"the source to say “{word}”", lambda: word in self.said)

    def move(self, place):
        Atspi.generate_mouse_event(*place, "abs")

    def __enter__(self):
        self.wait_for("ready")
        self.move(START_PX)
        Atspi.generate_mouse_event(*START_PX, "b1p")
        self.hold(AWAY_PX, "the drag to begin", lambda: "begin" in self.said)
        return self

    def hold(self, place, what, is_so):
        """Stay there until something is so, as a hand does, which never stays quite still."""
        steps = itertools.cycle(range(4))

        def look():
            step = next(steps)
            self.move((place[0] + step, place[1] + step))
            return is_so()

        wait_for(what, look)

    def drop(self, place=OVER_PX):
        Atspi.generate_mouse_event(*place, "b1r")
        self.wait_for("dropped")

    def __exit__(self, *_):
        Atspi.generate_mouse_event(*START_PX, "b1r")
        self.process.terminate()
        self.process.wait()
        self.thread.join()
        self.process.stdout.close()


@contextlib.contextmanager
def place(*options):
    """A window that shows a probe, and a folder."""
    # GTK 4.8 does not bear questions about a dialog that has just gone.
    with Mock(SONDE_CLI) as mock, Program(SONDE, mock.uri, *options, debug="") as sonde:
        sonde.text("Disconnect")
        with tempfile.TemporaryDirectory(prefix="sonde-drops-") as folder:
            yield sonde, folder, mock.uri


def write_table(folder, name, n_rows):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("time,temperature\n")
        file.writelines(f"2024-05-01T00:00:{i:02}Z,{20 + i}\n" for i in range(n_rows))
    return path


def write_recording(folder, name):
    path = os.path.join(folder, name)
    table = write_table(folder, name + ".csv", 10)
    subprocess.run([SONDE_CLI, "import", table, "--output", path], check=True)
    return path


def write_notes(folder, name="notes.txt"):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("Nothing to measure.\n")
    return path


def get_names(sonde):
    return [widget.name for widget in sonde.widgets()]


def hold_over(drag, sonde, title, place=OVER_PX):
    """Hold files over the window until it says what becomes of them."""

    def is_said():
        return {title, ANSWER} <= set(get_names(sonde))

    drag.hold(place, f"the text “{title}”", is_said)


def is_quiet(sonde):
    return ANSWER not in get_names(sonde)


def recording():
    """a recording is announced while it is held over the window, and opened"""
    with place() as (sonde, folder, _):
        with Drag(write_recording(folder, "garden.sonde")) as drag:
            hold_over(drag, sonde, "Open “garden.sonde”")
            drag.drop()
            sonde.text("garden", "Recording")
            wait_for("the panel to go", lambda: is_quiet(sonde))


def taken_away():
    """what is taken away again leaves no trace"""
    with place() as (sonde, folder, _):
        with Drag(write_recording(folder, "garden.sonde")) as drag:
            hold_over(drag, sonde, "Open “garden.sonde”")
            drag.hold(START_PX, "the panel to go", lambda: is_quiet(sonde))
        assert "garden" not in get_names(sonde)


def tables():
    """tables are imported one after the other, each where one is asked"""
    with place() as (sonde, folder, _):
        paths = [write_table(folder, "first.csv", 5), write_table(folder, "second.csv", 7)]
        with Drag(*paths) as drag:
            hold_over(drag, sonde, "Open 2 Files")
            drag.drop()
        for name in ("first", "second"):
            sonde.control("Import").press()
            target = os.path.join(folder, name + ".sonde")
            wait_for(f"“{target}”", lambda path=target: os.path.exists(path))
        sonde.text("7 measures imported", "first", "second")


def several():
    """of several files, those that are known are opened, and the other is told of"""
    with place() as (sonde, folder, uri):
        capture = os.path.join(folder, "probe.pcapng")
        command = [SONDE_CLI, "capture", uri, "--output", capture, "--duration", "1"]
        subprocess.run(command, check=True)
        paths = [write_recording(folder, "garden.sonde"), write_notes(folder), capture]
        with Drag(*paths) as drag:
            hold_over(drag, sonde, "Open 2 Files")
            drag.drop()
            sonde.text("garden", "“notes.txt” is not a file for Sonde", "1 WebSocket connection")


def unknown():
    """a file that is not for Sonde is told of before it is dropped, and after that"""
    with place() as (sonde, folder, _):
        with Drag(write_notes(folder)) as drag:
            hold_over(drag, sonde, "Not a File for Sonde")
            drag.drop()
            sonde.text("“notes.txt” is not a file for Sonde")
            wait_for("the panel to go", lambda: is_quiet(sonde))


def entry():
    """a file that is dropped onto an entry is opened, and a link is a text for it"""
    with place("--page", "messages") as (sonde, folder, _):
        text = sonde.control("Message to send")
        extents = text.node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        middle = (extents.x + extents.width // 2, extents.y + extents.height // 2)

        send = sonde.control("Send")

        def take_link():
            with Drag(LINK) as drag:
                # Nothing says that an entry would take it: a second is mostly long enough.
                looks = iter(range(10))
                drag.hold(middle, "a second", lambda: next(looks, None) is None)
                assert is_quiet(sonde)
                drag.drop(middle)
                return "cancelled" not in drag.said

        wait_for("the entry to take a link", take_link)
        # GTK 4.8 does not tell of the text in an entry; what is sent, the list shows.
        wait_for("the link to be sent", lambda: LINK in get_names(sonde) or send.press())

        with Drag(write_recording(folder, "garden.sonde")) as drag:
            hold_over(drag, sonde, "Open “garden.sonde”", middle)
            drag.drop(middle)
            sonde.text("garden", "Recording")


run([recording, taken_away, tables, several, unknown, entry])
