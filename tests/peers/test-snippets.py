#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What “Copy as” gives, run as a person would, with the mock behind a relay that sees what is sent.

Debian has no websocat, textalk/websocket, Java-WebSocket nor arduinoWebSockets: what is in stand-ins/
has their interface and sends in truth. The other rows are the real things.
"""

import dataclasses
import functools
import os
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import time

import bare
from harness import LIMIT_S, PYTHON, Server, beside, built, installed, java, run
from relay import Relay

# What ends, begins or means something in a literal, a comment or a command of some language.
NASTY = [
    "it's \"so\" `id`", "\\", "\\n \\u0041 \\x41 \\101 \\N{BULLET}", "\\\\", "$HOME ${HOME} $(id) {$x} #{x} ${",
    "%s %d %% %n", "a\nb\r\nc\td", "'''", '"""', "?> <?php", "*/ /* // # -- <!--", "??/ ??= ??' \\? ??",
    "\ufeff", "été € 🌡 𝄞", "\u2028\u0085", "{text} {uri} {bytes} {size} {code}", "-x --help", "!! ! !x",
    "\x01\x1b\x7f1", "\b", "R\"(x)\" u8\"x\"", "</script>", "~ * ? [a]", " ", "{\"etat\":\"on\"}",
]
LONG = "".join(NASTY) * 100
ALL_BYTES = bytes(range(256)) * 2

OPCODES = {"text": bare.TEXT, "binary": bare.BINARY, "ping": bare.PING, "pong": bare.PONG, "close": bare.CLOSE}
CANNOT_SEND = 3
LINGER_S = 10


@dataclasses.dataclass
class Message:
    kind: str
    data: bytes
    code: int = 0

    def __str__(self):
        return f"{self.kind} {self.code or ''} {self.data[:60]!r}"

    @property
    def payload(self):
        return (struct.pack(">H", self.code) if self.code else b"") + self.data


def text(words):
    return Message("text", words.encode())


CONTROLS = [
    Message("ping", b"\0'\xff\\"), Message("pong", b"\1\"\xfe$"),
    Message("close", "au revoir, 'été' \"$x\" \\".encode(), 4000), Message("close", b"", 1000),
]
# What may be mistaken where it comes first or last, and all the rest in between.
MANY = [
    *map(text, ["".join(NASTY), "\0".join(NASTY), "", "a\0b", "\ufeff", "-x --help", "\\", "a\n", "'", " a ", "%s",
                "!!", "x" * 4096]),
    Message("binary", b""), Message("binary", ALL_BYTES), Message("binary", ALL_BYTES[::-1] * 10), *CONTROLS,
]
# For what has to be compiled each time.
FEW = [text("\0".join(NASTY) + LONG), Message("binary", ALL_BYTES + LONG.encode()[:50000]), *CONTROLS]


@dataclasses.dataclass
class Tool:
    name: str
    prepare: callable  # with the program and a folder, gives a command line
    messages: list = dataclasses.field(default_factory=lambda: MANY)
    prints: callable = None  # what of a message that came back, as bytes
    lacks: tuple = ()  # what cannot be sent with it
    first: tuple = ()  # what it sends before a message of a kind


def write(folder, name, program):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(program)
    return path


def compile_with(folder, *command):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, timeout=LIMIT_S * 2)
    assert done.returncode == 0, f"{command}: {done.stdout.decode()}"


def prepare_shell(program, _folder):
    return "sh", "-c", program


def prepare_bash(program, _folder):
    return installed("bash"), "-c", program


def prepare_curl(program, _folder):
    return "sh", "-c", program.rstrip() + b" --silent --max-time 1"


def prepare_python(program, folder):
    return PYTHON, write(folder, "client.py", program)


def prepare_node(program, folder):
    # Node before 22 has no WebSocket of its own.
    own = b"globalThis.WebSocket ??= require('ws');\n"
    return installed("node"), write(folder, "client.js", own + program)


def prepare_qt(program, folder):
    write(folder, "client.cpp", program)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "Qt5WebSockets"], stdout=subprocess.PIPE,
                           text=True, check=True, timeout=LIMIT_S).stdout.split()
    compile_with(folder, installed("g++"), "-std=c++11", "-fPIC", "-Wall", "-Werror", "client.cpp", "-o", "client",
                 *flags)
    return (os.path.join(folder, "client"),)


