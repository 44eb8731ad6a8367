#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that no library is, as one finds them in a course. They print as harness.py says.

    server-bare.py masking           masks its frames, which RFC 6455 section 5.1 forbids
    server-bare.py masking-deflate   masks its frames and compresses them, over its whole life
    server-bare.py masking-later     begins as it should, and masks after its first message
    server-bare.py masking-measure   masks a measure of its own, as soon as one connects
    server-bare.py reason            the reason phrase of Java-WebSocket, and frames cut small
    server-bare.py arduino           arduinoWebSockets 2.4.1 on an ESP32, as its echo server
    server-bare.py arduino-slow      the same, blocking for 1.44 s in each period to measure light
"""

import os
import sys
import threading
import time
import zlib

import bare

TAIL = b"\x00\x00\xff\xff"  # RFC 7692 section 7.2.1


def say(*words):
    print(*words, flush=True)


class Echo:
    """Echoes what it gets in frames of at most piece bytes."""

    headers = ()
    extension = ""
    reason = "Switching Protocols"
    piece = 1 << 40
    masks = False

    def __init__(self, stream):
        self.connection = bare.Connection(stream, self.masks)

    def run(self):
        self.connection.read_request()
        self.connection.answer(*self.get_headers(), reason=self.reason)
        say("open", self.extension)
        self.greet()
        while self.step():
            pass

    def get_headers(self):
        return self.headers

    def greet(self):
        pass

    def step(self):
        first, payload = self.connection.read_frame()
        opcode = first & 0xF
        if opcode == bare.CLOSE:
            self.leave(payload)
            return False
        if opcode == bare.PING:
            self.connection.write_frame(bare.PONG, payload)
        elif opcode in (bare.TEXT, bare.BINARY):
            self.echo(first, payload)
        return True

    def leave(self, payload):
        say("close", *bare.read_close(payload))
        self.connection.write_frame(bare.CLOSE, payload)
        self.connection.close()

    def echo(self, first, payload):
        self.write(first & 0xF, payload)

    def write(self, opcode, payload, rsv1=False):
        pieces = [payload[at : at + self.piece] for at in range(0, len(payload), self.piece)] or [b""]
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            self.connection.write_frame(opcode, piece, fin=last, rsv1=rsv1)
            opcode, rsv1 = bare.CONTINUATION, False


class Masking(Echo):
    masks = True
    piece = 4096


class MaskingMeasure(Masking):
    def greet(self):
        self.connection.write_frame(bare.TEXT, b'{"temperature":20.5}')


class MaskingDeflate(Masking):
    headers = ("Sec-WebSocket-Extensions: permessage-deflate",)
    extension = "permessage-deflate"

    def greet(self):
        self.inflater = zlib.decompressobj(-15)
        self.deflater = zlib.compressobj(wbits=-15)

    def echo(self, first, payload):
        if first & 0x40:
            payload = self.inflater.decompress(payload + TAIL)
        deflated = self.deflater.compress(payload) + self.deflater.flush(zlib.Z_SYNC_FLUSH)
        self.write(first & 0xF, deflated[: -len(TAIL)], rsv1=True)


class MaskingLater(Echo):
    def echo(self, first, payload):
        super().echo(first, payload)
        self.connection.masks = True


class Reason(Echo):
    reason = "Web Socket Protocol Handshake"
    piece = 7


class Arduino(Echo):
    """Five places, one sender at a time, no fragments, no binary, 15,360 bytes."""

    MOST_CLIENTS = 5
    MOST_BYTES = 15360
    headers = ("Server: arduino-WebSocketsServer",)
    places = threading.Semaphore(MOST_CLIENTS)
    turn = threading.Lock()  # it has one thread

    def run(self):
        if not self.places.acquire(blocking=False):
            say("full")
            self.connection.stream.close()
            return
        try:
            super().run()
        finally:
            self.places.release()

    def get_headers(self):
        # Whatever was offered.
        if "sec-websocket-protocol" in self.connection.headers:
            return (*self.headers, "Sec-WebSocket-Protocol: arduino")
        return self.headers

    def greet(self):
        self.connection.write_frame(bare.PING)

    def step(self):
        first, payload = self.connection.read_frame()
        opcode = first & 0xF
        with self.turn:
            if opcode == bare.CLOSE:
                say("close", *bare.read_close(payload))
                self.connection.write_close(1000)
                self.connection.close()
                return False
            if len(payload) > self.MOST_BYTES:
                say("too big", len(payload))
                self.connection.write_close(1009)
                self.connection.stream.close()  # with bytes unread, perhaps
                return False
            if opcode == bare.PING:
                self.connection.write_frame(bare.PONG, payload)
            elif opcode == bare.PONG:
                say("pong", len(payload))
            elif opcode == bare.TEXT and first & 0x80:
                self.echo(first, payload)
        return True

    def echo(self, first, payload):
        if not payload:
            say("crash")
            os._exit(1)
        self.write(bare.TEXT, payload.split(b"\0")[0])


class ArduinoSlow(Arduino):
    BLOCK_S = 1.44
    PERIOD_S = 2.0

    @classmethod
    def measure(cls):
        while True:
            with cls.turn:
                time.sleep(cls.BLOCK_S)
            time.sleep(cls.PERIOD_S - cls.BLOCK_S)

    def get_headers(self):
        with self.turn:
            return super().get_headers()


BEHAVIOURS = {
    "masking": Masking,
    "masking-deflate": MaskingDeflate,
    "masking-later": MaskingLater,
    "masking-measure": MaskingMeasure,
    "reason": Reason,
    "arduino": Arduino,
    "arduino-slow": ArduinoSlow,
}


def serve(behaviour, stream):
    try:
        behaviour(stream).run()
    except bare.Gone:
        say("gone")


def main(name):
    if name == "arduino-slow":
        threading.Thread(target=ArduinoSlow.measure, daemon=True).start()
    listener, uri = bare.listen()
    say(uri)
    while True:
        stream, _ = listener.accept()
        threading.Thread(target=serve, args=(BEHAVIOURS[name], stream), daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1])
