/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check-run.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>

/* What arduinoWebSockets takes, and as what it introduces itself: one byte more and it closes. */
#define ARDUINO_SERVER   "arduino-WebSocketsServer"
#define ARDUINO_MAX_SIZE 15360

#define FAREWELL_LIMIT_US (2 * G_USEC_PER_SEC)
#define MAX_FAILED_DIALS  2
#define MAX_RUN_US        (10 * 60 * G_USEC_PER_SEC)

/**
 * sonde_check_run_decide:
 * @detail: (transfer full): why, translated
 *
 * Leaves the verdict on the row at hand; a later one takes its place.
 */
void
sonde_check_run_decide (SondeCheckRun *self, SondeCheckOutcome outcome, char *detail)
{
  self->outcome = outcome;
  g_free (self->detail);
  self->detail = detail;
}

/**
 * sonde_check_run_drop_client:
 *
 * Cuts the connection, if there is one.
 */
void
sonde_check_run_drop_client (SondeCheckRun *self)
{
  g_clear_pointer (&self->client, sonde_raw_client_free);
}

/**
 * sonde_check_run_leave:
 *
 * Closes the connection as RFC 6455 section 7 has it, within a limit.
 */
void
sonde_check_run_leave (SondeCheckRun *self)
{
  gint64 deadline_us = g_get_monotonic_time () + FAREWELL_LIMIT_US;
  SondeRawEvent event;

  if (self->client == NULL)
    return;

  sonde_raw_client_start_transcript (self->client, NULL);
  sonde_raw_client_send (self->client, 0x80 | SONDE_OPCODE_CLOSE, TRUE, "\x03\xe8", 2);
  do
    {
      g_auto (SondeRawFrame) frame = { 0 };

      event = sonde_raw_client_read (self->client, deadline_us, &frame);
    }
  while (event == SONDE_RAW_FRAME && g_get_monotonic_time () < deadline_us);
  sonde_check_run_drop_client (self);
}

static void
learn_limits (SondeCheckRun *self, const SondeHandshakeAnswer *answer)
{
  self->max_size = SONDE_RAW_CLIENT_MAX_FRAME_SIZE;
  if (answer->server != NULL && g_str_has_prefix (answer->server, ARDUINO_SERVER))
    self->max_size = ARDUINO_MAX_SIZE;
}

/* The first handshake offers what Sonde always offers; the rows after it want plain frames. */
static void
dial_first (SondeCheckRun *self)
{
  SondeHandshakeAnswer *answer = NULL;

  self->has_dialled = TRUE;
  self->client = sonde_raw_client_dial (self->endpoint, TRUE, self->cancellable, &self->faults,
                                        &answer, &self->checks, &self->dial_error);
  if (self->client == NULL)
    return;

  learn_limits (self, answer);
  if (answer->extensions != NULL)
    sonde_check_run_leave (self);
  sonde_handshake_answer_free (answer);
}

static void
dial_again (SondeCheckRun *self, GError **error)
{
  g_autoptr (GPtrArray) checks = NULL;
  SondeHandshakeAnswer *answer = NULL;

  self->client = sonde_raw_client_dial (self->endpoint, FALSE, self->cancellable, &self->faults,
                                        &answer, &checks, error);
  if (self->client != NULL && answer->extensions != NULL)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_HANDSHAKE,
                   _ ("The server granted “%s”, which was not offered"), answer->extensions);
      sonde_check_run_drop_client (self);
    }
  g_clear_pointer (&answer, sonde_handshake_answer_free);
}

/**
 * sonde_check_run_connect:
 *
 * Sees to it that there is a connection: the one of the row before, or a new one.
 *
 * Returns: whether there is; else the row was decided
 */
gboolean
sonde_check_run_connect (SondeCheckRun *self)
{
  g_autoptr (GError) error = NULL;

  if (self->client == NULL && self->n_failed_dials < MAX_FAILED_DIALS && self->dial_error == NULL)
    {
      dial_again (self, &error);
      self->n_failed_dials = self->client != NULL ? 0 : self->n_failed_dials + 1;
    }
  if (self->client != NULL)
    {
      sonde_raw_client_start_transcript (self->client, self->transcript);
      return TRUE;
    }

  if (g_cancellable_is_cancelled (self->cancellable))
    sonde_check_run_decide (self, SONDE_CHECK_SKIPPED, g_strdup (_ ("The check was cancelled")));
  else if (self->dial_error != NULL)
    sonde_check_run_decide (self, SONDE_CHECK_SKIPPED,
                            g_strdup (_ ("The handshake failed, so that there is no connection")));
  else if (error != NULL)
    sonde_check_run_decide (self, SONDE_CHECK_SKIPPED,
                            g_strdup_printf (_ ("No new connection: %s"), error->message));
  else
    sonde_check_run_decide (self, SONDE_CHECK_SKIPPED,
                            g_strdup (_ ("The server takes no more connections")));
  return FALSE;
}

