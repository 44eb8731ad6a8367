# SPDX-License-Identifier: GPL-3.0-or-later
"""Sonde as a separate process, seen and used as a screen reader does."""

import os
import re
import signal
import subprocess
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from tap import say, wait_for  # noqa: E402

INTERACTIVE_ROLES = {
    "button",
    "check box",
    "combo box",
    "editable",
    "entry",
    "link",
    "list item",
    "menu item",
    "page tab",
    "password text",
    "push button",
    "radio button",
    "slider",
    "spin button",
    "switch",
    "text",
    "toggle button",
}

# What a switch is called, by one version of GTK or another.
SWITCH_ROLES = {"check box", "switch", "toggle button"}

# Keys by their X keysyms, which is how AT-SPI names them.
KEYS = {
    "Tab": 0xFF09,
    "Return": 0xFF0D,
    "Escape": 0xFF1B,
    "Home": 0xFF50,
    "Down": 0xFF54,
    "space": 0x20,
    "/": 0x2F,
}

FOCUS_EVENT = "object:state-changed:focused"

# A page has fewer controls than this.
MAX_TABS = 100

# What GTK says where nobody gave a name: nothing, or the name of the class.
NO_NAME = re.compile(r"|(Gtk|Adw|Sonde)[A-Z]\w*")


