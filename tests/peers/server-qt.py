#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Qt server of the course: QWebSocketServer, which echoes texts and takes no heed of binary."""

import signal
import sys

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtNetwork import QHostAddress
from PyQt5.QtWebSockets import QWebSocketServer

sockets = set()


def say(*words):
    print(*words, flush=True)


def on_disconnected(socket):
    say("close", int(socket.closeCode()), socket.closeReason())
    sockets.discard(socket)


def on_connection():
    socket = server.nextPendingConnection()
    sockets.add(socket)
    socket.textMessageReceived.connect(socket.sendTextMessage)
    socket.binaryMessageReceived.connect(lambda data: say("binary", len(data)))
    socket.disconnected.connect(lambda: on_disconnected(socket))
    say("open")


signal.signal(signal.SIGTERM, signal.SIG_DFL)
application = QCoreApplication(sys.argv)
server = QWebSocketServer("Serveur echo", QWebSocketServer.NonSecureMode)
server.newConnection.connect(on_connection)
if not server.listen(QHostAddress.LocalHost, 0):
    sys.exit(server.errorString())
say(f"ws://127.0.0.1:{server.serverPort()}/")
sys.exit(application.exec())
