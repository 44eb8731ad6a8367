/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-json.h"
#include "sonde-cli-order.h"
#include "sonde-cli-output.h"
#include "sonde-probe.h"

/* The probe announces what it is set to right after the handshake. To a command that is sent
 * before, those announcements would look like the answer. A server that announces nothing is sent
 * the command all the same after this while. */
#define GREETING_LIMIT_MS 2000

typedef struct
{
  SondeCommandKind kind;
  gint64 asked;
  SondeCliClient *client;
  SondeProbe *probe;
  gboolean sent;
  SondeCommand *result; /* once there is a verdict */
  gint64 announced;     /* the last that is known; -1: nothing */
} Order;

static const struct
{
  SondeVerdict verdict;
  SondeCliStatus status;
} statuses[] = {
  { SONDE_VERDICT_PENDING, SONDE_CLI_UNANSWERED },
  { SONDE_VERDICT_CONFIRMED, SONDE_CLI_DONE },
  { SONDE_VERDICT_ALREADY_SO, SONDE_CLI_DONE },
  { SONDE_VERDICT_CONTRADICTED, SONDE_CLI_CONTRADICTED },
  { SONDE_VERDICT_UNANSWERED, SONDE_CLI_UNANSWERED },
  { SONDE_VERDICT_OVERTAKEN, SONDE_CLI_CONTRADICTED },
};

static void
send_order (Order *self)
{
  g_autoptr (GError) error = NULL;
  guint64 serial;

  self->sent = TRUE;
  sonde_cli_client_set_deadline_ms (self->client, 0);
  if (self->kind == SONDE_COMMAND_ETAT)
    serial = sonde_probe_send_etat (self->probe, self->asked != 0, &error);
  else
    serial = sonde_probe_send_periode (self->probe, self->asked, &error);
  if (serial == 0)
    sonde_cli_client_fail (self->client, error);
}

static gboolean
has_greeted (Order *self)
{
  return sonde_probe_get_etat (self->probe) != SONDE_ETAT_UNKNOWN &&
         sonde_probe_get_announced_period_ms (self->probe) > 0;
}

static void
on_opened (SondeCliClient *client, Order *self)
{
  sonde_cli_client_set_deadline_ms (client, GREETING_LIMIT_MS);
}

static void
on_changed (SondeProbe *probe, Order *self)
{
  if (!self->sent && has_greeted (self))
    send_order (self);
}

static void
on_expired (SondeCliClient *client, Order *self)
{
  send_order (self);
}

static gint64
get_announced (Order *self)
{
  gint64 period_ms = sonde_probe_get_announced_period_ms (self->probe);

  if (self->kind == SONDE_COMMAND_ETAT)
    return sonde_probe_get_etat (self->probe);
  return period_ms > 0 ? period_ms : -1;
}

static void
on_verdict (SondeProbe *probe, const SondeCommand *command, Order *self)
{
  if (self->result != NULL)
    return;

  self->result = sonde_command_copy (command);
  self->announced = command->announced >= 0 ? command->announced : get_announced (self);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].verdict == command->verdict)
      sonde_cli_client_finish (self->client, statuses[i].status);
}

static void
add_value (SondeCliJson *json, const char *name, SondeCommandKind kind, gint64 value)
{
  if (value < 0)
    sonde_cli_json_add_null (json, name);
  else if (kind == SONDE_COMMAND_ETAT)
    sonde_cli_json_add_text (json, name, value != 0 ? "on" : "off", -1);
  else
    sonde_cli_json_add_integer (json, name, value);
}

static gboolean
print_result (Order *self)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  const SondeCommand *result = self->result;

  sonde_cli_json_add_text (json, "command", self->kind == SONDE_COMMAND_ETAT ? "etat" : "periode",
                           -1);
  add_value (json, "asked", self->kind, self->asked);
  sonde_cli_json_add_text (
      json, "verdict",
      sonde_verdict_get_name (result != NULL ? result->verdict : SONDE_VERDICT_UNANSWERED), -1);
  add_value (json, "announced", self->kind, result != NULL ? self->announced : -1);
  if (result != NULL)
    sonde_cli_json_add_real (json, "after_ms", (double) result->after_us / 1000);
  else
    sonde_cli_json_add_null (json, "after_ms");
  return sonde_cli_json_print (json);
}

/**
 * sonde_cli_order_run:
 * @invocation: a command line with an endpoint
 * @kind: what to set
 * @asked: 0 or 1 for an etat, milliseconds for a periode
 *
 * Connects, waits for the probe's greeting, sends the command, waits for its verdict and prints
 * what became of it.
 *
 * Returns: the exit status
 */
SondeCliStatus
sonde_cli_order_run (const SondeCliInvocation *invocation, SondeCommandKind kind, gint64 asked)
{
  g_autoptr (SondeCliClient) client = sonde_cli_client_new (invocation->endpoint);
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (1);
  g_autoptr (SondeProbe)
      probe = sonde_probe_new (sonde_cli_client_get_connection (client), dataset);
  Order self = { .kind = kind, .asked = asked, .client = client, .probe = probe };
  SondeCliStatus status;

  if (invocation->timeout_ms > 0)
    sonde_probe_set_limit_ms (probe, invocation->timeout_ms);
  sonde_cli_client_set_unfinished_status (client, SONDE_CLI_UNANSWERED);

  g_signal_connect (client, "opened", G_CALLBACK (on_opened), &self);
  g_signal_connect (client, "expired", G_CALLBACK (on_expired), &self);
  g_signal_connect (probe, "changed", G_CALLBACK (on_changed), &self);
  g_signal_connect (probe, "verdict", G_CALLBACK (on_verdict), &self);
  status = sonde_cli_client_run (client);

  if (self.result != NULL)
    {
      g_autofree char *sentence = sonde_command_describe (self.result);

      if (status != SONDE_CLI_DONE)
        sonde_cli_warn ("%s", sentence);
    }
  if (status != SONDE_CLI_UNCONNECTED && status != SONDE_CLI_USAGE && !print_result (&self) &&
      status == SONDE_CLI_DONE)
    status = SONDE_CLI_FAILED;

  g_signal_handlers_disconnect_by_data (probe, &self);
  g_clear_pointer (&self.result, sonde_command_free);
  return status;
}