/* What can be said of a row before it is tried, or NULL. */
static const char *
find_obstacle (SondeCheckRun *self, const SondeCheckSpec *spec, SondeCheckOutcome *outcome)
{
  *outcome = SONDE_CHECK_SKIPPED;
  if (g_cancellable_is_cancelled (self->cancellable))
    return _ ("The check was cancelled");
  if (spec->flags & SONDE_CHECK_IS_DANGEROUS && !self->is_rude)
    return _ ("It is known to crash the course’s ESP32 echo server, and you did not ask for it");
  if (spec->flags & SONDE_CHECK_IS_RUDE && !self->is_rude)
    return _ ("It breaks the protocol on purpose, and you did not ask for it");
  if (spec->flags & SONDE_CHECK_NEEDS_ECHO && self->dial_error == NULL && !self->echoes)
    {
      *outcome = SONDE_CHECK_NOT_APPLICABLE;
      return _ ("The server is not an echo server");
    }
  return NULL;
}

static void
try_row (SondeCheckRun *self, const SondeCheckSpec *spec, gint64 end_us)
{
  SondeCheckOutcome outcome;
  const char *obstacle = find_obstacle (self, spec, &outcome);

  self->began_us = 0;
  self->answered_us = 0;
  g_string_truncate (self->transcript, 0);
  if (obstacle == NULL && g_get_monotonic_time () > end_us)
    obstacle = _ ("The whole check took too long");
  if (obstacle != NULL)
    {
      sonde_check_run_decide (self, outcome, g_strdup (obstacle));
      return;
    }

  spec->step (self, spec);
  if (self->client != NULL)
    sonde_raw_client_start_transcript (self->client, NULL);
}

static void
clear (SondeCheckRun *self)
{
  sonde_check_run_leave (self);
  sonde_raw_faults_clear (&self->faults);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_error (&self->dial_error);
  g_clear_pointer (&self->detail, g_free);
  g_string_free (self->transcript, TRUE);
}

/**
 * sonde_check_run:
 * @endpoint: the server
 * @is_rude: whether it may be sent what breaks the protocol, or is known to crash a server
 * @limit_ms: how long an answer may take
 * @cancellable: ends it soon; the rows that were not tried are reported as skipped
 * @report: told of each row of sonde_check_get_table(), in its order
 *
 * Checks a server, with one connection at a time, and returns when that is done. The thread needs a
 * thread-default main context of its own.
 *
 * Returns: %FALSE with an error of %SONDE_ERROR where the server did not answer in HTTP, so that
 *   there was nothing to check
 */
gboolean
sonde_check_run (const SondeEndpoint *endpoint,
                 gboolean is_rude,
                 guint limit_ms,
                 GCancellable *cancellable,
                 SondeCheckReport report,
                 gpointer user_data,
                 GError **error)
{
  gint64 end_us = g_get_monotonic_time () + MAX_RUN_US;
  SondeCheckRun self = {
    .endpoint = endpoint,
    .cancellable = cancellable,
    .limit_us = (gint64) limit_ms * 1000,
    .is_rude = is_rude,
    .transcript = g_string_new (NULL),
  };
  guint n_specs;
  const SondeCheckSpec *specs = sonde_check_get_table (&n_specs);
  gboolean has_answer;

  dial_first (&self);
  has_answer = self.checks != NULL;
  for (guint i = 0; i < n_specs && has_answer; i++)
    {
      gint64 elapsed_us;

      report (i, SONDE_CHECK_RUNNING, "", "", -1, user_data);
      try_row (&self, &specs[i], end_us);
      elapsed_us = self.began_us > 0 && self.answered_us > self.began_us
                       ? self.answered_us - self.began_us
                       : -1;
      report (i, self.outcome, self.detail, self.transcript->str, elapsed_us, user_data);
    }
  if (!has_answer)
    g_propagate_error (error, g_steal_pointer (&self.dial_error));
  clear (&self);
  return has_answer;
}
