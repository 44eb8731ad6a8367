/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-snippet.h"

#include "sonde-error.h"
#include "sonde-frame.h"
#include "sonde-literal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  guint16 first;
  guint16 last;
} CodeRange;

typedef struct
{
  const char *name;
  SondeLiteralStyle style;
  gboolean lacks_nul;       /* a text is cut at a NUL */
  gboolean lacks_empty;     /* nothing is sent of an empty text or binary message */
  gsize max_size;           /* of a text or binary message; 0 for no other bound than everybody's */
  CodeRange close_codes[4]; /* that it sends if it is told to */
  const char *program;
  const char *text;
  const char *binary;
  const char *ping;
  const char *pong;
  const char *close;
  const char *close_without_code;
} Tool;

/* websocat makes a message of what it reads at once. A pipe takes so much in one piece, with a NUL
 * at the end of a text, and the shell's printf writes it so. */
#define MAX_PIECE 4095

/* In a program, {statement} stands for the row's statement, and {uri}, {http_uri}, {host}, {path}
 * for literals of where it goes. In a statement, {text} and {bytes} stand for literals of the
 * payload, {size} for its length in bytes, {hex} for its bare digits and {code} for the close code.
 */
static const Tool tools[] = {
  { .name = "websocat",
    .style = SONDE_LITERAL_SHELL,
    .lacks_nul = TRUE,
    .lacks_empty = TRUE,
    .max_size = MAX_PIECE,
    .close_codes = { { 1, G_MAXUINT16 } },
    .program = "{statement} {uri}\n",
    .text = "printf '%s\\0' {text} | websocat --null-terminated --no-close --one-message",
    .binary = "printf {bytes} | websocat --binary --no-close --one-message",
    .close = "websocat --close-status-code {code} --close-reason {text} </dev/null" },
  { .name = "wscat",
    .style = SONDE_LITERAL_SHELL,
    .lacks_nul = TRUE,
    .lacks_empty = TRUE,
    .program = "wscat --connect {uri} {statement}\n",
    .text = "--wait 2 --execute={text}" },
  { .name = "curl",
    .style = SONDE_LITERAL_SHELL,
    .lacks_nul = TRUE,
    .program = "{statement} \\\n"
               "  --header 'Connection: Upgrade' \\\n"
               "  --header 'Upgrade: websocket' \\\n"
               "  --header 'Sec-WebSocket-Version: 13' \\\n"
               "  --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \\\n"
               "  {http_uri}\n",
    .text = "curl --include --no-buffer --http1.1",
    .binary = "curl --include --no-buffer --http1.1",
    .ping = "curl --include --no-buffer --http1.1",
    .pong = "curl --include --no-buffer --http1.1",
    .close = "curl --include --no-buffer --http1.1" },
  { .name = "Python",
    .style = SONDE_LITERAL_PYTHON,
    .close_codes = { { 1000, 1003 }, { 1007, 1014 }, { 3000, 4999 } },
    .program = "import asyncio\n"
               "import websockets\n"
               "\n"
               "\n"
               "async def main():\n"
               "    async with websockets.connect({uri}) as websocket:\n"
               "        {statement}\n"
               "\n"
               "\n"
               "asyncio.run(main())\n",
    .text = "await websocket.send({text})\n"
            "        print(await websocket.recv())",
    .binary = "await websocket.send({bytes})\n"
              "        print(await websocket.recv())",
    .ping = "await (await websocket.ping({bytes}))",
    .pong = "await websocket.pong({bytes})",
    .close = "await websocket.close({code}, {text})" },
  { .name = "JavaScript",
    .style = SONDE_LITERAL_JAVASCRIPT,
    .close_codes = { { 1000, 1000 }, { 3000, 4999 } }, /* those that a browser lets a page send */
    .program = "const socket = new WebSocket({uri});\n"
               "socket.onopen = () => {statement};\n"
               "socket.onmessage = (event) => console.log(event.data);\n"
               "socket.onclose = (event) => console.log(event.code, event.reason);\n",
    .text = "socket.send({text})",
    .binary = "socket.send(new Uint8Array({bytes}))",
    .close = "socket.close({code}, {text})",
    .close_without_code = "socket.close()" },
  { .name = "Qt/C++",
    .style = SONDE_LITERAL_C,
    .close_codes = { { 1, G_MAXUINT16 } },
    .program = "// In the .pro file: QT += websockets\n"
               "#include <QCoreApplication>\n"
               "#include <QDebug>\n"
               "#include <QWebSocket>\n"
               "\n"
               "int main(int argc, char *argv[])\n"
               "{\n"
               "    QCoreApplication application(argc, argv);\n"
               "    QWebSocket socket;\n"
               "\n"
               "    QObject::connect(&socket, &QWebSocket::connected, [&socket] {\n"
               "        {statement}\n"
               "    });\n"
               "    QObject::connect(&socket, &QWebSocket::textMessageReceived,\n"
               "                     [](const QString &message) { qInfo() << message; });\n"
               "    QObject::connect(&socket, &QWebSocket::binaryMessageReceived,\n"
               "                     [](const QByteArray &message) { qInfo() << message; });\n"
               "    QObject::connect(&socket, &QWebSocket::disconnected,\n"
               "                     &application, &QCoreApplication::quit);\n"
               "    socket.open(QUrl(QStringLiteral({uri})));\n"
               "    return application.exec();\n"
               "}\n",
    /* QString::fromUtf8() would take a byte order mark off the beginning. */
    .text = "socket.sendTextMessage(QStringLiteral({text}));",
    .binary = "socket.sendBinaryMessage(QByteArray::fromHex(\"{hex}\"));",
    .ping = "socket.ping(QByteArray::fromHex(\"{hex}\"));",
    .close = "socket.close(QWebSocketProtocol::CloseCode({code}), QStringLiteral({text}));" },
  { .name = "PHP",
    .style = SONDE_LITERAL_PHP,
    .close_codes = { { 1, G_MAXUINT16 } },
    .program = "<?php\n"
               "// composer require textalk/websocket\n"
               "require 'vendor/autoload.php';\n"
               "\n"
               "// The library cuts what is longer than fragment_size.\n"
               "$client = new WebSocket\\Client({uri}, ['fragment_size' => 65536]);\n"
               "{statement}\n",
    .text = "$client->text({text});\n"
            "echo $client->receive(), \"\\n\";\n"
            "$client->close();",
    .binary = "$client->binary({bytes});\n"
              "echo bin2hex($client->receive()), \"\\n\";\n"
              "$client->close();",
    .ping = "$client->ping({bytes});\n"
            "$client->close();",
    .pong = "$client->pong({bytes});\n"
            "$client->close();",
    .close = "$client->ping();\n"
             "$client->close({code}, {text});" },
  { .name = "Java",
    .style = SONDE_LITERAL_JAVA,
    .close_codes = { { 1000, 1001 }, { 1008, 1008 }, { 1011, 1011 }, { 3000, 4999 } },
    .program =
        "import java.net.URI;\n"
        "import java.net.http.HttpClient;\n"
        "import java.net.http.WebSocket;\n"
        "import java.nio.ByteBuffer;\n"
        "import java.util.concurrent.CompletableFuture;\n"
        "import java.util.concurrent.CompletionStage;\n"
        "\n"
        "public class Client implements WebSocket.Listener {\n"
        "    private final CompletableFuture<Void> closed = new CompletableFuture<>();\n"
        "\n"
        "    @Override\n"
        "    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean "
        "last) {\n"
        "        System.out.print(last ? text + \"\\n\" : text);\n"
        "        return WebSocket.Listener.super.onText(socket, text, last);\n"
        "    }\n"
        "\n"
        "    @Override\n"
        "    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {\n"
        "        System.out.println(code + \" \" + reason);\n"
        "        closed.complete(null);\n"
        "        return null;\n"
        "    }\n"
        "\n"
        "    @Override\n"
        "    public void onError(WebSocket socket, Throwable error) {\n"
        "        closed.completeExceptionally(error);\n"
        "    }\n"
        "\n"
        "    public static void main(String[] arguments) {\n"
        "        Client client = new Client();\n"
        "        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()\n"
        "            .buildAsync(URI.create({uri}), client).join();\n"
        "\n"
        "        {statement}\n"
        "        client.closed.join();\n"
        "    }\n"
        "}\n",
    .text = "socket.sendText({text}, true).join();",
    .binary = "socket.sendBinary(ByteBuffer.wrap({bytes}), true).join();",
    .ping = "socket.sendPing(ByteBuffer.wrap({bytes})).join();",
    .pong = "socket.sendPong(ByteBuffer.wrap({bytes})).join();",
    .close = "socket.sendClose({code}, {text}).join();" },
  { .name = "Java-WebSocket",
    .style = SONDE_LITERAL_JAVA,
    .close_codes = { { 1000, 1003 }, { 1008, 1014 }, { 3000, 4999 } },
    .program = "// In the Gradle file: implementation 'org.java-websocket:Java-WebSocket:1.5.4'\n"
               "import java.net.URI;\n"
               "import org.java_websocket.client.WebSocketClient;\n"
               "import org.java_websocket.handshake.ServerHandshake;\n"
               "\n"
               "public class Client extends WebSocketClient {\n"
               "    Client(URI uri) { super(uri); }\n"
               "\n"
               "    @Override public void onOpen(ServerHandshake handshake) {\n"
               "        {statement}\n"
               "    }\n"
               "\n"
               "    @Override public void onMessage(String message) {\n"
               "        System.out.println(message);\n"
               "    }\n"
               "\n"
               "    @Override public void onClose(int code, String reason, boolean remote) {\n"
               "        System.out.println(code + \" \" + reason);\n"
               "    }\n"
               "\n"
               "    @Override public void onError(Exception exception) {\n"
               "        exception.printStackTrace();\n"
               "    }\n"
               "\n"
               "    public static void main(String[] arguments) {\n"
               "        new Client(URI.create({uri})).connect();\n"
               "    }\n"
               "}\n",
    .text = "send({text});",
    .binary = "send({bytes});",
    .close = "close({code}, {text});" },
  { .name = "Arduino",
    .style = SONDE_LITERAL_C,
    .program = "#include <WiFi.h>\n"
               "#include <WebSocketsClient.h>\n"
               "\n"
               "WebSocketsClient client;\n"
               "\n"
               "void onEvent(WStype_t type, uint8_t *payload, size_t length) {\n"
               "  if (type == WStype_CONNECTED) {\n"
               "    {statement}\n"
               "  } else if (type == WStype_TEXT) {\n"
               "    Serial.write(payload, length);\n"
               "    Serial.println();\n"
               "  }\n"
               "}\n"
               "\n"
               "void setup() {\n"
               "  Serial.begin(115200);\n"
               "  WiFi.begin(\"SSID\", \"PASSWORD\");\n"
               "  while (WiFi.status() != WL_CONNECTED)\n"
               "    delay(100);\n"
               "  client.{begin}({host}, {port}, {path});\n"
               "  client.onEvent(onEvent);\n"
               "}\n"
               "\n"
               "void loop() {\n"
               "  client.loop();\n"
               "}\n",
    .text = "client.sendTXT({text}, {size});",
    .binary = "client.sendBIN((const uint8_t *) {bytes}, {size});",
    .ping = "client.sendPing((uint8_t *) {bytes}, {size});" },
};

