#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sonde as the client of real servers: over sonde-cli, and over the session that the window uses."""

import dataclasses
import functools
import json
import signal
import socket
import threading
import urllib.parse

from harness import PYTHON, Process, Result, Server, beside, built, installed, java, run, use_session

SMALL = (0, 1, 125, 126, 65535, 65536)
DEFLATE = "permessage-deflate"


@dataclasses.dataclass
class Echo:
    """A server that echoes for as long as one asks."""

    name: str
    command: callable
    texts: tuple = SMALL
    binaries: tuple = SMALL
    extensions: tuple = ()  # what each must be found in the answer to the handshake
    options: tuple = ()  # of Sonde
    fragments: bool = False  # where its messages are long enough
    masks: bool = False
    subprotocol: str = None


def python(script, *arguments):
    return lambda: (PYTHON, beside(script), *arguments)


def node(options):
    return lambda: (installed("node"), beside("server-node.js"), options)


def own(name, *arguments):
    return lambda: (built(name), *arguments)


def netty(*options):
    # Of its archive for all of it, Debian has but the name.
    parts = ("buffer", "codec", "codec-http", "common", "handler", "resolver", "transport")
    archives = [f"/usr/share/java/netty-{part}.jar" for part in parts]
    return lambda: java("-cp", ":".join(archives), beside("server-netty.java"), *options)


NODE_DEFLATE = {
    "node-deflate": ('{"threshold":0}', (DEFLATE,)),
    "node-deflate-server-forgets": (
        '{"threshold":0,"serverNoContextTakeover":true}',
        (DEFLATE, "server_no_context_takeover"),
    ),
    "node-deflate-client-forgets": (
        '{"threshold":0,"clientNoContextTakeover":true}',
        (DEFLATE, "client_no_context_takeover"),
    ),
    "node-deflate-both-forget": (
        '{"threshold":0,"serverNoContextTakeover":true,"clientNoContextTakeover":true}',
        (DEFLATE, "server_no_context_takeover", "client_no_context_takeover"),
    ),
    "node-deflate-small-window": (
        '{"threshold":0,"serverMaxWindowBits":9}',
        (DEFLATE, "server_max_window_bits=9"),
    ),
}

ECHOES = [
    Echo("python-loop", python("server-python.py", "loop"), extensions=(DEFLATE,)),
    Echo("qt", python("server-qt.py"), texts=(*SMALL[1:], 524289, 1600000), binaries=(),
         fragments=True),
    Echo("node", node("false")),
    *(Echo(name, node(options), extensions=found) for name, (options, found) in NODE_DEFLATE.items()),
    Echo("libwebsockets", own("libwebsockets")),
    # libwebsockets 4.1 aborts where it has an empty message to compress.
    Echo("libwebsockets-deflate", own("libwebsockets", "-d"), texts=SMALL[1:], binaries=SMALL[1:],
         extensions=(DEFLATE,)),
    Echo("websocketpp", own("websocketpp")),
    Echo("netty", netty()),
    Echo("netty-deflate", netty("deflate"), extensions=(DEFLATE,)),
    # It passes on what came of a message at once.
    Echo("wsproto", python("server-wsproto.py"), extensions=(DEFLATE,)),
    Echo("other-reason-and-fragments", python("server-bare.py", "reason"), texts=(0, 1, 700),
         binaries=(0, 7, 8, 700), fragments=True),
    Echo("masking", python("server-bare.py", "masking"), options=("--accept-masked",), fragments=True,
         masks=True),
    Echo("masking-deflate", python("server-bare.py", "masking-deflate"), extensions=(DEFLATE,),
         options=("--accept-masked",), masks=True),
    Echo("masking-later", python("server-bare.py", "masking-later"), options=("--accept-masked",),
         masks=True),
    Echo("arduino", python("server-bare.py", "arduino"), texts=(1, 125, 126, 15360), binaries=(),
         options=("--subprotocol", "arduino"), subprotocol="arduino"),
    Echo("arduino-slow", python("server-bare.py", "arduino-slow"), texts=(32,), binaries=()),
]


def expect_left(server):
    """The client said goodbye, and the server heard why."""
    server.expect_eventually("close", 1000)


def echo_over_cli(row):
    with Server(*row.command()) as server:
        for kind, sizes in ((), row.texts), (("--binary",), row.binaries):
            for size in sizes:
                result = Result("echo", server.uri, "--count", 2, "--size", size, *kind, *row.options)
                result.expect(0)
                assert result.json["received"] == 2 and result.json["mismatched"] == 0, result
                expect_left(server)


