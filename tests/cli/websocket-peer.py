#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other end of a connection, on a library that Sonde does not share.

A server prints its address first, then a line for each thing that happens to it. It stops when it
is told to by SIGTERM.

    websocket-peer.py echo                the course's Python server, version 1
    websocket-peer.py echo-once           version 2: one message, then it closes
    websocket-peer.py silent              takes everything and answers nothing
    websocket-peer.py say                 says what is hard to print, then waits
    websocket-peer.py client URI          takes a probe's greeting, switches it off, waits for the end
"""

import asyncio
import json
import signal
import sys

import websockets

SAYINGS = ["bonjour", "two\nlines", "a\0b", "", "\u00e9t\u00e9 \u20ac", b"\x00\xff\x10"]


def tell(*words):
    print(*words, flush=True)


def tell_message(message):
    kind = "text" if isinstance(message, str) else "binary"
    data = message.encode() if isinstance(message, str) else message
    tell("message", kind, len(data))


async def tell_end(websocket):
    await websocket.wait_closed()
    tell("close", websocket.close_code)


async def echo(websocket):
    async for message in websocket:
        await websocket.send(message)


async def echo_once(websocket):
    await websocket.send(await websocket.recv())


async def silent(websocket):
    async for message in websocket:
        tell_message(message)


async def say(websocket):
    for saying in SAYINGS:
        await websocket.send(saying)
    async for message in websocket:
        tell_message(message)


def create_handler(behaviour):
    async def handler(websocket):
        # The attribute moved between the releases of Debian 12 and Debian 13.
        extensions = getattr(websocket, "extensions", None)
        if extensions is None:
            extensions = websocket.protocol.extensions
        tell("open", ",".join(extension.name for extension in extensions))
        try:
            await behaviour(websocket)
        except websockets.ConnectionClosed:
            pass
        await websocket.close()
        await tell_end(websocket)

    return handler


async def serve(behaviour):
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with websockets.serve(create_handler(behaviour), "127.0.0.1", 0) as server:
        port = list(server.sockets)[0].getsockname()[1]
        tell(f"ws://127.0.0.1:{port}/")
        await stopped.wait()


async def be_client(uri):
    async with websockets.connect(uri) as websocket:
        for _ in range(2):
            tell(await websocket.recv())
        await websocket.send(json.dumps({"etat": "off", "date": 1693732977401}))
        while True:
            message = await websocket.recv()
            if json.loads(message)["type"] == "etat":
                tell(message)
                break
        await tell_end(websocket)


SERVERS = {"echo": echo, "echo-once": echo_once, "silent": silent, "say": say}

if sys.argv[1] == "client":
    asyncio.run(be_client(sys.argv[2]))
else:
    asyncio.run(serve(SERVERS[sys.argv[1]]))
