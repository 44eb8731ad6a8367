/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-probe.h"
#include "sonde-recorder.h"

#include <glib/gi18n.h>

/* As long as a g_timeout_add() can wait for, in whole days. */
#define MAX_DURATION_S (49.0 * 86400)

/* Longer than the real probe blocks on its light sensor, so that it can answer the close. */
#define CLOSE_LIMIT_MS 3000

#define CLOSE_NORMAL     1000
#define CLOSE_GOING_AWAY 1001

typedef struct
{
  char *output;
  double duration_s;
  gint64 count;
  gboolean messages;
} RecordValues;

static const SondeCliOption options[] = {
  { "output", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (RecordValues, output), 0, 0, 0, "F",
    N_ ("The recording: a new file, or one to go on with") },
  { "duration", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (RecordValues, duration_s), 0, 0.001,
    MAX_DURATION_S, "S", N_ ("Stop after so many seconds, connected or not") },
  { "count", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (RecordValues, count), 0, 1, 1e15, "N",
    N_ ("Stop after so many measures") },
  { "messages", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (RecordValues, messages), 0, 0, 0, NULL,
    N_ ("Record every raw message too") },
  { NULL },
};

typedef struct
{
  const RecordValues *values;
  SondeConnection *connection;
  SondeProbe *probe;
  SondeRecorder *recorder;
  GMainLoop *loop;
  guint timeout_id; /* the duration, then the limit of the close */
  guint64 n_measures;
  gboolean was_open;
  gboolean closing;
  char *told; /* the failure of the connection that was reported last */
} Record;

static gboolean
on_close_limit (gpointer user_data)
{
  Record *self = user_data;

  self->timeout_id = 0;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
finish (Record *self, guint16 code)
{
  if (self->closing)
    return;

  self->closing = TRUE;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add (CLOSE_LIMIT_MS, on_close_limit, self);
  sonde_connection_close (self->connection, code, NULL);
}

static gboolean
on_duration (gpointer user_data)
{
  Record *self = user_data;

  self->timeout_id = 0;
  finish (self, CLOSE_NORMAL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_interrupt (gpointer user_data)
{
  Record *self = user_data;

  if (self->closing)
    g_main_loop_quit (self->loop);
  else
    finish (self, CLOSE_GOING_AWAY);
  return G_SOURCE_CONTINUE;
}

/* A probe that is off for a night fails in the same way thousands of times. */
static void
report_failure (Record *self)
{
  const GError *error = sonde_connection_get_error (self->connection);

  if (error == NULL || g_strcmp0 (error->message, self->told) == 0)
    return;

  g_free (self->told);
  self->told = g_strdup (error->message);
  sonde_cli_report (error);
}

/* A connection that will be made again is closed for a moment only. */
static gboolean
on_closed (gpointer user_data)
{
  Record *self = user_data;

  if (sonde_connection_get_state (self->connection) == SONDE_STATE_CLOSED)
    g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
on_state_changed (Record *self)
{
  SondeState state = sonde_connection_get_state (self->connection);

  if (state == SONDE_STATE_OPEN)
    {
      self->was_open = TRUE;
      g_clear_pointer (&self->told, g_free);
      return;
    }

  if (!self->closing && (state == SONDE_STATE_WAITING || state == SONDE_STATE_CLOSED))
    report_failure (self);
  if (state == SONDE_STATE_CLOSED)
    g_idle_add (on_closed, self);
}

static gboolean
has_enough (Record *self)
{
  return self->values->count > 0 && self->n_measures >= (guint64) self->values->count;
}

static void
on_probe_changed (Record *self)
{
  if (has_enough (self))
    return;

  self->n_measures = sonde_probe_get_n_measures (self->probe);
  if (!has_enough (self))
    return;

  /* Whatever is on its way already is one too many. */
  sonde_probe_set_sink (self->probe, NULL);
  sonde_recorder_add_gap (self->recorder, g_get_real_time ());
  finish (self, CLOSE_NORMAL);
}

static void
on_recorder_changed (SondeRecorder *recorder, Record *self)
{
  g_autoptr (GError) error = sonde_recorder_dup_error (recorder);

  if (error != NULL)
    sonde_cli_report (error);
  else
    sonde_cli_warn (_ ("The recording goes on"));
}

static void
on_start (gpointer user_data)
{
  Record *self = user_data;

  sonde_connection_open (self->connection);
}

static SondeCliStatus
close_recording (Record *self)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_recorder_close (self->recorder, &error))
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "Recorded %llu measure in “%s”",
                               "Recorded %llu measures in “%s”", (gulong) self->n_measures),
                  (unsigned long long) self->n_measures, self->values->output);
  if (!self->was_open)
    return SONDE_CLI_UNCONNECTED;
  return self->n_measures < (guint64) self->values->count ? SONDE_CLI_FAILED : SONDE_CLI_DONE;
}

