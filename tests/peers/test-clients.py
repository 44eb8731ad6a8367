#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mock as the server of real clients: each holds the same conversation with its probe and echoes."""

import dataclasses
import functools
import http.server
import json
import os
import re
import subprocess
import tempfile
import threading
import urllib.parse

import bare
from harness import (
    HERE, JAVA_OPTIONS, LIMIT_S, PYTHON, Process, Server, beside, built, installed, run,
)

ON = '{"type":"etat","etat":"on"}'
OFF = '{"type":"etat","etat":"off"}'
PERIODE = '{"type":"periode","periode":3600000}'
MEMBERS = ["luminosite", "temperature", "humidite", "pression", "type"]


class Pipe(Process):
    """A client that takes orders and tells what it hears, as JSON arrays on lines:

    to it    ["text", TEXT], ["binary", HEX], ["fragments", TEXT...], ["ping", TEXT], ["close", CODE, REASON]
    from it  ["open", SUBPROTOCOL], ["text", TEXT], ["binary", HEX], ["pong"], ["closed", CODE, REASON]
    """

    def order(self, *words):
        self.write_line(json.dumps(words))

    def hear(self):
        return json.loads(self.read_line())


class Wscat(Process):
    """wscat, which takes and prints texts as lines, and says nothing of what opens or closes.

    What it is given before it is open is lost, so that a first text is for its command line.
    """

    def order(self, name, *words):
        if name == "text":
            self.write_line(words[0])
        else:
            self.process.stdin.close()

    def hear(self):
        if self.process.stdin.closed:
            return ["closed", 1000, ""] if self.wait() == 0 else ["failed"]
        return ["text", re.sub("^([<>] )*", "", self.read_line())]


class Page:
    """A page in headless Chromium, moved over a WebSocket that it opens to the test."""

    def __init__(self, page, uri, *subprotocols):
        self.folder = tempfile.TemporaryDirectory(
            prefix="sonde-chromium-", ignore_cleanup_errors=True
        )
        listener, control = bare.listen()
        listener.settimeout(LIMIT_S)
        fragment = urllib.parse.quote(",".join((control, uri, *subprotocols)))
        self.browser = Process(
            installed("chromium"),
            "--headless",
            "--no-sandbox",  # which root in a container cannot have
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-breakpad",
            f"--user-data-dir={self.folder.name}",
            # A page of a data: address may not reach the loopback unless somebody agrees to it.
            "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
            f"{page}#{fragment}",
            environment={"HOME": self.folder.name},
        )
        try:
            stream, _ = listener.accept()
            stream.settimeout(LIMIT_S)
            self.control = bare.Connection(stream)
            self.control.read_request()
            self.control.answer()
            self.origin = self.control.headers["origin"]
        except BaseException:
            self.__exit__()
            raise
        finally:
            listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.browser.stop()
        self.folder.cleanup()

    def order(self, *words):
        self.control.write_frame(bare.TEXT, json.dumps(words).encode())

    def hear(self):
        payload, first = b"", 0
        while not first & 0x80:
            first, piece = self.control.read_frame()
            payload += piece
        return json.loads(payload)


@dataclasses.dataclass
class Client:
    name: str
    start: callable  # with the address and the subprotocols, gives what can order and hear
    orders: tuple = ("text", "binary", "fragments", "ping", "close")
    subprotocols: tuple = ("arduino",)
    opens: bool = True
    reports_reason: bool = True


def pipe(*command):
    return lambda uri, *subprotocols: Pipe(*(part() if callable(part) else part for part in command),
                                           uri, *subprotocols)


def python(library):
    return pipe(PYTHON, beside("client-python.py"), library)


def node(options):
    return pipe(lambda: installed("node"), beside("client-node.js"), options)


def wscat(uri, *subprotocols):
    return Wscat(installed("wscat"), "-c", uri, *(f"-s{name}" for name in subprotocols))


def wscat_echo():
    """One text, as a person who tries a server sends it."""
    with mock("--echo") as server:
        command = (installed("wscat"), "-c", server.uri, "-x", "été €", "-w", "1")
        with Wscat(*command) as client:
            expect(client, "text", "été €")
            assert client.wait() == 0


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def page_of_file(uri, *subprotocols):
    page = Page("file://" + beside("page.html"), uri, *subprotocols)
    assert page.origin == "null", page.origin
    return page


def page_of_data(uri, *subprotocols):
    with open(beside("page.html"), encoding="utf-8") as file:
        page = Page("data:text/html," + urllib.parse.quote(file.read()), uri, *subprotocols)
    assert page.origin == "null", page.origin
    return page


def page_of_http(uri, *subprotocols):
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=HERE)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    try:
        page = Page(f"{origin}/page.html", uri, *subprotocols)
    finally:
        server.shutdown()
        server.server_close()
    assert page.origin == origin, page.origin
    return page


BROWSER = ("text", "binary", "close")

