// SPDX-License-Identifier: GPL-3.0-or-later
package org.java_websocket.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.handshake.ServerHandshake;

/**
 * Stands in for the class of Java-WebSocket 1.5, which Debian does not have: of it, what Sonde
 * writes calls of and overrides, with the same names and types, over the client of the JDK. This is
 * not that library: what it does beside stays unseen.
 */
public abstract class WebSocketClient implements Runnable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final URI uri;
    private WebSocket socket;

    public WebSocketClient(URI serverUri) {
        uri = serverUri;
    }

    public abstract void onOpen(ServerHandshake handshake);

    public abstract void onMessage(String message);

    public abstract void onClose(int code, String reason, boolean remote);

    public abstract void onError(Exception exception);

    public void connect() {
        new Thread(this).start();
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public void send(byte[] data) {
        socket.sendBinary(ByteBuffer.wrap(data), true).join();
    }

    public void close(int code, String message) {
        socket.sendClose(code, message).join();
    }

    @Override
    public void run() {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, new Listener()).join();
        onOpen(null);
        try {
            closed.await();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                onMessage(text.toString());
                text.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            WebSocketClient.this.onClose(code, reason, true);
            closed.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            WebSocketClient.this.onError(new Exception(error));
            closed.countDown();
        }
    }
}
