/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-cli-tape.h"
#include "sonde-mock-server.h"

#include <string.h>
#include <glib/gi18n.h>

#define DEFAULT_PORT 5000
#define MAX_SPEED    10000

typedef struct
{
  gint64 port;
  double speed;
  gboolean loop;
} ReplayValues;

static const SondeCliOption options[] = {
  { "port", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (ReplayValues, port), DEFAULT_PORT, 0,
    G_MAXUINT16, "P", N_ ("TCP port (5000); 0 takes a free one") },
  { "speed", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (ReplayValues, speed), 1, 0.001, MAX_SPEED, "X",
    N_ ("Go so many times faster than it was (1)") },
  { "loop", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ReplayValues, loop), 0, 0, 0, NULL,
    N_ ("Begin again at the end") },
  { NULL },
};

typedef struct
{
  SondeMockServer *server;
  GMainLoop *loop;
  gboolean stopping;
  SondeCliStatus status;
} Replay;

static gboolean
on_read (SondeMockCue *cue, gpointer user_data, GError **error)
{
  return sonde_cli_tape_read (user_data, cue, error);
}

static void
stop (Replay *self)
{
  self->stopping = TRUE;
  sonde_mock_server_stop (self->server);
}

static gboolean
on_stop (gpointer user_data)
{
  stop (user_data);
  return G_SOURCE_REMOVE;
}

/* From the loop, and not from within the server that is to stop. */
static void
on_played (SondeMockServer *server, const GError *error, Replay *self)
{
  if (error != NULL)
    {
      sonde_cli_report (error);
      self->status = SONDE_CLI_FAILED;
    }
  g_idle_add (on_stop, self);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Replay *self = user_data;

  if (self->stopping)
    g_main_loop_quit (self->loop);
  else
    stop (self);
  return G_SOURCE_CONTINUE;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const ReplayValues *values = invocation->values;
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeCliTape)
      tape = sonde_cli_tape_new (invocation->arguments[0], values->loop, &error);
  g_autoptr (SondeMockServer) server = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  SondeCliInterrupt interrupt = { 0 };
  Replay self = { 0 };
  const char *uri;

  if (tape == NULL)
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  sonde_mock_config_init (&config);
  config.port = (guint16) values->port;
  config.speed = values->speed;
  config.period_ms = sonde_cli_tape_get_period_ms (tape);
  server = sonde_mock_server_new (&config, TRUE);
  sonde_mock_server_set_cues (server, on_read, tape);
  if (!sonde_mock_server_start (server, &error))
    {
      sonde_cli_report (error);
      return SONDE_CLI_UNCONNECTED;
    }

  loop = g_main_loop_new (NULL, FALSE);
  self.server = server;
  self.loop = loop;
  g_signal_connect (server, "played", G_CALLBACK (on_played), &self);
  g_signal_connect_swapped (server, "stopped", G_CALLBACK (g_main_loop_quit), loop);
  sonde_cli_interrupt_watch (&interrupt, on_interrupt, &self);
  uri = sonde_mock_server_get_uri (server);
  sonde_cli_print_line (uri, strlen (uri));
  g_main_loop_run (loop);

  sonde_cli_interrupt_clear (&interrupt);
  g_idle_remove_by_data (&self);
  g_signal_handlers_disconnect_by_data (server, &self);
  g_signal_handlers_disconnect_by_data (server, loop);
  sonde_mock_server_abort (server);
  return self.status;
}

const SondeCliCommand sonde_cli_replay_command = {
  .name = "replay",
  .synopsis = "F",
  .summary = N_ ("Be the probe that was recorded"),
  .description = N_ (
      "Serves a recording as a probe does, on this computer alone: each measure, state and period "
      "comes when it came, counted from the moment when the first client connects. Prints its "
      "ws:// address on the first line once it is ready. At the end of the recording it closes "
      "every client with code 1001 and stops; with --loop it begins again, until Ctrl-C.\n"
      "\n"
      "A gap of the recording is a measure of nulls. The probe takes commands: while a client has "
      "turned it off, the recording goes on unheard, and no period is ever applied. A client that "
      "cannot follow the --speed is dropped."),
  .examples = "replay garden.sonde\n"
              "replay garden.sonde --port 0 --speed 60 --loop",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .values_size = sizeof (ReplayValues),
  .options = options,
  .run = run,
};
