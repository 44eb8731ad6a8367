/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-output.h"
#include "sonde-cli-printer.h"

#include <glib/gi18n.h>

typedef struct
{
  gboolean json;
  double wait_s;
} SendValues;

static const SondeCliOption options[] = {
  { "json", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (SendValues, json), 0, 0, 0, NULL,
    N_ ("Print a JSON object for each message") },
  { "wait", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (SendValues, wait_s), 0, 0.001,
    SONDE_CLI_MAX_SECONDS, "S", N_ ("Then print what arrives within so many seconds") },
  { NULL },
};

typedef struct
{
  const SendValues *values;
  const char *text;
  SondeCliPrinter printer;
  gboolean answered;
} Send;

static void
on_opened (SondeCliClient *client, Send *self)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_connection_send_text (sonde_cli_client_get_connection (client), self->text, -1,
                                   &error))
    sonde_cli_client_fail (client, error);
  else if (self->values->wait_s > 0)
    sonde_cli_client_set_deadline_ms (client, sonde_cli_seconds_to_ms (self->values->wait_s));
  else
    sonde_cli_client_finish (client, SONDE_CLI_DONE);
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
  Send self = { .values = invocation->values, .text = invocation->arguments[1] };
  g_autoptr (SondeCliClient) client = sonde_cli_client_new (invocation->endpoint);

  self.printer.json = self.values->json;
  sonde_cli_client_set_unfinished_status (client, SONDE_CLI_UNANSWERED);

  g_signal_connect (client, "opened", G_CALLBACK (on_opened), &self);
  g_signal_connect (client, "received", G_CALLBACK (on_received), &self);
  g_signal_connect (client, "expired", G_CALLBACK (on_expired), &self);
  return sonde_cli_client_run (client);
}

const SondeCliCommand sonde_cli_send_command = {
  .name = "send",
  .synopsis = "URI TEXT",
  .summary = N_ ("Send one text message"),
  .description = N_ (
      "Sends TEXT as one text message in one frame, then closes. With --wait it first prints, as "
      "“listen” does, what arrives within that time; where nothing does, it was unanswered.\n"
      "\n"
      "A TEXT that starts with a dash goes after “--”. An empty TEXT is sent as it is: it crashes "
      "the ESP32 echo server of the course."),
  .examples = "send ws://127.0.0.1:5000 'Hello world!' --wait 1\n"
              "send ws://serveur-esp32-bluedot.local:5000 '{\"etat\":\"on\"}'\n"
              "send ws://127.0.0.1:5000 -- -1",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNANSWERED | 1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 2,
  .connects = TRUE,
  .values_size = sizeof (SendValues),
  .options = options,
  .run = run,
};
