#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's libraries as clients, moved as harness.py says: client-python.py LIBRARY URI [SUBPROTOCOL].

Each adapter opens, sends what it is told, and says what it hears until the end.
"""

import asyncio
import json
import sys
import threading
import urllib.parse


def say(*words):
    print(json.dumps(words), flush=True)


def say_message(message):
    if isinstance(message, str):
        say("text", message)
    else:
        say("binary", bytes(message).hex())


class Websockets:
    async def open(self, uri, subprotocols):
        import websockets

        self.connection = await websockets.connect(uri, subprotocols=subprotocols or None, max_size=None)
        return self.connection.subprotocol

    async def hear(self):
        import websockets

        try:
            while True:
                say_message(await self.connection.recv())
        except websockets.ConnectionClosed:
            pass
        await self.connection.wait_closed()
        return self.connection.close_code, self.connection.close_reason

    async def text(self, text):
        await self.connection.send(text)

    async def binary(self, data):
        await self.connection.send(data)

    async def fragments(self, *pieces):
        await self.connection.send(pieces)

    async def ping(self, text):
        await (await self.connection.ping(text))
        say("pong")

    async def close(self, code, reason):
        await self.connection.close(code, reason)


class Aiohttp:
    async def open(self, uri, subprotocols):
        import aiohttp

        self.session = aiohttp.ClientSession()
        self.connection = await self.session.ws_connect(
            uri, protocols=subprotocols, compress=15, max_msg_size=0, autoclose=False
        )
        return self.connection.protocol

    async def hear(self):
        import aiohttp

        while True:
            message = await self.connection.receive()
            if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                break
            say_message(message.data)
        await self.session.close()
        return self.connection.close_code, message.extra or ""

    async def text(self, text):
        await self.connection.send_str(text)

    async def binary(self, data):
        await self.connection.send_bytes(data)

    async def close(self, code, reason):
        # The connection's own close() takes the answer from the one that is receiving, and up to
        # 3.8 tells nobody of it. This is the half of it that only sends.
        await self.connection._writer.close(code, reason.encode())


class Tornado:
    async def open(self, uri, subprotocols):
        from tornado.websocket import websocket_connect

        self.connection = await websocket_connect(
            uri, subprotocols=subprotocols or None, compression_options={}, max_message_size=1 << 30
        )
        return self.connection.selected_subprotocol

    async def hear(self):
        while (message := await self.connection.read_message()) is not None:
            say_message(message)
        return self.connection.close_code, self.connection.close_reason or ""

    async def text(self, text):
        await self.connection.write_message(text)

    async def binary(self, data):
        await self.connection.write_message(data, binary=True)

    async def close(self, code, reason):
        self.connection.close(code, reason)


class WebsocketClient:
    """It blocks, so that it hears in a thread."""

    async def open(self, uri, subprotocols):
        import websocket

        self.connection = await asyncio.to_thread(
            websocket.create_connection, uri, subprotocols=subprotocols or None
        )
        return self.connection.getsubprotocol()

    def _hear(self):
        import websocket

        while True:
            opcode, data = self.connection.recv_data(control_frame=True)
            if opcode == websocket.ABNF.OPCODE_TEXT:
                say("text", data.decode())
            elif opcode == websocket.ABNF.OPCODE_BINARY:
                say_message(data)
            elif opcode == websocket.ABNF.OPCODE_PONG:
                say("pong")
            elif opcode == websocket.ABNF.OPCODE_CLOSE:
                self.connection.shutdown()
                return int.from_bytes(data[:2], "big") if data else 1005, data[2:].decode()

    async def hear(self):
        return await asyncio.to_thread(self._hear)

    async def text(self, text):
        self.connection.send(text)

    async def binary(self, data):
        self.connection.send_binary(data)

    async def ping(self, text):
        self.connection.ping(text)

    async def close(self, code, reason):
        self.connection.send_close(code, reason.encode())


class Wsproto:
    """It knows no socket: it makes bytes of what is to be said, and events of the bytes that come."""

    async def open(self, uri, subprotocols):
        from wsproto import WSConnection
        from wsproto.connection import ConnectionType
        from wsproto.events import AcceptConnection, Request
        from wsproto.extensions import PerMessageDeflate

        address = urllib.parse.urlsplit(uri)
        self.joined, self.left = [], (1006, "")
        self.reader, self.writer = await asyncio.open_connection(address.hostname, address.port)
        self.protocol = WSConnection(ConnectionType.CLIENT)
        await self._say(Request(address.netloc, address.path or "/", extensions=[PerMessageDeflate()],
                                subprotocols=list(subprotocols)))
        self.events = self._read_events()
        accepted = await self.events.__anext__()
        assert isinstance(accepted, AcceptConnection), accepted
        return accepted.subprotocol

    async def _say(self, event):
        self.writer.write(self.protocol.send(event))
        await self.writer.drain()

    async def _read_events(self):
        while data := await self.reader.read(65536):
            self.protocol.receive_data(data)
            for event in self.protocol.events():
                yield event

    async def hear(self):
        from wsproto import events

        async for event in self.events:
            if isinstance(event, events.Message):
                self.joined.append(event.data)
                if event.message_finished:
                    say_message(type(event.data)().join(self.joined))
                    self.joined = []
            elif isinstance(event, events.Ping):
                await self._say(event.response())
            elif isinstance(event, events.Pong) and event.payload:
                say("pong")
            elif isinstance(event, events.CloseConnection):
                self.left = event.code, event.reason or ""
                break
        self.writer.close()
        return self.left

    async def text(self, text):
        await self.fragments(text)

    async def binary(self, data):
        await self.fragments(data)

    async def fragments(self, *pieces):
        from wsproto.events import Message

        for number, piece in enumerate(pieces, 1):
            await self._say(Message(piece, message_finished=number == len(pieces)))

    async def ping(self, text):
        from wsproto.events import Ping

        await self._say(Ping(text.encode()))

    async def close(self, code, reason):
        from wsproto.events import CloseConnection

        await self._say(CloseConnection(code, reason))


ADAPTERS = {
    "websockets": Websockets,
    "aiohttp": Aiohttp,
    "tornado": Tornado,
    "websocket-client": WebsocketClient,
    "wsproto": Wsproto,
}


async def obey(adapter, orders):
    while True:
        name, *arguments = await orders.get()
        if name == "binary":
            arguments = [bytes.fromhex(arguments[0])]
        await getattr(adapter, name)(*arguments)


async def main(library, uri, *subprotocols):
    adapter = ADAPTERS[library]()
    say("open", await adapter.open(uri, subprotocols) or "")

    orders = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def gather():
        for line in sys.stdin:
            loop.call_soon_threadsafe(orders.put_nowait, json.loads(line))

    threading.Thread(target=gather, daemon=True).start()
    obeying = asyncio.create_task(obey(adapter, orders))
    code, reason = await adapter.hear()
    say("closed", code, reason)
    obeying.cancel()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