class Peer:
    """A server that prints its address first."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.uri = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()


class Mock(Peer):
    """`sonde-cli mock` on a free port."""

    def __init__(self, command, *options):
        super().__init__(command, "mock", "--port", "0", *options)


def press_key(name):
    """Press a key, for whatever has the keyboard."""
    Atspi.generate_keyboard_event(KEYS[name], None, Atspi.KeySynthType.SYM)


class Widget:
    """A node of the accessibility tree."""

    def __init__(self, node, parent=None):
        self.node = node
        self.parent = parent

    @property
    def name(self):
        try:
            name = self.node.get_name() or ""
        except GLib.GError:  # It went while the tree was walked.
            return ""
        # GTK 4.8 says a button's label twice where it also has a name of its own, and with its
        # mnemonic in a dialog of libadwaita.
        name = re.sub(r"^_(.*) \1$", r"\1", name)
        half = name[: len(name) // 2]
        return half if name == f"{half} {half}" else name

    @property
    def role(self):
        return self.node.get_role_name()

    def has(self, state):
        return self.node.get_state_set().contains(state)

    def is_hidden(self):
        # What is on a hidden page has no size. GTK 4.8 sets no state by which to tell.
        component = self.node.get_component_iface()
        if component is None:
            return False
        extents = component.get_extents(Atspi.CoordType.WINDOW)
        return extents.width <= 0 or extents.height <= 0

    def is_interactive(self):
        return self.role in INTERACTIVE_ROLES and self.has(Atspi.StateType.FOCUSABLE)

    def is_named(self):
        if not NO_NAME.fullmatch(self.name):
            return True
        # The drop-down speaks for the parts that GTK makes it of.
        return any(parent.role == "combo box" and parent.is_named() for parent in self.parents())

    def parents(self):
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    def is_on(self):
        return self.has(Atspi.StateType.CHECKED) or self.has(Atspi.StateType.PRESSED)

    def press(self):
        assert self.node.get_action_iface().do_action(0), f"cannot press “{self.name}”"

    def write(self, text):
        assert self.node.get_editable_text_iface().set_text_contents(text)

    def walk(self, backwards=False):
        """The widget and what is in it, as far as it is on the screen."""
        if self.is_hidden():
            return
        yield self
        indices = range(self.node.get_child_count())
        for index in reversed(indices) if backwards else indices:
            child = self.node.get_child_at_index(index)
            if child is not None:
                yield from Widget(child, self).walk(backwards)


class Program:
    """`sonde`, for the time of a `with`, in folders of its own unless it is given a home.

    What is given as environment comes on top of that of the test; a prefix starts the program.
    """

    def __init__(
        self, command, *arguments, debug="fatal-warnings", home=None, environment=(), prefix=()
    ):
        self.folder = tempfile.TemporaryDirectory(prefix="sonde-accessibility-")
        home = home or self.folder.name
        environment = {**os.environ, "HOME": home, "G_DEBUG": debug, **dict(environment)}
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            environment[f"XDG_{kind}_HOME"] = os.path.join(home, kind.lower())
        self.process = subprocess.Popen([*prefix, command, *arguments], env=environment)
        self.root = None

    def __enter__(self):
        try:
            self.root = wait_for("Sonde in the accessibility tree", self._find_root)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.folder.cleanup()

    def _find_root(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"sonde ended with status {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for index in range(desktop.get_child_count()):
            try:
                child = desktop.get_child_at_index(index)
                if child is not None and child.get_process_id() == self.process.pid:
                    # What is remembered on this side of the bus may be out of date.
                    child.set_cache_mask(Atspi.Cache.NONE)
                    return Widget(child)
            except GLib.Error:
                continue
        return None

    def widgets(self, backwards=False):
        """Every widget that is on the screen now. The tree may change underneath."""
        if self.process.poll() is not None:
            raise RuntimeError(f"sonde ended with status {self.process.returncode}")
        try:
            yield from self.root.walk(backwards)
        except GLib.Error as error:
            say(f"the tree changed while it was read: {error.message}")

    def control(self, name, roles=INTERACTIVE_ROLES):
        """Wait for the interactive widget of that name, which may be a pattern."""
        pattern = name if isinstance(name, re.Pattern) else re.compile(re.escape(name))

        def find():
            for widget in self.widgets():
                if (
                    pattern.fullmatch(widget.name)
                    and widget.role in roles
                    and widget.is_interactive()
                ):
                    return widget
            return None

        return wait_for(f"a control “{pattern.pattern}”", find)

    def choose(self, menu, name, place):
        """Open a menu and press an item of it, by its place where no item has a name (GTK 4.18)."""
        self.control(menu).press()

        def find():
            items = [
                widget
                for widget in self.widgets()
                if widget.role == "menu item" and widget.is_interactive()
            ]
            if len(items) > place and not any(widget.name for widget in items):
                return items[place]
            return next((widget for widget in items if widget.name == name), None)

        wait_for(f"the menu item “{name}”", find).press()

    def switch(self, name):
        """Wait for a switch, whose row in a list has the same name."""
        return self.control(name, SWITCH_ROLES)

    def focus(self, name):
        """Go to a control by the keyboard: GTK 4.8 lets no other program give it to one."""
        control = self.control(name)
        moves = []
        listener = Atspi.EventListener.new(moves.append)
        listener.register(FOCUS_EVENT)
        try:
            for _ in range(MAX_TABS):
                if control.has(Atspi.StateType.FOCUSED):
                    return control
                moves.clear()
                press_key("Tab")
                wait_for("the keyboard to go on", lambda: moves)
        finally:
            listener.deregister(FOCUS_EVENT)
        raise AssertionError(f"no way to “{name}” by the keyboard")

    def choose_in_row(self, name, position, choice):
        """Choose from the list of a row by the keyboard, which is the one way to."""
        row = self.focus(name)
        press_key("space")
        wait_for("the list", lambda: sum(w.name == choice for w in self.widgets()) > 0)
        for key in ["Home"] + ["Down"] * position + ["Return"]:
            press_key(key)
        wait_for(
            f"“{choice}” to be chosen",
            lambda: [w.name for w in row.walk() if w.role == "label"][1:] == [choice],
        )

    def close_message(self, heading, button="Close"):
        """Answer a message, and wait until it has gone."""
        for widget in self.widgets():
            if widget.role in ("dialog", "alert") and any(w.name == heading for w in widget.walk()):
                next(w for w in widget.walk() if w.name == button and w.is_interactive()).press()
        wait_for("the message to go", lambda: all(w.name != heading for w in self.widgets()))

    def open_file(self, path, button="Open"):
        """Answer the file chooser that asks what to open, as one types a path."""
        button = self.control(button)

        def find():
            for widget in self.widgets():
                if widget.role == "text" and widget.has(Atspi.StateType.FOCUSED):
                    return widget
            press_key("/")
            return None

        wait_for("where to type the path of a file", find).write(path)
        button.press()

    def save_file(self, path):
        """Answer the file chooser that asks where to save."""
        self.control("Name:").write(path)
        self.control("Save").press()

    def text(self, *patterns):
        """Wait until each pattern matches the whole name of some widget.

        What came last is looked at first: a whole tree can take a busy machine longer to read than
        a toast stays.
        """
        expressions = [re.compile(pattern, re.DOTALL) for pattern in patterns]

        def find():
            missing = expressions
            for widget in self.widgets(backwards=True):
                name = widget.name
                missing = [expression for expression in missing if not expression.fullmatch(name)]
                if not missing:
                    return True
            return False

        wait_for("the texts “" + "”, “".join(patterns) + "”", find)

    def wait_for_exit(self):
        wait_for("the program to end", lambda: self.process.poll() is not None)
        return self.process.returncode

    def show_page(self, name):
        tab = self.control(name)
        tab.press()
        wait_for(f"the page “{name}”", lambda: tab.has(Atspi.StateType.SELECTED))

    def check_names(self):
        unnamed = [
            f"{widget.role} “{widget.name}” in {widget.parent.role} “{widget.parent.name}”"
            for widget in self.widgets()
            if widget.is_interactive() and not widget.is_named()
        ]
        assert not unnamed, "without an accessible name: " + "; ".join(unnamed)