CLIENTS = [
    Client("websockets", python("websockets")),
    Client("aiohttp", python("aiohttp"), orders=BROWSER),
    Client("tornado", python("tornado"), orders=BROWSER),
    Client("websocket-client", python("websocket-client"), orders=("text", "binary", "ping", "close")),
    Client("wsproto", python("wsproto")),
    Client("java", pipe(lambda: installed("java"), *JAVA_OPTIONS, beside("client-java.java"))),
    Client("qt", pipe(PYTHON, beside("client-qt.py")), orders=("text", "binary", "ping", "close"),
           subprotocols=(), reports_reason=False),
    Client("node", node("{}")),
    Client("node-without-deflate", node('{"perMessageDeflate":false}')),
    Client("perl", pipe(lambda: installed("perl"), beside("client-perl.pl"))),
    Client("wscat", wscat, orders=("text", "close"), opens=False),
    Client("chromium-file", page_of_file, orders=BROWSER),
    Client("chromium-data", page_of_data, orders=BROWSER),
    Client("chromium-http", page_of_http, orders=BROWSER),
]


def expect(client, *words):
    heard = client.hear()
    assert heard == list(words), f"expected {words}, heard {heard}"


def mock(*options):
    return Server(built("cli"), "mock", "--port", "0", "--period", "3600000", *options)


def leave(row, client, code=1000):
    client.order("close", code, "au revoir")
    name, heard, reason = client.hear()
    # A close is answered with 1000 and no reason, whatever it says. Qt tells what it said itself.
    assert name == "closed" and heard in (1000, code), (name, heard)
    assert reason == "" or not row.reports_reason, reason


def talk_to_probe(row):
    with mock() as server, row.start(server.uri, *row.subprotocols) as client:
        if row.opens:
            expect(client, "open", "".join(row.subprotocols))
        expect(client, "text", ON)
        expect(client, "text", PERIODE)
        name, measure = client.hear()
        assert name == "text" and list(json.loads(measure)) == MEMBERS, measure

        client.order("text", '{"etat":"off","date":1693732977401}')
        expect(client, "text", OFF)
        # What the probe takes no heed of, and then what shows that it did not.
        if "binary" in row.orders:
            client.order("binary", b'{"etat":"on"}'.hex())
        if "fragments" in row.orders:
            client.order("fragments", '{"etat":', '"on"}')
        if "ping" in row.orders:
            client.order("ping", "after silence")
            expect(client, "pong")
        client.order("text", '{"etat":"off"}')
        client.order("text", '{"periode":"30000"}')
        expect(client, "text", PERIODE)
        leave(row, client)


def talk_to_echo(row):
    texts = ["Hello world!", "été €", "", "a\0b", "x" * 125, "y" * 126, "z" * 65535, "é" * 200000]
    with mock("--echo") as server, row.start(server.uri) as client:
        expect(client, "open", "")
        for text in texts:
            client.order("text", text)
            expect(client, "text", text)
        if "binary" in row.orders:
            for data in (b"\x00\xff\x10", b"", bytes(range(256)) * 300):
                client.order("binary", data.hex())
                expect(client, "binary", data.hex())
        if "fragments" in row.orders:
            client.order("fragments", "in ", "three ", "fragments")
            expect(client, "text", "in three fragments")
        leave(row, client, 3001)


def curl():
    """The handshake of the course, with a key that is far too short."""
    with mock() as server:
        address = urllib.parse.urlsplit(server.uri)
        done = subprocess.run(
            [
                installed("curl"), "--include", "--no-buffer", "--silent", "--max-time", "2", "--http1.1",
                "--header", "Connection: Upgrade", "--header", "Upgrade: websocket",
                "--header", "Sec-WebSocket-Key: YXplcnR5", "--header", "Sec-WebSocket-Version: 13",
                f"http://{address.netloc}/",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, timeout=LIMIT_S,
        )
    head, _, rest = done.stdout.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 "), done
    assert b"Sec-WebSocket-Accept: VM6OyB4LHVc1FSyII8Ry3Z00q5s=" in head, head
    greeting = b"\x89\x00" + bytes([0x81, len(ON)]) + ON.encode() + bytes([0x81, len(PERIODE)])
    assert rest.startswith(greeting), rest


def curl_without_upgrade():
    with mock() as server:
        address = urllib.parse.urlsplit(server.uri)
        done = subprocess.run(
            [installed("curl"), "--include", "--silent", f"http://{address.netloc}/"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, timeout=LIMIT_S,
        )
    assert done.returncode == 0 and done.stdout.startswith(b"HTTP/1.1 400 "), done
    assert done.stdout.endswith(b"This is a Websocket server only!"), done


def all_at_once():
    """Four kinds at a time: what one of them does, the others hear of."""
    rows = [row for row in CLIENTS if row.name in ("websockets", "qt", "node", "chromium-data")]
    with mock() as server:
        clients = []
        try:
            for row in rows:
                client = row.start(server.uri, *row.subprotocols)
                clients.append(client)
                while client.hear()[:2] != ["text", PERIODE]:
                    pass
            clients[0].order("text", '{"etat":"off"}')
            for client in clients:
                while client.hear()[:2] != ["text", OFF]:
                    pass
        finally:
            for client in clients:
                client.__exit__()


def main():
    cases = [("curl with a short key", curl), ("curl without an upgrade", curl_without_upgrade)]
    for row in CLIENTS:
        cases += [
            (f"{row.name} talks to the probe", functools.partial(talk_to_probe, row)),
            (f"{row.name} talks to the echo server",
             functools.partial(talk_to_echo, row) if row.opens else wscat_echo),
        ]
    cases.append(("four kinds of client at once", all_at_once))
    run(cases)


if __name__ == "__main__":
    main()