def prepare_php(program, folder):
    os.makedirs(os.path.join(folder, "vendor"), exist_ok=True)
    shutil.copy(beside("stand-ins/textalk.php"), os.path.join(folder, "vendor/autoload.php"))
    return installed("php"), write(folder, "client.php", program)


def prepare_java(program, folder):
    return java(write(folder, "Client.java", program))


def prepare_java_websocket(program, folder):
    source = "org/java_websocket/client/WebSocketClient.java"
    if not os.path.exists(os.path.join(folder, "org")):
        compile_with(folder, installed("javac"), "-d", folder, "-cp", beside("stand-ins"),
                     beside(f"stand-ins/{source}"))
    return java("-cp", folder, write(folder, "Client.java", program))


def prepare_arduino(program, folder):
    write(folder, "sketch.cpp", program)
    stand_ins = beside("stand-ins/arduino")
    compile_with(folder, installed("g++"), "-std=c++11", "-Wall", "-Werror", f"-I{stand_ins}", "sketch.cpp",
                 f"{stand_ins}/WebSocketsClient.cpp", "-o", "sketch")
    return (os.path.join(folder, "sketch"),)


def print_text(message):
    return message.data if message.kind == "text" else b""


def print_python(message):
    return {"text": message.data, "binary": repr(message.data).encode()}.get(message.kind, b"")


def print_php(message):
    return {"text": message.data, "binary": message.data.hex().encode()}.get(message.kind, b"")


def print_code(message):
    return {"text": message.data, "close": str(message.code or "").encode()}.get(message.kind, b"")


def print_data(message):
    return message.data if message.kind in ("text", "binary") else b""


TOOLS = [
    Tool("websocat", prepare_shell, prints=print_data, lacks=("ping", "pong", "empty", "nul", "long")),
    Tool("websocat", prepare_bash, [text("".join(NASTY)), Message("binary", ALL_BYTES)], print_data),
    Tool("wscat", prepare_shell, prints=print_text, lacks=("binary", "ping", "pong", "close", "empty", "nul")),
    Tool("Python", prepare_python, [*MANY, text(LONG)], print_python),
    Tool("JavaScript", prepare_node, [*MANY, text(LONG), Message("close", b"")], print_code, ("ping", "pong")),
    Tool("PHP", prepare_php, [*MANY, text(LONG)], print_php, first=(("close", Message("ping", b"")),)),
    Tool("Qt/C++", prepare_qt, FEW, lacks=("pong",)),
    Tool("Java", prepare_java, FEW, print_code),
    Tool("Java-WebSocket", prepare_java_websocket, FEW, print_code, ("ping", "pong")),
    Tool("Arduino", prepare_arduino, FEW, print_text, ("pong", "close")),
]


def is_lacking(tool, message):
    data = message.kind in ("text", "binary")
    return (message.kind in tool.lacks
            or "empty" in tool.lacks and data and not message.data
            or "nul" in tool.lacks and message.kind == "text" and b"\0" in message.data
            or "long" in tool.lacks and data and len(message.data) > 4095)


def copy_as(name, uri, message):
    """The program, or None where there is none for such a message."""
    done = subprocess.run(
        [built("snippet"), name, uri, message.kind, message.data.hex(), str(message.code)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=LIMIT_S,
    )
    assert done.returncode in (0, CANNOT_SEND), done
    return done.stdout if done.returncode == 0 else None


class Running:
    """A program that is waited for until what it did is what was expected, then ended."""

    def __init__(self):
        self.changed = threading.Condition()
        self.output = b""
        self.deadline = time.monotonic() + LIMIT_S

    def note(self):
        with self.changed:
            self.changed.notify_all()

    def _gather(self, stream):
        while data := os.read(stream.fileno(), 65536):
            self.output += data
            self.note()
        # What it sent last may still be on its way through the relay.
        self.deadline = min(self.deadline, time.monotonic() + LINGER_S)
        self.note()

    def run(self, command, folder, is_done):
        errors = tempfile.TemporaryFile()
        environment = dict(os.environ, PATH=f"{beside('stand-ins')}:{os.environ['PATH']}")
        # wscat goes at the end of its input, which a person does not give it.
        unended, writing = os.pipe()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=unended, start_new_session=True,
                                   stdout=subprocess.PIPE, stderr=errors)
        thread = threading.Thread(target=self._gather, args=(process.stdout,), daemon=True)
        thread.start()
        with self.changed:
            while not is_done() and (left := self.deadline - time.monotonic()) > 0:
                self.changed.wait(left)
        # A shell is several, of which one may outlive it.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(timeout=LIMIT_S)
        thread.join()
        process.stdout.close()
        os.close(unended)
        os.close(writing)
        errors.seek(0)
        return errors.read().decode(errors="replace")


