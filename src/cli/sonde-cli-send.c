/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"
#include "sonde-cli-printer.h"
#include "sonde-error.h"
#include "sonde-hex.h"
#include "sonde-snippet.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  gboolean json;
  double wait_s;
  char *kind;
  gint64 code;
  gint64 fragment_size;
  char *program;
} SendValues;

static const SondeCliOption options[] = {
  { "json", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (SendValues, json), 0, 0, 0, NULL,
    N_ ("Print a JSON object for each message") },
  { "wait", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (SendValues, wait_s), 0, 0.001,
    SONDE_CLI_MAX_SECONDS, "S", N_ ("Then print what arrives within so many seconds") },
  { "kind", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (SendValues, kind), 0, 0, 0, "K",
    N_ ("What to send: text, binary (TEXT is hexadecimal), ping, pong or close") },
  { "code", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (SendValues, code), 1000, 0, G_MAXUINT16, "N",
    N_ ("The code of a close, any at all; 0 for none") },
  { "fragments", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (SendValues, fragment_size), 0, 1,
    SONDE_OUTGOING_MAX_FRAGMENTED, "N", N_ ("Send the message in frames of so many bytes") },
  { "program", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (SendValues, program), 0, 0, 0, "P",
    N_ ("Send nothing; print how another program would: websocat, wscat, curl, Python, "
        "JavaScript, Qt/C++, PHP, Java, Java-WebSocket or Arduino") },
  { NULL },
};

static const SondeOpcode opcodes[] = { SONDE_OPCODE_TEXT, SONDE_OPCODE_BINARY, SONDE_OPCODE_PING,
                                       SONDE_OPCODE_PONG, SONDE_OPCODE_CLOSE };

typedef struct
{
  const SendValues *values;
  const SondeOutgoing *outgoing;
  SondeCliClient *client;
  SondeCliPrinter printer;
  gboolean answered;
} Send;

static gboolean
parse_kind (const char *name, SondeOpcode *opcode, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (opcodes); i++)
    if (name == NULL || strcmp (name, sonde_opcode_get_name (opcodes[i])) == 0)
      {
        *opcode = opcodes[i];
        return TRUE;
      }
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
               _ ("“%s” is not text, binary, ping, pong or close"), name);
  return FALSE;
}

static SondeOutgoing *
compose (const SendValues *values, const char *text, GError **error)
{
  SondeOpcode opcode;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (SondeOutgoing) outgoing = NULL;

  if (!parse_kind (values->kind, &opcode, error))
    return NULL;
  data = opcode == SONDE_OPCODE_BINARY ? sonde_hex_parse (text, error)
                                       : g_bytes_new (text, strlen (text));
  if (data == NULL)
    return NULL;
  outgoing = sonde_outgoing_new (opcode, data);
  outgoing->fragment_size = (gsize) values->fragment_size;
  outgoing->close_code = opcode == SONDE_OPCODE_CLOSE ? (guint16) values->code : 0;
  return sonde_outgoing_check (outgoing, error) ? g_steal_pointer (&outgoing) : NULL;
}

static char *
write_program (const char *name,
               const SondeEndpoint *endpoint,
               const SondeOutgoing *outgoing,
               GError **error)
{
  for (guint tool = 0; tool < sonde_snippet_get_n_tools (); tool++)
    if (g_ascii_strcasecmp (name, sonde_snippet_get_tool_name (tool)) == 0)
      return sonde_snippet_write (tool, endpoint, outgoing, error);
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("There is no program “%s”"), name);
  return NULL;
}

static void
on_opened (SondeCliClient *client, Send *self)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_connection_send (sonde_cli_client_get_connection (client), self->outgoing, &error))
    sonde_cli_client_fail (client, error);
  else if (self->values->wait_s > 0 && self->outgoing->opcode != SONDE_OPCODE_CLOSE)
    sonde_cli_client_set_deadline_ms (client, sonde_cli_seconds_to_ms (self->values->wait_s));
  else
    sonde_cli_client_finish (client, SONDE_CLI_DONE);
}

