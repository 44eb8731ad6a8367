/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-error.h"
#include "sonde-frame.h"

#include <glib/gi18n.h>

/* Longer than the real probe blocks on its light sensor (1.44 s), so that it can answer the close.
 */
#define CLOSE_LIMIT_MS 3000

#define CLOSE_NORMAL     1000
#define CLOSE_GOING_AWAY 1001

struct _SondeCliClient
{
  GObject parent_instance;

  SondeConnection *connection;
  GMainLoop *loop;
  SondeCliInterrupt interrupt;
  guint deadline_id;
  guint close_limit_id;
  SondeCliStatus unfinished_status;
  SondeCliStatus status;
  gboolean prints_errors;
  gboolean was_open;
  gboolean closing;
};

enum
{
  SIGNAL_OPENED,
  SIGNAL_RECEIVED,
  SIGNAL_EXPIRED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeCliClient, sonde_cli_client, G_TYPE_OBJECT)

static gboolean
on_close_limit (gpointer user_data)
{
  SondeCliClient *self = user_data;

  self->close_limit_id = 0;
  sonde_cli_warn (_ ("The server did not answer the close; the connection was cut"));
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
close_connection (SondeCliClient *self, guint16 code, SondeCliStatus status)
{
  if (self->closing)
    return;

  self->closing = TRUE;
  self->status = status;
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  self->close_limit_id = g_timeout_add (CLOSE_LIMIT_MS, on_close_limit, self);
  sonde_connection_close (self->connection, code, NULL);
}

static gboolean
on_interrupt (gpointer user_data)
{
  SondeCliClient *self = user_data;

  if (self->closing)
    {
      sonde_cli_warn (_ ("Interrupted again; the connection was cut"));
      g_main_loop_quit (self->loop);
    }
  else if (self->was_open)
    {
      close_connection (self, CLOSE_GOING_AWAY, self->unfinished_status);
    }
  else
    {
      sonde_cli_warn (_ ("Interrupted before the connection was open"));
      close_connection (self, CLOSE_GOING_AWAY, SONDE_CLI_UNCONNECTED);
    }
  return G_SOURCE_CONTINUE;
}

static void
report_end (SondeCliClient *self)
{
  const GError *error = sonde_connection_get_error (self->connection);
  guint16 code = sonde_connection_get_close_code (self->connection);
  const char *reason = sonde_connection_get_close_reason (self->connection);

  if (error != NULL && self->prints_errors)
    sonde_cli_print_error (error);
  if (error != NULL)
    sonde_cli_report (error);
  else if (reason != NULL && *reason != '\0')
    /* Translators: a close code of RFC 6455 and the words that came with it. */
    sonde_cli_warn (_ ("The server closed the connection: %u “%s”"), code, reason);
  else
    sonde_cli_warn (_ ("The server closed the connection: %u"), code);
}

static void
on_closed (SondeCliClient *self)
{
  if (!self->closing)
    {
      gboolean failed = sonde_connection_get_error (self->connection) != NULL;

      report_end (self);
      if (!self->was_open)
        self->status = SONDE_CLI_UNCONNECTED;
      else if (failed && self->unfinished_status == SONDE_CLI_DONE)
        self->status = SONDE_CLI_FAILED;
      else
        self->status = self->unfinished_status;
      self->closing = TRUE;
    }
  g_main_loop_quit (self->loop);
}

static void
on_state_changed (SondeCliClient *self)
{
  SondeState state = sonde_connection_get_state (self->connection);

  if (state == SONDE_STATE_OPEN && !self->was_open)
    {
      self->was_open = TRUE;
      g_signal_emit (self, signals[SIGNAL_OPENED], 0);
    }
  else if (state == SONDE_STATE_CLOSED)
    {
      on_closed (self);
    }
}

static void
on_message (SondeCliClient *self, SondeMessage *message)
{
  SondeOpcode opcode = sonde_message_get_opcode (message);

  if (!self->closing && sonde_message_get_direction (message) == SONDE_DIRECTION_RECEIVED &&
      !sonde_opcode_is_control (opcode))
    g_signal_emit (self, signals[SIGNAL_RECEIVED], 0, message);
}

static void
on_start (gpointer user_data)
{
  SondeCliClient *self = user_data;

  sonde_connection_open (self->connection);
}

static gboolean
on_deadline (gpointer user_data)
{
  SondeCliClient *self = user_data;

  self->deadline_id = 0;
  g_signal_emit (self, signals[SIGNAL_EXPIRED], 0);
  return G_SOURCE_REMOVE;
}

static void
sonde_cli_client_dispose (GObject *object)
{
  SondeCliClient *self = SONDE_CLI_CLIENT (object);

  g_clear_handle_id (&self->deadline_id, g_source_remove);
  g_clear_handle_id (&self->close_limit_id, g_source_remove);
  sonde_cli_interrupt_clear (&self->interrupt);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->loop, g_main_loop_unref);

  G_OBJECT_CLASS (sonde_cli_client_parent_class)->dispose (object);
}

