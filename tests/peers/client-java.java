// SPDX-License-Identifier: GPL-3.0-or-later
// The client of the JDK, moved as harness.py says: java client-java.java URI [SUBPROTOCOL].
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;

public class Client implements WebSocket.Listener {
    private static final PrintStream OUTPUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder hex = new StringBuilder();

    // The strings of an array that has nothing else but numbers: the JDK reads no JSON.
    private static List<String> parse(String json) {
        List<String> words = new ArrayList<>();
        int at = 1;

        while (at < json.length() - 1) {
            StringBuilder word = new StringBuilder();
            if (json.charAt(at) == '"') {
                for (at++; json.charAt(at) != '"'; at++) {
                    if (json.charAt(at) != '\\') {
                        word.append(json.charAt(at));
                        continue;
                    }
                    char escape = json.charAt(++at);
                    int known = "nrtbf".indexOf(escape);
                    if (escape == 'u') {
                        word.append((char) Integer.parseInt(json.substring(at + 1, at + 5), 16));
                        at += 4;
                    } else {
                        word.append(known >= 0 ? "\n\r\t\b\f".charAt(known) : escape);
                    }
                }
                at++;
            } else {
                while (Character.isDigit(json.charAt(at)))
                    word.append(json.charAt(at++));
            }
            words.add(word.toString());
            while (at < json.length() - 1 && ", ".indexOf(json.charAt(at)) >= 0)
                at++;
        }
        return words;
    }

    private static String quote(Object word) {
        StringBuilder quoted = new StringBuilder("\"");

        if (word instanceof Number)
            return word.toString();
        for (char character : word.toString().toCharArray()) {
            if (character < ' ' || character == '"' || character == '\\')
                quoted.append(String.format("\\u%04x", (int) character));
            else
                quoted.append(character);
        }
        return quoted.append('"').toString();
    }

    private static void say(Object... words) {
        OUTPUT.println(Arrays.stream(words).map(Client::quote).toList());
    }

    private static void obey(WebSocket socket, List<String> order) {
        switch (order.get(0)) {
            case "text" -> socket.sendText(order.get(1), true).join();
            case "binary" -> {
                byte[] data = HexFormat.of().parseHex(order.get(1));
                socket.sendBinary(ByteBuffer.wrap(data), true).join();
            }
            case "fragments" -> {
                for (int i = 1; i < order.size(); i++)
                    socket.sendText(order.get(i), i == order.size() - 1).join();
            }
            case "ping" -> socket.sendPing(ByteBuffer.wrap(order.get(1).getBytes(StandardCharsets.UTF_8))).join();
            default -> socket.sendClose(Integer.parseInt(order.get(1)), order.get(2)).join();
        }
    }

    @Override
    public void onOpen(WebSocket socket) {
        say("open", socket.getSubprotocol());
        socket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            say("text", text);
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];

        data.get(bytes);
        hex.append(HexFormat.of().formatHex(bytes));
        if (last) {
            say("binary", hex);
            hex.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
        say("pong");
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        say("closed", code, reason);
        System.exit(0);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        say("error", error);
        System.exit(1);
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();

        if (arguments.length > 1)
            builder.subprotocols(arguments[1]);
        WebSocket socket = builder.buildAsync(URI.create(arguments[0]), new Client()).join();
        for (String line = orders.readLine(); line != null; line = orders.readLine())
            obey(socket, parse(line));
    }
}
