#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""drag-source.py FILE...|URI: a window in the upper left corner, from which files are dragged, or a link.

It says “ready”, “begin”, “dropped” and “cancelled”, a line each.
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, GObject, Gtk  # noqa: E402

SIZE_PX = 80


def say(text):
    print(text, flush=True)


def create_link(uri):
    """What a browser gives: a list of links, as if they were files, and a text."""
    provide = Gdk.ContentProvider.new_for_bytes
    return Gdk.ContentProvider.new_union(
        [
            provide("text/uri-list", GLib.Bytes.new(f"{uri}\r\n".encode())),
            provide("text/plain;charset=utf-8", GLib.Bytes.new(uri.encode())),
        ]
    )


def prepare(*_):
    if "://" in sys.argv[1]:
        return create_link(sys.argv[1])
    files = [Gio.File.new_for_path(path) for path in sys.argv[1:]]
    value = GObject.Value(Gdk.FileList, Gdk.FileList.new_from_list(files))
    return Gdk.ContentProvider.new_for_value(value)


def cancelled(*_):
    say("cancelled")
    return False


def activate(application):
    window = Gtk.Window(
        application=application, decorated=False, default_width=SIZE_PX, default_height=SIZE_PX
    )
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", prepare)
    source.connect("drag-begin", lambda *_: say("begin"))
    source.connect("drag-cancel", cancelled)
    source.connect("drag-end", lambda *_: say("dropped"))
    window.add_controller(source)
    window.present()
    frames = iter(range(3))

    def on_frame(*_):
        if next(frames, None) is not None:
            return True
        say("ready")
        return False

    # What has been drawn has been mapped.
    window.add_tick_callback(on_frame)


main = Gtk.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
main.connect("activate", activate)
main.run([])