def send(tool, server, message, folder):
    running = Running()
    with Relay(server.uri, running.note) as relay:
        program = copy_as(tool.name, relay.uri, message)
        assert (program is None) == is_lacking(tool, message), f"{message}: {program}"
        if program is None:
            return False
        command = tool.prepare(program, folder)
        printed = tool.prints(message) if tool.prints else b""
        expected = [(OPCODES[other.kind], other.payload)
                    for other in (*(other for kind, other in tool.first if kind == message.kind), message)]

        def read_sent():
            # The mock greets with an empty ping, which is answered.
            return [one for one in relay.read_messages() if one != (bare.PONG, b"")]

        def is_done():
            return read_sent()[:len(expected)] == expected and printed in running.output

        errors = running.run(command, folder, is_done)
        sent = read_sent()
        # What ends by itself may have said goodbye.
        assert sent[:len(expected)] == expected and all(
            opcode == bare.CLOSE for opcode, _ in sent[len(expected):]
        ), f"expected {message}: {sent}; {errors}\n{program.decode(errors='replace')}"
        assert printed in running.output, f"expected {printed!r}: {running.output!r}; {errors}"
    return True


def use(tool):
    n_sent = 0
    with Server(built("cli"), "mock", "--port", "0", "--echo") as server, tempfile.TemporaryDirectory() as folder:
        for message in tool.messages:
            n_sent += send(tool, server, message, folder)
    assert n_sent > 0
    print(f"# {n_sent} messages", flush=True)


def curl():
    """It shakes hands, whatever is to be sent."""
    with Server(built("cli"), "mock", "--port", "0", "--echo") as server:
        for message in (text("été"), CONTROLS[-1]):
            program = copy_as("curl", server.uri, message)
            done = subprocess.run(prepare_curl(program, None), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  check=False, timeout=LIMIT_S)
            assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in done.stdout, done


def compile_all():
    """Those that cannot connect here, with TLS and a name, are right as programs all the same."""
    with tempfile.TemporaryDirectory() as folder:
        for name, prepare in (("Arduino", prepare_arduino), ("Qt/C++", prepare_qt)):
            prepare(copy_as(name, "wss://serveur.local/a%20b?c='d'", text("{}")), folder)


def pick_texts(rand, without_nul):
    pieces = NASTY + ["a", "0", "7", "\n", "\r", "🌡"] + ([] if without_nul else ["\0"])
    return ["".join(rand.choices(pieces, k=rand.randrange(8))) for _ in range(200)]


def pick_bytes(rand):
    return [bytes(rand.choices(range(256), k=rand.randrange(20))) for _ in range(100)]


def write_literals(style, kind, values):
    lines = "".join(value.hex() + "\n" for value in values)
    done = subprocess.run([built("snippet"), style, kind], input=lines.encode(), stdout=subprocess.PIPE,
                          check=True, timeout=LIMIT_S)
    return [literal.decode() for literal in done.stdout.split(b"\0")[:-1]]


def run_literals(style, source, command, texts, data, statement, byte_statement):
    """Have a program of one statement for each literal print what it means, in hexadecimal digits, on lines."""
    expected = [value.encode() for value in texts] + data
    statements = [statement(literal) for literal in write_literals(style, "text", expected[: len(texts)])]
    statements += [byte_statement(literal) for literal in write_literals(style, "bytes", data)]
    with tempfile.TemporaryDirectory() as folder:
        program = source("\n".join(statements))
        done = subprocess.run(command(program.encode(), folder), stdout=subprocess.PIPE, cwd=folder, check=True,
                              timeout=LIMIT_S * 2)
    meant = [bytes.fromhex(line) for line in done.stdout.decode().split("\n")[:-1]]
    assert len(meant) == len(expected) > 0
    for value, meaning in zip(expected, meant):
        assert value == meaning, f"{value!r} is {meaning!r} in {style}"


