# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between a client and a server, passes on what each says, and keeps the client's frames."""

import socket
import threading
import urllib.parse

import bare


class Recorded(bare.Connection):
    """The frames in bytes that were said, for as long as there are whole ones."""

    def __init__(self, data):
        self.received = data

    def take(self, size):
        if len(self.received) < size:
            raise bare.Gone
        taken, self.received = self.received[:size], self.received[size:]
        return taken

    def read_messages(self):
        """Return (opcode, payload) of each, its fragments joined."""
        messages, opcode, joined = [], 0, b""
        try:
            while True:
                first, payload = self.read_frame()
                assert not first & 0x70, f"bits that mean nothing: {first:#x}"
                if first & 0x8:
                    messages.append((first & 0xF, payload))
                    continue
                opcode, joined = opcode or first & 0xF, joined + payload
                if first & 0x80:
                    messages.append((opcode, joined))
                    opcode, joined = 0, b""
        except bare.Gone:
            return messages


class Relay:
    """A server of one client after the other, before the one at an address."""

    def __init__(self, uri, on_change):
        self.behind = urllib.parse.urlsplit(uri)
        self.on_change = on_change
        self.said = b""
        self.is_over = False
        self.listener, self.uri = bare.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Not closed under the thread that accepts: another listener may get its number at once.
        self.is_over = True
        socket.create_connection(self.listener.getsockname()).close()
        self.thread.join()
        self.listener.close()

    def _serve(self):
        while True:
            client, _ = self.listener.accept()
            if self.is_over:
                client.close()
                return
            server = socket.create_connection((self.behind.hostname, self.behind.port))
            for source, target, keep in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass_on, args=(source, target, keep), daemon=True).start()

    def _pass_on(self, source, target, keep):
        try:
            while data := source.recv(65536):
                if keep:
                    self.said += data
                target.sendall(data)
                self.on_change()
        except OSError:
            pass
        finally:
            # Whoever goes, goes for the other as well.
            try:
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def read_messages(self):
        _, _, frames = self.said.partition(b"\r\n\r\n")
        return Recorded(frames).read_messages()