static void
sonde_cli_client_class_init (SondeCliClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_cli_client_dispose;

  signals[SIGNAL_OPENED] = g_signal_new ("opened", SONDE_TYPE_CLI_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RECEIVED] = g_signal_new ("received", SONDE_TYPE_CLI_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, SONDE_TYPE_MESSAGE);
  signals[SIGNAL_EXPIRED] = g_signal_new ("expired", SONDE_TYPE_CLI_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_cli_client_init (SondeCliClient *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);
  self->unfinished_status = SONDE_CLI_DONE;
}

/**
 * sonde_cli_client_new:
 * @endpoint: where to connect; copied
 *
 * Makes a client for the default main context. It dials in sonde_cli_client_run().
 *
 * Returns: (transfer full): a client
 */
SondeCliClient *
sonde_cli_client_new (const SondeEndpoint *endpoint)
{
  SondeCliClient *self = g_object_new (SONDE_TYPE_CLI_CLIENT, NULL);

  self->connection = sonde_connection_new (endpoint);
  g_signal_connect_object (self->connection, "state-changed", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "message", G_CALLBACK (on_message), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * sonde_cli_client_get_connection:
 * @self: a client
 *
 * Returns: (transfer none): its connection, to send on and to ask; not to open or close
 */
SondeConnection *
sonde_cli_client_get_connection (SondeCliClient *self)
{
  g_return_val_if_fail (SONDE_IS_CLI_CLIENT (self), NULL);

  return self->connection;
}

/**
 * sonde_cli_client_set_unfinished_status:
 * @self: a client
 * @status: an exit status
 *
 * Says what the exit status is where Ctrl-C or the server ends the open connection before
 * sonde_cli_client_finish() does. A connection that is lost is never %SONDE_CLI_DONE.
 */
void
sonde_cli_client_set_unfinished_status (SondeCliClient *self, SondeCliStatus status)
{
  g_return_if_fail (SONDE_IS_CLI_CLIENT (self));

  self->unfinished_status = status;
}

/**
 * sonde_cli_client_set_prints_errors:
 * @self: a client
 * @prints_errors: whether the command writes JSON
 *
 * Writes why the connection failed to standard output as well, as sonde_cli_print_error() does.
 */
void
sonde_cli_client_set_prints_errors (SondeCliClient *self, gboolean prints_errors)
{
  g_return_if_fail (SONDE_IS_CLI_CLIENT (self));

  self->prints_errors = prints_errors;
}

/**
 * sonde_cli_client_set_deadline_ms:
 * @self: a client
 * @deadline_ms: milliseconds from now, or 0 for no deadline
 *
 * Replaces the deadline.
 */
void
sonde_cli_client_set_deadline_ms (SondeCliClient *self, guint deadline_ms)
{
  g_return_if_fail (SONDE_IS_CLI_CLIENT (self));

  g_clear_handle_id (&self->deadline_id, g_source_remove);
  if (deadline_ms > 0)
    self->deadline_id = g_timeout_add (deadline_ms, on_deadline, self);
}

/**
 * sonde_cli_client_run:
 * @self: a client that has not run
 *
 * Connects, and returns when the connection is closed. Ctrl-C closes it with code 1001, once more
 * cuts it. What ended it, where that was not sonde_cli_client_finish(), is told on standard error.
 *
 * Returns: the exit status
 */
SondeCliStatus
sonde_cli_client_run (SondeCliClient *self)
{
  g_return_val_if_fail (SONDE_IS_CLI_CLIENT (self), SONDE_CLI_FAILED);

  sonde_cli_interrupt_watch (&self->interrupt, on_interrupt, self);
  /* From within the loop, which can then be left whatever the first call finds. */
  g_idle_add_once (on_start, self);
  g_main_loop_run (self->loop);
  sonde_cli_interrupt_clear (&self->interrupt);
  return self->status;
}

/**
 * sonde_cli_client_finish:
 * @self: a client that runs
 * @status: the exit status
 *
 * Closes the connection with code 1000; sonde_cli_client_run() returns @status once that is done.
 * Only the first call counts.
 */
void
sonde_cli_client_finish (SondeCliClient *self, SondeCliStatus status)
{
  g_return_if_fail (SONDE_IS_CLI_CLIENT (self));

  close_connection (self, CLOSE_NORMAL, status);
}

/**
 * sonde_cli_client_fail:
 * @self: a client that runs
 * @error: what could not be done
 *
 * Reports the error and finishes with %SONDE_CLI_USAGE where an argument was at fault, else with
 * %SONDE_CLI_FAILED.
 */
void
sonde_cli_client_fail (SondeCliClient *self, const GError *error)
{
  g_return_if_fail (SONDE_IS_CLI_CLIENT (self));

  sonde_cli_report (error);
  sonde_cli_client_finish (self, g_error_matches (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT)
                                     ? SONDE_CLI_USAGE
                                     : SONDE_CLI_FAILED);
}
