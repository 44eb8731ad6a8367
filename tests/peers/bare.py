# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 6455 over a blocking socket, with nothing between the test and the bytes.

It serves for servers that break rules no library lets one break, and for the harness itself.
"""

import base64
import hashlib
import os
import socket
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Gone(Exception):
    """The other end closed the stream."""


def listen():
    """A socket on a free port of the loopback, and the address of it."""
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, f"ws://127.0.0.1:{listener.getsockname()[1]}/"


def mask_with(key, data):
    if not data:
        return data
    repeated = (key * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(data), "big")


def accept_of(key):
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


class Connection:
    """One client of a server, from its first byte on."""

    def __init__(self, stream, masks=False):
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = stream
        self.masks = masks
        self.received = b""
        self.headers = {}

    def take(self, size):
        while len(self.received) < size:
            try:
                block = self.stream.recv(65536)
            except OSError:
                block = b""
            if not block:
                raise Gone
            self.received += block
        taken, self.received = self.received[:size], self.received[size:]
        return taken

    def write(self, data):
        try:
            self.stream.sendall(data)
        except OSError as error:
            raise Gone from error

    def read_request(self):
        """Fill in headers, by their names in lower case; the first line has the name ''."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1)
        lines = head.decode("latin-1").split("\r\n")
        self.headers = {"": lines[0]}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()

    def answer(self, *headers, reason="Switching Protocols"):
        lines = [
            f"HTTP/1.1 101 {reason}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Accept: {accept_of(self.headers['sec-websocket-key'])}",
            *headers,
        ]
        self.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def read_frame(self):
        """Return (first byte, payload), unmasked."""
        first, second = self.take(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self.take(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self.take(8))
        key = self.take(4) if second & 0x80 else b"\0\0\0\0"
        return first, mask_with(key, self.take(size))

    def write_frame(self, opcode, payload=b"", fin=True, rsv1=False):
        first = (0x80 if fin else 0) | (0x40 if rsv1 else 0) | opcode
        bit = 0x80 if self.masks else 0
        size = len(payload)
        if size < 126:
            head = struct.pack(">BB", first, bit | size)
        elif size < 65536:
            head = struct.pack(">BBH", first, bit | 126, size)
        else:
            head = struct.pack(">BBQ", first, bit | 127, size)
        if self.masks:
            key = os.urandom(4)
            head += key
            payload = mask_with(key, payload)
        self.write(head + payload)

    def write_close(self, code, reason=""):
        self.write_frame(CLOSE, struct.pack(">H", code) + reason.encode())

    def close(self):
        """As a library closes: says that nothing more comes, and waits for the same."""
        try:
            self.stream.shutdown(socket.SHUT_WR)
            while self.stream.recv(65536):
                pass
        except OSError:
            pass
        self.stream.close()


def read_close(payload):
    """The code and the reason of a close frame; 1005 where it has none."""
    if len(payload) < 2:
        return 1005, ""
    return struct.unpack(">H", payload[:2])[0], payload[2:].decode()