static void
on_pong (SondeConnection *connection, GBytes *payload, gint64 rtt_us, Send *self)
{
  g_autoptr (SondeCliJson) json = NULL;

  if (self->outgoing->opcode != SONDE_OPCODE_PING || self->answered ||
      !g_bytes_equal (payload, self->outgoing->data))
    return;
  self->answered = TRUE;
  if (self->values->json)
    {
      json = sonde_cli_json_new ();
      sonde_cli_json_add_text (json, "opcode", sonde_opcode_get_name (SONDE_OPCODE_PONG), -1);
      sonde_cli_json_add_integer (json, "rtt_us", rtt_us);
      sonde_cli_json_print (json);
    }
  sonde_cli_client_finish (self->client, SONDE_CLI_DONE);
}

static void
on_received (SondeCliClient *client, SondeMessage *message, Send *self)
{
  self->answered = TRUE;
  sonde_cli_client_set_unfinished_status (client, SONDE_CLI_DONE);
  if (!sonde_cli_printer_print (&self->printer, message))
    sonde_cli_client_finish (client, SONDE_CLI_DONE);
}

static void
on_expired (SondeCliClient *client, Send *self)
{
  if (self->answered)
    {
      sonde_cli_client_finish (client, SONDE_CLI_DONE);
      return;
    }

  sonde_cli_warn (_ ("No message came within %g s"), self->values->wait_s);
  sonde_cli_client_finish (client, SONDE_CLI_UNANSWERED);
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const SendValues *values = invocation->values;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeOutgoing) outgoing = compose (values, invocation->arguments[1], &error);
  g_autoptr (SondeCliClient) client = NULL;
  g_autofree char *program = NULL;
  Send self = { .values = values, .outgoing = outgoing };

  if (outgoing != NULL && values->program != NULL)
    program = write_program (values->program, invocation->endpoint, outgoing, &error);
  if (error != NULL)
    return sonde_cli_report_usage (invocation->command, error);
  if (program != NULL)
    {
      sonde_cli_print_line (program, strlen (program) - 1);
      return SONDE_CLI_DONE;
    }

  client = sonde_cli_client_new (invocation->endpoint);
  self.printer.json = values->json;
  sonde_cli_client_set_prints_errors (client, values->json);
  sonde_cli_client_set_unfinished_status (client, SONDE_CLI_UNANSWERED);
  self.client = client;

  g_signal_connect (client, "opened", G_CALLBACK (on_opened), &self);
  g_signal_connect (client, "received", G_CALLBACK (on_received), &self);
  g_signal_connect (client, "expired", G_CALLBACK (on_expired), &self);
  g_signal_connect (sonde_cli_client_get_connection (client), "pong", G_CALLBACK (on_pong), &self);
  return sonde_cli_client_run (client);
}

const SondeCliCommand sonde_cli_send_command = {
  .name = "send",
  .synopsis = "URI TEXT",
  .summary = N_ ("Send one message, of any kind"),
  .description = N_ (
      "Sends TEXT as one text message in one frame, then closes. With --wait it first prints, as "
      "“listen” does, what arrives within that time; where nothing does, it was unanswered. With "
      "--kind, TEXT is the bytes of a binary message in hexadecimal, the payload of a ping or a "
      "pong, or the reason of a close; a ping waits for its pong.\n"
      "\n"
      "A TEXT that starts with a dash goes after “--”. An empty TEXT is sent as it is: it crashes "
      "the ESP32 echo server of the course. The probe ignores a text in fragments."),
  .examples = "send ws://127.0.0.1:5000 'Hello world!' --wait 1\n"
              "send ws://serveur-esp32-bluedot.local:5000 '{\"etat\":\"on\"}'\n"
              "send --kind ping --wait 5 --json ws://127.0.0.1:5000 hello\n"
              "send --kind close --code 4000 ws://127.0.0.1:5000 'that is all'\n"
              "send --program Python ws://127.0.0.1:5000 '{\"etat\":\"on\"}'\n"
              "send ws://127.0.0.1:5000 -- -1",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNANSWERED | 1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 2,
  .connects = TRUE,
  .values_size = sizeof (SendValues),
  .options = options,
  .run = run,
};
