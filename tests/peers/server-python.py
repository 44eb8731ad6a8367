#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python servers of the course, on the library that they use. They print as harness.py says.

    server-python.py loop [CERTIFICATE KEY]   version 1: echoes for as long as one asks
    server-python.py once                     version 2: one message, then 1000
"""

import asyncio
import signal
import ssl
import sys

import websockets


def say(*words):
    print(*words, flush=True)


def get_extensions(websocket):
    # The attribute moved between the releases of Debian 12 and Debian 13.
    extensions = getattr(websocket, "extensions", None)
    return websocket.protocol.extensions if extensions is None else extensions


async def loop(websocket):
    async for message in websocket:
        await websocket.send(message)


async def once(websocket):
    await websocket.send(await websocket.recv())


def handle_with(behaviour):
    async def handle(websocket):
        say("open", ",".join(extension.name for extension in get_extensions(websocket)))
        try:
            await behaviour(websocket)
        except websockets.ConnectionClosed:
            pass
        await websocket.close()
        await websocket.wait_closed()
        say("close", websocket.close_code, websocket.close_reason)

    return handle


async def main(name, certificate=None, key=None):
    scheme, context = "ws", None
    if certificate:
        scheme, context = "wss", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    handle = handle_with({"loop": loop, "once": once}[name])
    async with websockets.serve(handle, "127.0.0.1", 0, ssl=context) as server:
        port = list(server.sockets)[0].getsockname()[1]
        say(f"{scheme}://localhost:{port}/" if certificate else f"{scheme}://127.0.0.1:{port}/")
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