typedef struct
{
  const char *name;
  char *value;
} Binding;

static gboolean
takes_code (const Tool *tool, guint16 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tool->close_codes); i++)
    if (tool->close_codes[i].last > 0 && code >= tool->close_codes[i].first &&
        code <= tool->close_codes[i].last)
      return TRUE;
  return FALSE;
}

static const char *
get_statement (const Tool *tool, SondeOpcode opcode)
{
  switch (opcode)
    {
    case SONDE_OPCODE_TEXT:
      return tool->text;
    case SONDE_OPCODE_BINARY:
      return tool->binary;
    case SONDE_OPCODE_PING:
      return tool->ping;
    case SONDE_OPCODE_PONG:
      return tool->pong;
    case SONDE_OPCODE_CLOSE:
      return tool->close;
    case SONDE_OPCODE_CONTINUATION:
    default:
      return NULL;
    }
}

/* A value is not looked at again: it may hold what looks like a name. */
static char *
fill (const char *template, const Binding *bindings, guint n_bindings)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (*template != '\0')
    {
      guint i;

      for (i = 0; i < n_bindings; i++)
        if (g_str_has_prefix (template, bindings[i].name))
          break;
      if (i < n_bindings)
        {
          g_string_append (out, bindings[i].value);
          template += strlen (bindings[i].name);
        }
      else
        {
          g_string_append_c (out, *template ++);
        }
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
write_literal (const Tool *tool, const char *text)
{
  return sonde_literal_write_text (tool->style, text, strlen (text));
}

static char *
write_hex (const guint8 *data, gsize size)
{
  g_autoptr (GString) out = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (out, "%02x", data[i]);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
clear_bindings (Binding *bindings, guint n_bindings)
{
  for (guint i = 0; i < n_bindings; i++)
    g_free (bindings[i].value);
}

static char *
write_statement (const Tool *tool, const char *template, const SondeOutgoing *outgoing)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (outgoing->data, &size);
  Binding bindings[] = {
    { "{text}", sonde_literal_write_text (tool->style, (const char *) data, size) },
    { "{bytes}", sonde_literal_write_bytes (tool->style, data, size) },
    { "{hex}", write_hex (data, size) },
    { "{size}", g_strdup_printf ("%zu", size) },
    { "{code}", g_strdup_printf ("%u", outgoing->close_code) },
  };
  char *statement = fill (template, bindings, G_N_ELEMENTS (bindings));

  clear_bindings (bindings, G_N_ELEMENTS (bindings));
  return statement;
}

static char *
write_program (const Tool *tool, const SondeEndpoint *endpoint, const char *statement)
{
  const char *uri = sonde_endpoint_get_uri (endpoint);
  g_autofree char *http_uri = g_strconcat ("http", uri + strlen ("ws"), NULL);
  Binding bindings[] = {
    { "{statement}", g_strdup (statement) },
    { "{uri}", write_literal (tool, uri) },
    { "{http_uri}", write_literal (tool, http_uri) },
    { "{host}", write_literal (tool, sonde_endpoint_get_host (endpoint)) },
    { "{port}", g_strdup_printf ("%u", sonde_endpoint_get_port (endpoint)) },
    { "{path}", write_literal (tool, sonde_endpoint_get_resource (endpoint)) },
    { "{begin}", g_strdup (sonde_endpoint_get_secure (endpoint) ? "beginSSL" : "begin") },
  };
  char *program = fill (tool->program, bindings, G_N_ELEMENTS (bindings));

  clear_bindings (bindings, G_N_ELEMENTS (bindings));
  return program;
}

/* Returns: (nullable): the statement for just this message, where the tool can send it as it is */
static const char *
choose_statement (const Tool *tool, const SondeOutgoing *outgoing)
{
  const char *statement = get_statement (tool, outgoing->opcode);
  gsize size;
  const char *data = g_bytes_get_data (outgoing->data, &size);
  const gboolean control = sonde_opcode_is_control ((guint8) outgoing->opcode);

  if (statement == NULL)
    return NULL;
  if (tool->lacks_nul && strstr (statement, "{text}") != NULL && size > 0 &&
      memchr (data, '\0', size) != NULL)
    return NULL;
  if (!control &&
      ((tool->lacks_empty && size == 0) || (tool->max_size > 0 && size > tool->max_size)))
    return NULL;
  if (strstr (statement, "{code}") == NULL || takes_code (tool, outgoing->close_code))
    return statement;
  return outgoing->close_code == 0 ? tool->close_without_code : NULL;
}

guint
sonde_snippet_get_n_tools (void)
{
  return G_N_ELEMENTS (tools);
}

/**
 * sonde_snippet_get_tool_name:
 * @tool: less than sonde_snippet_get_n_tools()
 *
 * Returns: (transfer none): what the tool or the language is called, in every language
 */
const char *
sonde_snippet_get_tool_name (guint tool)
{
  g_return_val_if_fail (tool < G_N_ELEMENTS (tools), NULL);

  return tools[tool].name;
}

/**
 * sonde_snippet_can_write:
 *
 * Returns: whether the tool can send such messages, if not each of them
 */
gboolean
sonde_snippet_can_write (guint tool, SondeOpcode opcode)
{
  g_return_val_if_fail (tool < G_N_ELEMENTS (tools), FALSE);

  return get_statement (&tools[tool], opcode) != NULL;
}

/**
 * sonde_snippet_write:
 * @tool: less than sonde_snippet_get_n_tools()
 * @endpoint: where to
 * @outgoing: what to send; its fragments are not kept
 *
 * Returns: (transfer full): a command line or a program that sends the same in one message, or
 *   %NULL with %SONDE_ERROR_ARGUMENT where the tool can not, %SONDE_ERROR_TOO_BIG for more than
 *   %SONDE_SNIPPET_MAX_PAYLOAD_SIZE bytes, or an error of sonde_outgoing_check()
 */
char *
sonde_snippet_write (guint tool,
                     const SondeEndpoint *endpoint,
                     const SondeOutgoing *outgoing,
                     GError **error)
{
  const Tool *row;
  const char *template;
  gsize size;
  g_autofree char *statement = NULL;

  g_return_val_if_fail (tool < G_N_ELEMENTS (tools), NULL);
  g_return_val_if_fail (endpoint != NULL && outgoing != NULL, NULL);

  row = &tools[tool];
  size = g_bytes_get_size (outgoing->data);
  if (!sonde_outgoing_check (outgoing, error))
    return NULL;
  if (size > SONDE_SNIPPET_MAX_PAYLOAD_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG,
                   _ ("A message of %zu bytes is too long to copy as a program; %d is the most"),
                   size, SONDE_SNIPPET_MAX_PAYLOAD_SIZE);
      return NULL;
    }
  template = choose_statement (row, outgoing);
  if (template == NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("%s can not send this"), row->name);
      return NULL;
    }

  statement = write_statement (row, template, outgoing);
  return write_program (row, endpoint, statement);
}