def echo_over_session(row):
    items = [f"text:{size}" for size in row.texts] + [f"binary:{size}" for size in row.binaries]
    with Server(*row.command()) as server:
        result = use_session(server.uri, *row.options, *items)
        assert result["sent"] == result["echoed"] == len(items), result
        assert result["error"] is None and result["close_code"] == 1000, result
        assert "open" in result["states"] and result["states"][-1] == "closed", result
        assert result["subprotocol"] == row.subprotocol, result
        for extension in row.extensions:
            assert extension in result["extensions"], result
        assert row.extensions or not result["extensions"], result
        # What it was like on the wire, whatever was made of it.
        assert (result["compressed"] > 0) == (DEFLATE in row.extensions), result
        assert (result["continuations"] > 0) == row.fragments, result
        assert (result["masked"] > 0) == row.masks, result
        expect_left(server)


# What these libraries are known to do against RFC 6455, of what may be asked of them politely.
CONFORMING = {
    "python": (python("server-python.py", "loop"), ()),
    # It takes a byte order mark off the beginning of a text.
    "qt": (python("server-qt.py"), ("utf8-emoji",)),
    "node": (node('{"threshold":0}'), ()),
    "libwebsockets": (own("libwebsockets"), ()),
    "libwebsockets-deflate": (own("libwebsockets", "-d"), ()),
    "websocketpp": (own("websocketpp"), ()),
    "netty": (netty(), ()),
    "netty-deflate": (netty("deflate"), ()),
    "wsproto": (python("server-wsproto.py"), ()),
}


def conformance(command, known):
    with Server(*command()) as server:
        result = Result("check", server.uri)
        rows = [json.loads(line) for line in result.output.splitlines()]
        failed = tuple(row["check"] for row in rows if row.get("result") == "failed")
        assert failed == known and rows[-1]["passed"] > 30, result
        assert result.status == (1 if known else 0), result


def python_once():
    with Server(*python("server-python.py", "once")()) as server:
        Result("echo", server.uri, "--count", 1).expect(0)
        server.expect_eventually("close", 1000)
        result = Result("echo", server.uri, "--count", 3).expect(1, "1000")
        assert result.json["received"] == 1, result
        server.expect_eventually("close", 1000)


def python_once_session():
    with Server(*python("server-python.py", "once")()) as server:
        result = use_session(server.uri, "text:32", "text:33")
        assert result["echoed"] == 1 and result["close_code"] == 1000, result
        assert result["error"] is None, result


def server_goes(command, number, status, words):
    """The server is told to stop, or is killed, while somebody listens."""
    with Server(*command()) as server, Process(built("cli"), "listen", server.uri) as client:
        server.expect_eventually("open", DEFLATE)
        server.process.send_signal(number)
        found = client.wait()
        client.errors.seek(0)
        said = client.errors.read()
        assert found == status and words in said, (found, said)


def qt_ignores_binary():
    with Server(*python("server-qt.py")()) as server:
        Result("echo", server.uri, "--binary", "--size", 40, "--timeout", 0.5).expect(4)
        server.expect("open")
        server.expect("binary", 40)
        server.expect("close", 1000)


def qt_closes_a_plain_request():
    with Server(*python("server-qt.py")()) as server:
        address = urllib.parse.urlsplit(server.uri)
        with socket.create_connection((address.hostname, address.port), 20) as stream:
            stream.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert stream.recv(100) == b"", "Qt answers a plain request"


def php(*options, size=100):
    with Server(installed("php"), beside("server-php.php")) as server:
        result = Result("echo", server.uri, "--count", 1, "--size", size, *options)
        server.expect("open")
        return result, server.read_line()


def php_refused():
    result, line = php()
    result.expect(1, "The server masks its frames, which RFC 6455 section 5.1 forbids",
                  "Accept masked frames from this server")
    assert result.json["received"] == 0, result
    assert line == "close 1002", line


def php_accepted():
    for size in (1, 125, 126, 4096, 4097, 70000):
        result, line = php("--accept-masked", size=size)
        result.expect(0)
        assert result.json["received"] == 1, result
        assert line in ("close 1000", "close 1000 ttfn"), line


def php_says_goodbye():
    with Server(installed("php"), beside("server-php.php")) as server:
        result = use_session(server.uri, "--accept-masked", "text:5000", "text:1")
        assert result["echoed"] == 1 and result["error"] is None, result
        assert (result["close_code"], result["close_reason"]) == (1000, "ttfn"), result
        server.expect("open")
        server.expect("close", "1000 ttfn")


def masking_refused_by_session():
    with Server(*python("server-bare.py", "masking")()) as server:
        result = use_session(server.uri, "text:5")
        assert "masks its frames" in result["error"] and result["cause"] == "masked-frames", result
        server.expect("open")
        server.expect("close", 1002)


def arduino_limit():
    with Server(*python("server-bare.py", "arduino")()) as server:
        Result("echo", server.uri, "--size", 15361, "--timeout", 5).expect(1, "1009")
        server.expect_eventually("too big", 15361)
        result = use_session(server.uri, "text:15361")
        assert "1009" in result["error"], result