def compile_c(program, folder):
    write(folder, "literals.cpp", program)
    compile_with(folder, installed("g++"), "-std=c++11", "-Wall", "-Werror", "literals.cpp", "-o", "literals")
    return (os.path.join(folder, "literals"),)


C_SOURCE = """#include <cstdio>
inline void show (const char *data, size_t size)
{
  while (size-- > 0)
    printf ("%02x", (unsigned char) *data++);
  puts ("");
}
/* As QStringLiteral has it. */
inline void show (const char16_t *data, size_t size)
{
  for (size_t i = 0; i < size; i++)
    {
      unsigned long c = data[i];
      if (c >= 0xd800 && c < 0xdc00)
        c = 0x10000 + ((c - 0xd800) << 10) + (data[++i] - 0xdc00);
      if (c < 0x80)
        printf ("%02lx", c);
      else if (c < 0x800)
        printf ("%02lx%02lx", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
      else if (c < 0x10000)
        printf ("%02lx%02lx%02lx", 0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
      else
        printf ("%02lx%02lx%02lx%02lx", 0xf0 | c >> 18, 0x80 | (c >> 12 & 0x3f), 0x80 | (c >> 6 & 0x3f),
                0x80 | (c & 0x3f));
    }
  puts ("");
}
int main ()
{
@
}
"""


def fill(template):
    return lambda statements: template.replace("@", statements)


def show_c(prefix):
    return lambda literal: f"show ({prefix}{literal}, sizeof ({prefix}{literal}) / sizeof *({prefix}{literal}) - 1);"


def show_php(literal):
    return f'echo bin2hex({literal}), "\\n";'


LITERALS = {
    "sh": ("shell", fill("@"), prepare_shell,
           lambda literal: f"printf %s {literal} | od -An -v -tx1 | tr -d ' \\n'; echo",
           lambda literal: f"printf {literal} | od -An -v -tx1 | tr -d ' \\n'; echo"),
    "bash": ("shell", fill("@"), prepare_bash,
             lambda literal: f"printf %s {literal} | od -An -v -tx1 | tr -d ' \\n'; echo",
             lambda literal: f"printf {literal} | od -An -v -tx1 | tr -d ' \\n'; echo"),
    "C++": ("c", fill(C_SOURCE), compile_c, show_c(""), show_c("")),
    "C++ in UTF-16": ("c", fill(C_SOURCE), compile_c, show_c("u"), show_c("")),
    "Java": ("java", fill("""public class Client {
    static void show(byte[] data) {
        System.out.println(java.util.HexFormat.of().formatHex(data));
    }
    public static void main(String[] arguments) {
@
    }
}
"""), prepare_java, lambda literal: f"show({literal}.getBytes(java.nio.charset.StandardCharsets.UTF_8));",
             lambda literal: f"show({literal});"),
    "JavaScript": ("javascript", fill("@"), prepare_node,
                   lambda literal: f"console.log(Buffer.from({literal}).toString('hex'));",
                   lambda literal: f"console.log(Buffer.from(new Uint8Array({literal})).toString('hex'));"),
    "Python": ("python", fill("@"), prepare_python, lambda literal: f"print({literal}.encode().hex())",
               lambda literal: f"print({literal}.hex())"),
    "PHP": ("php", fill("<?php\n@"), prepare_php, show_php, show_php),
}


def fuzz_literals(style, source, command, statement, byte_statement):
    seed = random.randrange(1 << 32)
    print(f"# what is picked follows from {seed}", flush=True)
    rand = random.Random(seed)
    run_literals(style, source, command, pick_texts(rand, style == "shell"), pick_bytes(rand), statement,
                 byte_statement)


def main():
    cases = [(f"a copied program of {tool.name} sends what it says"
              + (", in bash" if tool.prepare is prepare_bash else ""), functools.partial(use, tool))
             for tool in TOOLS]
    cases += [("a copied program of curl shakes hands", curl), ("those for TLS compile", compile_all)]
    cases += [(f"literals of {name} mean what they say", functools.partial(fuzz_literals, *row))
              for name, row in LITERALS.items()]
    run(cases)


if __name__ == "__main__":
    main()
