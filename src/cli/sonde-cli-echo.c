/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"

#include <string.h>
#include <glib/gi18n.h>

#define MAX_COUNT 1000000

typedef struct
{
  gint64 count;
  gint64 size;
  gboolean binary;
} EchoValues;

static const SondeCliOption options[] = {
  { "count", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (EchoValues, count), 10, 1, MAX_COUNT, "N",
    N_ ("How many messages to send, one after the other (10)") },
  { "size", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (EchoValues, size), 32, 0,
    SONDE_CONNECTION_MAX_QUEUED_BYTES, "B", N_ ("Bytes in each message (32)") },
  { "binary", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (EchoValues, binary), 0, 0, 0, NULL,
    N_ ("Send binary messages instead of texts") },
  { NULL },
};

typedef struct
{
  const EchoValues *values;
  SondeCliClient *client;
  guint limit_ms;
  GBytes *expected;
  gint64 sent_us;
  gint64 n_sent;
  gint64 n_received;
  gint64 n_mismatched;
  GArray *rtts_us; /* gint64, one for each echo that matched */
} Echo;

/* Every message differs from its neighbours, so that a late echo does not pass for the next one,
 * and a text is plain ASCII, since some servers stop at a NUL. */
static GBytes *
create_payload (const EchoValues *values, gint64 index)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  gsize size = (gsize) values->size;
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    {
      guint64 position = (guint64) index + i;

      data[i] = values->binary ? (guint8) position : (guint8) letters[position % strlen (letters)];
    }
  return g_bytes_new_take (data, size);
}

static void
send_next (Echo *self)
{
  SondeConnection *connection = sonde_cli_client_get_connection (self->client);
  g_autoptr (GError) error = NULL;
  const char *text;
  gboolean sent;
  gsize size;

  g_clear_pointer (&self->expected, g_bytes_unref);
  self->expected = create_payload (self->values, self->n_sent);
  text = g_bytes_get_data (self->expected, &size);

  self->sent_us = g_get_monotonic_time ();
  if (self->values->binary)
    sent = sonde_connection_send_binary (connection, self->expected, &error);
  else
    sent = sonde_connection_send_text (connection, text == NULL ? "" : text, (gssize) size, &error);
  if (!sent)
    {
      sonde_cli_client_fail (self->client, error);
      return;
    }

  self->n_sent++;
  sonde_cli_client_set_deadline_ms (self->client, self->limit_ms);
}

static void
on_received (SondeCliClient *client, SondeMessage *message, Echo *self)
{
  SondeOpcode opcode = self->values->binary ? SONDE_OPCODE_BINARY : SONDE_OPCODE_TEXT;
  gint64 rtt_us = g_get_monotonic_time () - self->sent_us;

  self->n_received++;
  if (sonde_message_get_opcode (message) != opcode ||
      !g_bytes_equal (sonde_message_get_data (message), self->expected))
    {
      self->n_mismatched++;
      return;
    }

  g_array_append_val (self->rtts_us, rtt_us);
  if (self->n_sent < self->values->count)
    send_next (self);
  else
    sonde_cli_client_finish (client, self->n_mismatched > 0 ? SONDE_CLI_FAILED : SONDE_CLI_DONE);
}

static void
on_expired (SondeCliClient *client, Echo *self)
{
  sonde_cli_warn (_ ("No echo of message %u came within %g s"), (guint) self->n_sent,
                  self->limit_ms / 1000.0);
  sonde_cli_client_finish (client, self->n_received == 0 ? SONDE_CLI_UNANSWERED : SONDE_CLI_FAILED);
}

static int
compare_rtts (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a;
  const gint64 *right = b;

  return (*left > *right) - (*left < *right);
}

static void
add_rtt (SondeCliJson *json, const char *name, const Echo *self, guint percent)
{
  guint n_rtts = self->rtts_us->len;

  if (n_rtts == 0)
    {
      sonde_cli_json_add_null (json, name);
      return;
    }

  /* The nearest rank: the least value that so many percent of the values do not exceed. */
  {
    guint rank = MAX ((guint) (((guint64) n_rtts * percent + 99) / 100), 1);

    sonde_cli_json_add_integer (json, name, g_array_index (self->rtts_us, gint64, rank - 1));
  }
}

static gboolean
print_result (Echo *self)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();

  g_array_sort (self->rtts_us, compare_rtts);
  sonde_cli_json_add_integer (json, "sent", self->n_sent);
  sonde_cli_json_add_integer (json, "received", self->n_received);
  sonde_cli_json_add_integer (json, "mismatched", self->n_mismatched);
  sonde_cli_json_begin (json, "rtt_us");
  add_rtt (json, "min", self, 0);
  add_rtt (json, "median", self, 50);
  add_rtt (json, "p99", self, 99);
  add_rtt (json, "max", self, 100);
  sonde_cli_json_end (json);
  return sonde_cli_json_print (json);
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  g_autoptr (SondeCliClient) client = sonde_cli_client_new (invocation->endpoint);
  Echo self = { .values = invocation->values, .client = client };
  SondeCliStatus status;

  self.limit_ms = sonde_endpoint_get_timeout_ms (invocation->endpoint);
  self.rtts_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  sonde_cli_client_set_unfinished_status (client, SONDE_CLI_FAILED);

  g_signal_connect_swapped (client, "opened", G_CALLBACK (send_next), &self);
  g_signal_connect (client, "received", G_CALLBACK (on_received), &self);
  g_signal_connect (client, "expired", G_CALLBACK (on_expired), &self);
  status = sonde_cli_client_run (client);
  if (status != SONDE_CLI_UNCONNECTED && !print_result (&self) && status == SONDE_CLI_DONE)
    status = SONDE_CLI_FAILED;

  g_clear_pointer (&self.expected, g_bytes_unref);
  g_array_unref (self.rtts_us);
  return status;
}

const SondeCliCommand sonde_cli_echo_command = {
  .name = "echo",
  .synopsis = "URI",
  .summary = N_ ("Measure the round trip of an echo server"),
  .description = N_ (
      "Sends a message, waits for its echo, and starts again. At the end it prints one JSON object: "
      "sent, received, mismatched (received, but not the echo that was waited for) and rtt_us, the "
      "least, median, 99th percentile and greatest round trip in microseconds (null where there "
      "was none).\n"
      "\n"
      "The check fails where an echo is missing or differs. --timeout bounds the wait for each echo "
      "(10 s). A text of --size 0 crashes the ESP32 echo server of the course."),
  .examples = "echo ws://127.0.0.1:5000\n"
              "echo --count 1000 --size 1024 --binary ws://127.0.0.1:5000",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNANSWERED | 1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .connects = TRUE,
  .values_size = sizeof (EchoValues),
  .options = options,
  .run = run,
};