def arduino_ignores_binary_and_cuts_at_nul():
    with Server(*python("server-bare.py", "arduino")()) as server:
        Result("echo", server.uri, "--binary", "--timeout", 0.5).expect(4)
        Result("send", server.uri, "abc", "--wait", 0.5).expect(0, "abc\n")


def arduino_empty_text():
    with Server(*python("server-bare.py", "arduino")()) as server:
        Result("echo", server.uri, "--size", 0, "--timeout", 5).expect(1, "What to try:", "  1. Check")
        server.expect_eventually("crash")


def arduino_sixth_client():
    with Server(*python("server-bare.py", "arduino")()) as server:
        address = urllib.parse.urlsplit(server.uri)
        streams = [socket.create_connection((address.hostname, address.port)) for _ in range(5)]
        request = (b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   b"Sec-WebSocket-Key: YXplcnR5\r\nSec-WebSocket-Version: 13\r\n\r\n")
        for stream in streams:
            stream.sendall(request)
            server.expect("open")
        Result("echo", server.uri).expect(5, "five places")
        result = use_session(server.uri, "text:1")
        assert result["cause"] == "reset", result
        for stream in streams:
            stream.close()


def arduino_five_at_once():
    """A time-out below 5 s would raise false alarms; the default does not."""
    with Server(*python("server-bare.py", "arduino-slow")()) as server:
        results = []
        threads = [
            threading.Thread(target=lambda: results.append(Result("echo", server.uri, "--count", 1)))
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [result.status for result in results] == [0] * 5, [str(r) for r in results]


# The certificate, whether its authority is trusted, the cause that is found, and a word of the error.
TLS = {
    "trusted": ("good", True, None, ""),
    "unknown-authority": ("good", False, "tls-unknown-authority", "no authority"),
    "expired": ("expired", True, "tls-expired", "expired"),
    "wrong-name": ("other-name", True, "tls-wrong-name", "another host name"),
    "self-signed": ("self-signed", True, "tls-self-signed", "no authority"),
}


def tls_server(certificate):
    paths = [beside(f"tls/{name}.pem") for name in (certificate, "key")]
    return Server(PYTHON, beside("server-python.py"), "loop", *paths)


def tls_options(trusts):
    return ("--ca", beside("tls/authority.pem")) if trusts else ()


def tls_over_cli(certificate, trusts, cause, word):
    with tls_server(certificate) as server:
        result = Result("echo", server.uri, "--size", 70000, *tls_options(trusts))
        result.expect(5 if cause else 0, word)
        if cause is None:
            server.expect("open", DEFLATE)
            expect_left(server)


def tls_over_session(certificate, trusts, cause, word):
    with tls_server(certificate) as server:
        result = use_session(server.uri, *tls_options(trusts), "text:100", "binary:70000")
        assert result["cause"] == cause, result
        if cause is None:
            assert result["echoed"] == 2 and result["close_code"] == 1000, result
        else:
            assert result["sent"] == 0 and word in result["error"], result


def tls_bad_authority():
    with tls_server("good") as server:
        Result("echo", server.uri, "--ca", beside("tls/none.pem")).expect(5, "none.pem")


def main():
    cases = []
    for row in ECHOES:
        cases += [
            (f"{row.name} over sonde-cli", functools.partial(echo_over_cli, row)),
            (f"{row.name} over a session", functools.partial(echo_over_session, row)),
        ]
    cases += [
        (f"{name} conforms to RFC 6455", functools.partial(conformance, *row))
        for name, row in CONFORMING.items()
    ]
    for name, row in TLS.items():
        cases += [
            (f"tls {name} over sonde-cli", functools.partial(tls_over_cli, *row)),
            (f"tls {name} over a session", functools.partial(tls_over_session, *row)),
        ]
    cases += [
        ("tls without the file of authorities", tls_bad_authority),
        ("python-once over sonde-cli", python_once),
        ("python-once over a session", python_once_session),
        ("python says that it goes away", functools.partial(
            server_goes, python("server-python.py", "loop"), signal.SIGTERM, 0, "1001")),
        ("node is killed", functools.partial(
            server_goes, node('{"threshold":0}'), signal.SIGKILL, 1, "without a close frame")),
        ("qt takes no heed of binary", qt_ignores_binary),
        ("qt closes a plain request without a byte", qt_closes_a_plain_request),
        ("php is refused for its masks", php_refused),
        ("php is accepted with them", php_accepted),
        ("php says goodbye over a session", php_says_goodbye),
        ("masking is refused by a session", masking_refused_by_session),
        ("arduino closes a text over 15,360 bytes", arduino_limit),
        ("arduino takes no heed of binary", arduino_ignores_binary_and_cuts_at_nul),
        ("arduino crashes over an empty text", arduino_empty_text),
        ("arduino has five places", arduino_sixth_client),
        ("arduino-slow takes five clients at once", arduino_five_at_once),
    ]
    run(cases)


if __name__ == "__main__":
    main()
