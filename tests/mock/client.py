# SPDX-License-Identifier: GPL-3.0-or-later
"""A real client of the mock: client.py probe|echo URI. Exits with 0 where all is as it should be."""

import asyncio
import json
import os
import sys

import websockets

DEADLINE_S = 20


async def receive(connection):
    return await asyncio.wait_for(connection.recv(), DEADLINE_S)


async def expect(connection, text):
    got = await receive(connection)
    assert got == text, f"expected {text!r}, got {got!r}"


async def talk_to_probe(uri):
    async with websockets.connect(uri, subprotocols=["arduino"]) as connection:
        assert connection.subprotocol == "arduino"
        await expect(connection, '{"type":"etat","etat":"on"}')
        await expect(connection, '{"type":"periode","periode":3600000}')
        measure = json.loads(await receive(connection))
        assert list(measure) == ["luminosite", "temperature", "humidite", "pression", "type"]
        assert measure["type"] == "mesure"

        await connection.send('{"etat":"off","date":1693732977401}')
        await expect(connection, '{"type":"etat","etat":"off"}')
        await connection.send(b'{"etat":"on"}')
        await connection.send(['{"etat":', '"on"}'])
        await connection.send('{"etat":"off"}')
        await asyncio.wait_for(await connection.ping(b"after silence"), DEADLINE_S)
        await connection.send('{"periode":"30000"}')
        await expect(connection, '{"type":"periode","periode":3600000}')
    assert connection.close_code == 1000, connection.close_code


async def talk_to_echo(uri):
    async with websockets.connect(uri, max_size=None) as connection:
        for message in ("Hello world!", "", "été", b"\x00\xff", b"", "x" * 1_000_000):
            await connection.send(message)
            await expect(connection, message)
        await connection.send(["in ", "three ", "fragments"])
        await expect(connection, "in three fragments")
    assert connection.close_code == 1000, connection.close_code


if __name__ == "__main__":
    # Newer releases of the module ask a proxy even for the loopback.
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    asyncio.run({"probe": talk_to_probe, "echo": talk_to_echo}[sys.argv[1]](sys.argv[2]))
