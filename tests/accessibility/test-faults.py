#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-faults.py SONDE SONDE_CLI: the window when the disk, or what lies on it, is not well.

Needs a display and a session bus; build-aux/headless gives it one of each.
"""

import contextlib
import glob
import itertools
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime

from disk import full_disk, read_only_disk
from gi.repository import Gio
from program import Mock, Program, press_key
from tap import run, wait_for

# Paths that hold in any folder: a namespace is entered at its root.
SONDE, SONDE_CLI = (os.path.abspath(path) for path in sys.argv[1:])

PERIOD_MS = "100"
START_S = 1700000000
# No measure is missing where the next one comes as soon as this, on a machine that is busy.
LONGEST_PAUSE_S = 3
MEANWHILE = r"What is measured meanwhile waits in memory, as far as it fits, and is recorded then\."
# Settings that outlast the program, and with them the place of the endpoint in the history.
KEPT = {"GSETTINGS_BACKEND": "keyfile"}


@contextlib.contextmanager
def place():
    """A probe, and a home with a folder for data that does not exist yet."""
    with tempfile.TemporaryDirectory(prefix="sonde-faults-") as home:
        with Mock(SONDE_CLI, "--period", PERIOD_MS) as mock:
            yield mock.uri, home, os.path.join(home, "data")


def list_histories(data):
    return sorted(glob.glob(os.path.join(data, "*", "history", "*.sonde")))


def get_names(sonde):
    return [widget.name for widget in sonde.widgets()]


def get_chart(sonde):
    return next((name for name in get_names(sonde) if name.startswith("Temperature chart, ")), None)


def check_live(sonde):
    """The charts go on, whatever becomes of the recording."""
    before = wait_for("a chart", lambda: get_chart(sonde))
    wait_for("the chart to go on", lambda: get_chart(sonde) not in (None, before))


def wait_until_recorded(sonde):
    def is_recording():
        names = get_names(sonde)
        return any(name.startswith("Recording since ") for name in names) and not any(
            name.startswith("Not recording") for name in names
        )

    wait_for("the recording to go on", is_recording)


def close(sonde):
    sonde.control("Close").press()
    assert sonde.wait_for_exit() == 0


def export(path, prefix=()):
    """The measures of a recording, which the shell may have to find."""
    command = f"exec {SONDE_CLI} export {path} --format json"
    rows = subprocess.check_output([*prefix, "sh", "-c", command], text=True).splitlines()
    return [json.loads(row) for row in rows]


def check_whole(measures, seen_at):
    """What was measured from before a moment until after it is there, without a hole."""
    # Where a connection begins or ends, nothing is known of any quantity.
    while measures and None in measures[0].values():
        del measures[0]
    while measures and None in measures[-1].values():
        del measures[-1]
    times = [datetime.fromisoformat(measure["time"]).timestamp() for measure in measures]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert times[0] < seen_at < times[-1], (times[0], seen_at, times[-1])
    assert max(pauses) < LONGEST_PAUSE_S, max(pauses)
    assert None not in itertools.chain.from_iterable(measure.values() for measure in measures)


def write_recording(folder, n_seconds):
    """A recording of one measure a second, which takes some chunks."""
    table = os.path.join(folder, "table.csv")
    path = os.path.join(folder, "table.sonde")
    with open(table, "w", encoding="utf-8") as file:
        file.write("time,temperature\n")
        file.writelines(
            f"{datetime.fromtimestamp(START_S + i).astimezone().isoformat()},{20 + i % 7}\n"
            for i in range(n_seconds)
        )
    subprocess.run([SONDE_CLI, "import", table, "--output", path], check=True)
    return path


def check_mended(uri, home, disk, title, description):
    """Nothing is recorded, which is told; and once the disk is mended, all of it is."""
    with disk:
        with Program(SONDE, uri, home=home, prefix=disk.prefix) as sonde:
            sonde.text(title, description)
            seen_at = time.time()
            sonde.check_names()
            check_live(sonde)
            disk.mend(sonde)
            wait_until_recorded(sonde)
            check_live(sonde)
            close(sonde)
        path = os.path.join(home, "data", "*", "history", "*.sonde")
        check_whole(export(path, disk.prefix), seen_at)


def full():
    """of a full disk is told, and what was measured meanwhile is recorded once there is room"""
    with place() as (uri, home, data):
        check_mended(
            uri,
            home,
            full_disk(data),
            "Not recording: the disk is full",
            rf"There is no room left in “~/data/\S+/history”\. Free some space\. {MEANWHILE}",
        )


def full_to_the_end():
    """a disk that stays full does not keep the window from closing"""
    with place() as (uri, home, data), full_disk(data) as disk:
        with Program(SONDE, uri, home=home, prefix=disk.prefix) as sonde:
            sonde.text("Not recording: the disk is full")
            close(sonde)


def export_to_full():
    """a table that does not fit on a disk is told of, with what to try, and nothing of it is left"""
    with tempfile.TemporaryDirectory(prefix="sonde-faults-") as home:
        path = write_recording(home, 20000)
        stick = os.path.join(home, "stick")
        os.mkdir(stick)
        target = os.path.join(stick, "table.csv")
        with full_disk(stick) as disk:
            # GTK 4.8 does not bear questions about a dialog that has just gone.
            with Program(SONDE, path, home=home, prefix=disk.prefix, debug="") as sonde:
                sonde.text("Temperature chart, .*")
                sonde.choose("Main menu", "Export…", place=4)
                sonde.control(re.compile("Export.*")).press()
                sonde.control("Name:").write(target)
                press_key("Return")
                sonde.text(
                    f"Cannot write to “{target}”: (File too large|No space left on device\\. "
                    r"Free some space, or choose another folder\.)",
                )
                found = subprocess.check_output([*disk.prefix, "ls", "-A", stick], text=True)
                assert found == "", found


def read_only():
    """of a folder that is read-only is told, and nothing is lost meanwhile"""
    with place() as (uri, home, data):
        check_mended(
            uri,
            home,
            read_only_disk(data),
            "Not recording: the folder is read-only",
            rf"Nothing can be written in “~/data/\S+/history”\. Let Sonde write there\. {MEANWHILE}",
        )


def blocked():
    """a file where the folder should be is told of, and nothing is lost once it is away"""
    with place() as (uri, home, data):
        pathlib.Path(data).write_text("in the way", encoding="utf-8")
        with Program(SONDE, uri, home=home) as sonde:
            sonde.text("Not recording", rf".*: Not a directory\. Check that .*\. {MEANWHILE}")
            seen_at = time.time()
            check_live(sonde)
            os.unlink(data)
            wait_until_recorded(sonde)
            close(sonde)
        (path,) = list_histories(data)
        check_whole(export(path), seen_at)


def record(uri, home, data):
    """Make a history, and return where it lies."""
    with Program(SONDE, uri, home=home, environment=KEPT) as sonde:
        wait_until_recorded(sonde)
        check_live(sonde)
        close(sonde)
    (path,) = list_histories(data)
    return path


def check_put_aside(uri, home, data, path):
    """A new history is begun, and the one before is kept as it was."""
    before = pathlib.Path(path).read_bytes()
    with Program(SONDE, uri, home=home, environment=KEPT) as sonde:
        sonde.text(
            "A new history was begun",
            r"The one before is damaged or of a newer Sonde\. It was kept as “~/data/\S+\.sonde”\.",
        )
        wait_until_recorded(sonde)
        check_live(sonde)
        sonde.control("Dismiss").press()
        wait_for("the notice to go", lambda: "A new history was begun" not in get_names(sonde))
        close(sonde)
    (kept,) = set(list_histories(data)) - {path}
    assert pathlib.Path(kept).read_bytes() == before
    assert export(path)
    return kept


def damaged():
    """a history that is damaged is put aside, and a new one is begun"""
    with place() as (uri, home, data):
        path = record(uri, home, data)
        with open(path, "r+b") as file:
            file.write(b"This is no recording. " * 40)
        check_put_aside(uri, home, data, path)


def set_version(path, version):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {version}")


def newer():
    """a history of a newer Sonde is put aside, with all that is in it"""
    with place() as (uri, home, data):
        path = record(uri, home, data)
        measures = export(path)
        set_version(path, 99)
        kept = check_put_aside(uri, home, data, path)
        set_version(kept, 1)
        assert export(kept) == measures


def unreadable():
    """a past that cannot be read is told of, and what is measured now is recorded all the same"""
    with place() as (uri, home, data):
        path = record(uri, home, data)
        os.replace(write_recording(home, 20000), path)
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("UPDATE chunk SET data = zeroblob(length(data)), summary = x'00'")
            database.execute("DELETE FROM summary")
            database.commit()
        with Program(SONDE, uri, home=home, environment=KEPT) as sonde:
            wait_until_recorded(sonde)
            # The label is the name from GTK 4.18 on.
            sonde.control(re.compile("Show all measures.*|All")).press()
            sonde.text(
                "The history cannot be read",
                r".*\. What is measured now is recorded all the same\.",
            )
            check_live(sonde)
            wait_until_recorded(sonde)
            close(sonde)


@contextlib.contextmanager
def another_session():
    """A bus on which a Sonde finds no other, and does not hand its work over to it."""
    here = Gio.bus_get_sync(Gio.BusType.SESSION)
    reply = here.call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1
    )
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = bus.stdout.readline().strip()
    try:
        yield {
            **KEPT,
            "DBUS_SESSION_BUS_ADDRESS": address,
            "AT_SPI_BUS_ADDRESS": reply.unpack()[0],
        }
    finally:
        bus.terminate()
        bus.wait()
        bus.stdout.close()


def two():
    """a second Sonde waits for its turn, says so, and goes on when the first is closed"""
    with place() as (uri, home, data), another_session() as session:
        with Program(SONDE, uri, home=home, environment=KEPT) as first:
            wait_until_recorded(first)
            with Program(SONDE, uri, home=home, environment=session) as second:
                second.text(
                    "Not recording: another Sonde does",
                    "It records this endpoint already. Close it, and this one goes on. "
                    f"{MEANWHILE}",
                )
                seen_at = time.time()
                check_live(second)
                assert any(name.startswith("Recording since ") for name in get_names(first))
                close(first)
                wait_until_recorded(second)
                check_live(second)
                close(second)
        (path,) = list_histories(data)
        # The first says of a gap when it closes, in the middle of what the second knows.
        check_whole([measure for measure in export(path) if None not in measure.values()], seen_at)


run([export_to_full, full, full_to_the_end, read_only, blocked, damaged, newer, unreadable, two])
