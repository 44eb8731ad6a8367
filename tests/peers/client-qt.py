#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""QWebSocket as a client, moved as harness.py says: client-qt.py URI."""

import json
import signal
import sys
import threading

from PyQt5.QtCore import QByteArray, QCoreApplication, QObject, QUrl, pyqtSignal
from PyQt5.QtWebSockets import QWebSocket, QWebSocketProtocol


def say(*words):
    print(json.dumps(words), flush=True)


class Client(QObject):
    ordered = pyqtSignal(list)

    def __init__(self, uri):
        super().__init__()
        self.socket = QWebSocket()
        self.socket.connected.connect(lambda: say("open", ""))
        self.socket.textMessageReceived.connect(lambda text: say("text", text))
        self.socket.binaryMessageReceived.connect(lambda data: say("binary", bytes(data).hex()))
        self.socket.pong.connect(lambda *_: say("pong"))
        self.socket.error.connect(lambda *_: say("error", self.socket.errorString()))
        self.socket.disconnected.connect(self.on_disconnected)
        self.ordered.connect(self.obey)
        self.socket.open(QUrl(uri))

    def gather(self):
        for line in sys.stdin:
            self.ordered.emit(json.loads(line))

    def obey(self, words):
        name, *arguments = words
        if name == "text":
            self.socket.sendTextMessage(arguments[0])
        elif name == "binary":
            self.socket.sendBinaryMessage(QByteArray(bytes.fromhex(arguments[0])))
        elif name == "ping":
            self.socket.ping(QByteArray(arguments[0].encode()))
        elif name == "close":
            self.socket.close(QWebSocketProtocol.CloseCode(arguments[0]), arguments[1])

    def on_disconnected(self):
        say("closed", int(self.socket.closeCode()), self.socket.closeReason())
        QCoreApplication.quit()


signal.signal(signal.SIGTERM, signal.SIG_DFL)
application = QCoreApplication(sys.argv)
client = Client(sys.argv[1])
threading.Thread(target=client.gather, daemon=True).start()
application.exec()
