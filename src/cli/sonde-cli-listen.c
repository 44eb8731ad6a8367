/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-printer.h"

#include <glib/gi18n.h>

typedef struct
{
  gboolean json;
  gint64 count;
  double duration_s;
} ListenValues;

static const SondeCliOption options[] = {
  { "json", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ListenValues, json), 0, 0, 0, NULL,
    N_ ("Print a JSON object for each message") },
  { "count", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (ListenValues, count), 0, 1, 1e15, "N",
    N_ ("Stop after so many messages") },
  { "duration", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (ListenValues, duration_s), 0, 0.001,
    SONDE_CLI_MAX_SECONDS, "S", N_ ("Stop so many seconds after the connection opened") },
  { NULL },
};

typedef struct
{
  const ListenValues *values;
  SondeCliPrinter printer;
  gint64 n_received;
} Listen;

static void
on_opened (SondeCliClient *client, Listen *self)
{
  sonde_cli_client_set_deadline_ms (client, sonde_cli_seconds_to_ms (self->values->duration_s));
}

static void
on_received (SondeCliClient *client, SondeMessage *message, Listen *self)
{
  self->n_received++;
  if (!sonde_cli_printer_print (&self->printer, message) || self->n_received == self->values->count)
    sonde_cli_client_finish (client, SONDE_CLI_DONE);
}

static void
on_expired (SondeCliClient *client, Listen *self)
{
  sonde_cli_client_finish (client, self->values->count > 0 ? SONDE_CLI_FAILED : SONDE_CLI_DONE);
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  Listen self = { .values = invocation->values };
  g_autoptr (SondeCliClient) client = sonde_cli_client_new (invocation->endpoint);

  self.printer.json = self.values->json;
  sonde_cli_client_set_prints_errors (client, self.values->json);
  if (self.values->count > 0)
    sonde_cli_client_set_unfinished_status (client, SONDE_CLI_FAILED);

  g_signal_connect (client, "opened", G_CALLBACK (on_opened), &self);
  g_signal_connect (client, "received", G_CALLBACK (on_received), &self);
  g_signal_connect (client, "expired", G_CALLBACK (on_expired), &self);
  return sonde_cli_client_run (client);
}

const SondeCliCommand sonde_cli_listen_command = {
  .name = "listen",
  .synopsis = "URI",
  .summary = N_ ("Print what a server sends"),
  .description = N_ (
      "Prints each text message exactly as it was received, followed by a line feed; a text that "
      "contains line feeds of its own takes several lines. Binary messages are printed with --json "
      "alone, which writes one object a line: time_us (microseconds since 1970), opcode, size "
      "(bytes), text (or data, in Base64, for a binary message) and, where a text announces or "
      "measures something, understood: its kind (mesure, etat, periode or numbers) with a value or "
      "values, and source_time_us where the text says when it was. With --json a failure is an "
      "object as well: error, with its cause, evidence and what to try.\n"
      "\n"
      "Without --count and --duration it listens until Ctrl-C or until the server closes. Where "
      "--count was given and fewer messages came, the check failed."),
  .examples = "listen ws://serveur-esp32-bluedot.local:5000\n"
              "listen --json --count 3 ws://127.0.0.1:5000\n"
              "listen --duration 60 wss://example.org/feed --header 'Authorization: Bearer TOKEN'",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .connects = TRUE,
  .values_size = sizeof (ListenValues),
  .options = options,
  .run = run,
};
