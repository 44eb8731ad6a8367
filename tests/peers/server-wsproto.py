#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""wsproto, which Hypercorn serves with, as an echo server. It prints as harness.py says."""

import asyncio

from wsproto import WSConnection, events
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.extensions import PerMessageDeflate


def say(*words):
    print(*words, flush=True)


def answer(event):
    """What to say to it, or None."""
    if isinstance(event, events.Request):
        say("open")
        return events.AcceptConnection(extensions=[PerMessageDeflate()])
    if isinstance(event, events.Message):
        return events.Message(event.data, message_finished=event.message_finished)
    if isinstance(event, (events.Ping, events.CloseConnection)):
        if isinstance(event, events.CloseConnection):
            say("close", event.code, event.reason or "")
        return event.response()
    return None


async def serve(reader, writer):
    protocol = WSConnection(ConnectionType.SERVER)
    while protocol.state != ConnectionState.CLOSED and (data := await reader.read(65536)):
        protocol.receive_data(data)
        for event in protocol.events():
            if (said := answer(event)) is not None:
                writer.write(protocol.send(said))
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    say(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