static SondeCliStatus
record (Record *self, const SondeEndpoint *endpoint)
{
  g_autoptr (SondeEndpoint) lasting = sonde_endpoint_copy (endpoint);
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (1);
  SondeCliInterrupt interrupt = { 0 };
  SondeCliStatus status;

  sonde_endpoint_set_reconnects (lasting, TRUE);
  self->connection = sonde_connection_new (lasting);
  self->probe = sonde_probe_new (self->connection, dataset);
  sonde_probe_set_sink (self->probe, SONDE_SINK (self->recorder));
  self->loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect_swapped (self->connection, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect_swapped (self->probe, "changed", G_CALLBACK (on_probe_changed), self);
  g_signal_connect (self->recorder, "changed", G_CALLBACK (on_recorder_changed), self);
  sonde_cli_interrupt_watch (&interrupt, on_interrupt, self);
  if (self->values->duration_s > 0)
    self->timeout_id = g_timeout_add (sonde_cli_seconds_to_ms (self->values->duration_s),
                                      on_duration, self);
  g_idle_add_once (on_start, self);
  g_main_loop_run (self->loop);

  /* A second Ctrl-C must not cut short what is written now. */
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  while (g_idle_remove_by_data (self))
    continue;
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_signal_handlers_disconnect_by_data (self->probe, self);
  g_signal_handlers_disconnect_by_data (self->recorder, self);
  g_clear_object (&self->probe);
  g_clear_object (&self->connection);
  status = close_recording (self);

  sonde_cli_interrupt_clear (&interrupt);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->told, g_free);
  return status;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  Record self = { .values = invocation->values };
  g_autoptr (SondeRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;

  if (self.values->output == NULL || *self.values->output == '\0')
    {
      error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                   _ ("--output says where to record, and is missing"));
      return sonde_cli_report_usage (invocation->command, error);
    }

  recorder = sonde_recorder_new (self.values->output, NULL, NULL, invocation->arguments[0]);
  if (!sonde_recorder_wait_open (recorder, &error))
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  sonde_recorder_set_records_messages (recorder, self.values->messages);
  self.recorder = recorder;
  return record (&self, invocation->endpoint);
}

const SondeCliCommand sonde_cli_record_command = {
  .name = "record",
  .synopsis = "URI",
  .summary = N_ ("Record what a probe measures to a file"),
  .description = N_ (
      "Records every measure, state and period of a probe, and when the connection opened and was "
      "lost, to a file that “info”, “export” and “replay” take, and that Sonde opens. What arrived "
      "more than a second ago is in the file whatever happens to this program.\n"
      "\n"
      "It waits for a probe that is not there yet, and reconnects by itself when the connection is "
      "lost, until Ctrl-C, --duration or --count ends it. A file that exists is gone on with. One "
      "program at a time records to a file. Where --count was given and fewer measures came, the "
      "check failed."),
  .examples = "record ws://serveur-esp32-bluedot.local:5000 --output garden.sonde\n"
              "record ws://127.0.0.1:5000 --output hour.sonde --duration 3600 --messages",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .connects = TRUE,
  .values_size = sizeof (RecordValues),
  .options = options,
  .run = run,
};
