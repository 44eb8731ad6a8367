// SPDX-License-Identifier: GPL-3.0-or-later
package org.java_websocket.handshake;

/** See WebSocketClient beside it. */
public interface ServerHandshake {
    short getHttpStatus();

    String getHttpStatusMessage();
}
