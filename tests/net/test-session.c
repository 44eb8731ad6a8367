/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "flood-server.h"
#include "mock-wait.h"
#include "sonde-error.h"
#include "sonde-session.h"

#include <string.h>

#define N_FLOOD 40000

typedef struct
{
  SondeNetThread *thread;
  SondeMock *mock;
  SondeSession *session;
  GPtrArray *verdicts; /* of SondeCommand */
  GError *failure;     /* of the latest command that could not be sent */
  guint n_notified;
  guint64 n_expected;
} Fixture;

static void
on_verdict (Fixture *fixture, const SondeCommand *command)
{
  g_ptr_array_add (fixture->verdicts, sonde_command_copy (command));
}

static void
on_command_failed (Fixture *fixture, SondeCommandKind kind, const GError *error)
{
  g_clear_error (&fixture->failure);
  fixture->failure = g_error_copy (error);
}

static void
on_notify (Fixture *fixture)
{
  fixture->n_notified++;
}

static void
open_session (Fixture *fixture, const char *uri)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);

  g_assert_nonnull (endpoint);
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->session = sonde_session_new (fixture->thread, endpoint);
  fixture->verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_command_free);
  g_signal_connect_swapped (fixture->session, "verdict", G_CALLBACK (on_verdict), fixture);
  g_signal_connect_swapped (fixture->session, "command-failed", G_CALLBACK (on_command_failed),
                            fixture);
  g_signal_connect_swapped (fixture->session, "notify::status", G_CALLBACK (on_notify), fixture);
}

static void
start (Fixture *fixture, SondeMockProfile profile, gboolean echo)
{
  g_auto (SondeMockConfig) config = { 0 };

  sonde_mock_config_init (&config);
  config.profile = profile;
  config.echo = echo;
  config.period_ms = 50;
  config.seed = 1;
  fixture->mock = mock_start (&config);
  open_session (fixture, sonde_mock_get_uri (fixture->mock));
}

static void
finish (Fixture *fixture)
{
  gpointer session = fixture->session;
  gpointer thread = fixture->thread;

  g_object_add_weak_pointer (session, &session);
  g_object_add_weak_pointer (thread, &thread);
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_object_unref (fixture->session);
  g_assert_null (session);
  g_object_unref (fixture->thread);
  g_assert_null (thread);

  if (fixture->mock != NULL)
    mock_stop (fixture->mock);
  g_clear_object (&fixture->mock);
  g_ptr_array_unref (fixture->verdicts);
  g_clear_error (&fixture->failure);
}

static gboolean
is_open (gpointer data)
{
  Fixture *fixture = data;

  return sonde_session_get_status (fixture->session)->state == SONDE_STATE_OPEN;
}

static gboolean
has_measures (gpointer data)
{
  Fixture *fixture = data;
  SondeStatus *status = sonde_session_get_status (fixture->session);

  return status->n_measures >= fixture->n_expected && status->announced_period_ms != 0;
}

static gboolean
has_verdicts (gpointer data)
{
  Fixture *fixture = data;

  return fixture->verdicts->len >= fixture->n_expected;
}

static gboolean
has_failed (gpointer data)
{
  return ((Fixture *) data)->failure != NULL;
}

static gboolean
has_messages (gpointer data)
{
  Fixture *fixture = data;

  return sonde_session_get_status (fixture->session)->n_messages >= fixture->n_expected;
}

static gboolean
is_not_open (gpointer data)
{
  return !is_open (data);
}

static const SondeCommand *
wait_for_verdict (Fixture *fixture)
{
  fixture->n_expected = fixture->verdicts->len + 1;
  mock_wait_until (has_verdicts, fixture, "a verdict");

  return g_ptr_array_index (fixture->verdicts, fixture->verdicts->len - 1);
}

static void
wait_for_measures (Fixture *fixture, guint n)
{
  fixture->n_expected = n;
  mock_wait_until (has_measures, fixture, "measures and the period");
}

static void
test_idle (void)
{
  Fixture fixture = { 0 };
  SondeStatus *status;

  open_session (&fixture, "ws://127.0.0.1:9");
  status = sonde_session_get_status (fixture.session);
  g_assert_cmpint (status->state, ==, SONDE_STATE_IDLE);
  g_assert_cmpint (status->etat, ==, SONDE_ETAT_UNKNOWN);
  g_assert_cmpint (status->kind, ==, SONDE_KIND_AUTO);
  g_assert_cmpint (status->ping_rtt_us, ==, -1);
  g_assert_null (status->command);

  sonde_session_send_etat (fixture.session, TRUE);
  mock_wait_until (has_failed, &fixture, "the command to fail");
  g_assert_error (fixture.failure, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
  g_assert_cmpuint (fixture.n_notified, ==, 0);
  finish (&fixture);
}

static void
test_measures (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GPtrArray) channels = NULL;
  SondeDataset *dataset;
  SondeStatus *status;
  guint64 first;
  guint64 end;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, FALSE);
  dataset = sonde_session_get_dataset (fixture.session);
  sonde_session_connect (fixture.session);
  wait_for_measures (&fixture, 5);

  status = sonde_session_get_status (fixture.session);
  g_assert_cmpint (status->state, ==, SONDE_STATE_OPEN);
  g_assert_cmpint (status->kind, ==, SONDE_KIND_PROBE);
  g_assert_cmpint (status->etat, ==, SONDE_ETAT_ON);
  g_assert_cmpint (status->announced_period_ms, ==, 50);
  g_assert_true (status->has_effective_period);
  g_assert_cmpfloat (status->effective_period_ms, >, 1);
  g_assert_cmpstr (status->server, ==, "arduino-WebSocketsServer");
  g_assert_cmpuint (status->n_messages, >=, 7);
  g_assert_cmpuint (status->n_bytes_received, >, 100);

  channels = sonde_dataset_dup_channels (dataset);
  g_assert_cmpuint (channels->len, ==, 4);
  for (guint i = 0; i < channels->len; i++)
    {
      SondeSample sample;

      g_assert_true (sonde_series_get_last (
          sonde_channel_get_series (g_ptr_array_index (channels, i)), &sample));
    }

  sonde_message_log_get_range (sonde_session_get_log (fixture.session), &first, &end);
  g_assert_cmpuint (end - first, >=, 7);
  finish (&fixture);
}

static gboolean
has_two_dials (gpointer data)
{
  SondeFrameLog *log = sonde_session_get_frame_log (((Fixture *) data)->session);
  guint first;
  guint end;

  sonde_frame_log_get_dial_range (log, &first, &end);
  return end == 3;
}

static gboolean
has_ended (gpointer data)
{
  g_autoptr (SondeDialRecord) dial = NULL;

  dial = sonde_frame_log_get_dial (sonde_session_get_frame_log (((Fixture *) data)->session), 1);
  return dial != NULL && dial->end_time_us > 0;
}

/* Every frame of a connection, both ways, and its handshake; then those of the next one. */
static void
test_frames (void)
{
  Fixture fixture = { 0 };
  SondeFrameLog *log;
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (SondeDialRecord) dial = NULL;
  SondeFrameRecord *frame;
  g_autoptr (SondeFrameRecord) last = NULL;
  guint64 first;
  guint64 end;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, FALSE);
  log = sonde_session_get_frame_log (fixture.session);
  sonde_session_connect (fixture.session);
  wait_for_measures (&fixture, 2);

  /* The empty ping of the board, what answers it, and the texts. */
  frames = sonde_frame_log_get_frames (log, 0, 100);
  g_assert_cmpuint (frames->len, >=, 6);
  frame = frames->pdata[0];
  g_assert_cmpuint (frame->header.opcode, ==, SONDE_OPCODE_PING);
  g_assert_cmpint (frame->direction, ==, SONDE_DIRECTION_RECEIVED);
  for (guint i = 0; i < frames->len; i++)
    {
      frame = frames->pdata[i];
      g_assert_cmpuint (frame->number, ==, i);
      g_assert_cmpuint (frame->dial, ==, 1);
      g_assert_true (sonde_frame_record_is_whole (frame));
      g_assert_cmpint (frame->header.masked, ==, frame->direction == SONDE_DIRECTION_SENT);
    }

  dial = sonde_frame_log_get_dial (log, 1);
  g_assert_nonnull (dial);
  g_assert_no_error (dial->error);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (dial->request, NULL), "GET / HTTP/1.1\r\n"));
  g_assert_true (g_str_has_prefix (g_bytes_get_data (dial->received, NULL), "HTTP/1.1 101 "));
  g_assert_cmpstr (dial->answer->server, ==, "arduino-WebSocketsServer");
  g_assert_nonnull (dial->local);
  g_assert_nonnull (dial->remote);
  g_assert_cmpint (dial->stage_us[SONDE_DIAL_STAGE_CONNECTING], >=, 0);
  g_assert_cmpint (dial->stage_us[SONDE_DIAL_STAGE_TLS], ==, -1);
  g_assert_cmpint (dial->stage_us[SONDE_DIAL_STAGE_UPGRADING], >, 0);
  g_assert_cmpint (dial->request_time_us, <=, dial->answer_time_us);
  g_assert_cmpuint (dial->first_frame, ==, 0);
  g_assert_cmpint (dial->end_time_us, ==, 0);

  /* The closing handshake is the last that the first connection has. */
  sonde_session_disconnect (fixture.session);
  mock_wait_until (has_ended, &fixture, "the end of the connection");
  sonde_frame_log_get_range (log, &first, &end);
  last = sonde_frame_log_get (log, end - 1);
  g_assert_cmpuint (sonde_frame_record_get_close_code (last), ==, 1000);

  sonde_session_connect (fixture.session);
  mock_wait_until (has_two_dials, &fixture, "another dial");
  g_clear_pointer (&dial, sonde_dial_record_unref);
  dial = sonde_frame_log_get_dial (log, 2);
  g_assert_cmpuint (dial->first_frame, ==, end);
  finish (&fixture);
}

static void
test_published (void)
{
  Fixture fixture = { 0 };
  const SondeCommand *command;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, FALSE);
  sonde_session_connect (fixture.session);
  wait_for_measures (&fixture, 1);

  sonde_session_send_periode (fixture.session, 30000);
  command = wait_for_verdict (&fixture);
  g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_CONTRADICTED);
  g_assert_cmpint (command->announced, ==, 50);
  /* The fence decides, and not the limit. */
  g_assert_cmpint (command->after_us, <, SONDE_PROBE_DEFAULT_LIMIT_MS / 2 * 1000);

  sonde_session_send_etat (fixture.session, TRUE);
  command = wait_for_verdict (&fixture);
  g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_ALREADY_SO);

  sonde_session_send_etat (fixture.session, FALSE);
  command = wait_for_verdict (&fixture);
  g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_CONFIRMED);
  g_assert_cmpint (command->announced, ==, 0);
  g_assert_cmpint (sonde_session_get_status (fixture.session)->etat, ==, SONDE_ETAT_OFF);
  g_assert_cmpuint (sonde_session_get_status (fixture.session)->command->serial, ==, 3);

  sonde_session_send_periode (fixture.session, 0);
  mock_wait_until (has_failed, &fixture, "the period to be refused");
  g_assert_error (fixture.failure, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
  finish (&fixture);
}

static void
test_corrected (void)
{
  Fixture fixture = { 0 };
  const SondeCommand *command;

  start (&fixture, SONDE_MOCK_PROFILE_CORRECTED, FALSE);
  sonde_session_connect (fixture.session);
  wait_for_measures (&fixture, 1);

  sonde_session_send_periode (fixture.session, 30000);
  command = wait_for_verdict (&fixture);
  g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_CONFIRMED);
  g_assert_cmpint (command->announced, ==, 30000);
  g_assert_cmpint (sonde_session_get_status (fixture.session)->announced_period_ms, ==, 30000);

  sonde_session_send_periode (fixture.session, 30000);
  command = wait_for_verdict (&fixture);
  g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_ALREADY_SO);

  /* Both at once: each has its own. */
  sonde_session_send_etat (fixture.session, FALSE);
  sonde_session_send_periode (fixture.session, 40000);
  command = wait_for_verdict (&fixture);
  if (fixture.verdicts->len < 4)
    command = wait_for_verdict (&fixture);
  g_assert_cmpint (command->verdict, ==, SONDE_VERDICT_CONFIRMED);
  g_assert_cmpint (command->asked, ==, 40000);
  finish (&fixture);
}

static void
test_lost (void)
{
  Fixture fixture = { 0 };
  g_autofree SondeMark *marks = NULL;
  g_autoptr (GPtrArray) channels = NULL;
  SondeStatus *status;
  gsize n_marks;
  gsize n_samples;
  g_autofree SondeSample *samples = NULL;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, FALSE);
  sonde_session_connect (fixture.session);
  wait_for_measures (&fixture, 2);
  mock_stop (fixture.mock);
  mock_wait_until (is_not_open, &fixture, "the loss");

  status = sonde_session_get_status (fixture.session);
  g_assert_cmpint (status->etat, ==, SONDE_ETAT_UNKNOWN);
  g_assert_cmpint (status->announced_period_ms, ==, 0);
  g_assert_false (status->has_effective_period);
  sonde_session_disconnect (fixture.session);

  marks = sonde_dataset_copy_marks (sonde_session_get_dataset (fixture.session), 0, G_MAXINT64,
                                    &n_marks);
  g_assert_cmpuint (n_marks, ==, 2);
  g_assert_cmpint (marks[0].kind, ==, SONDE_MARK_CONNECTED);
  g_assert_cmpint (marks[1].kind, ==, SONDE_MARK_LOST);

  channels = sonde_dataset_dup_channels (sonde_session_get_dataset (fixture.session));
  samples = sonde_series_copy_samples (sonde_channel_get_series (g_ptr_array_index (channels, 0)),
                                       0, G_MAXINT64, &n_samples);
  g_assert_cmpuint (n_samples, >=, 3);
  g_assert_true (samples[n_samples - 1].value != samples[n_samples - 1].value);
  finish (&fixture);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  g_clear_error (error);
  if (sonde_session_send_finish (SONDE_SESSION (object), result, error))
    *error = g_error_new_literal (SONDE_ERROR, SONDE_ERROR_FAILED, "sent");
}

static gboolean
is_sent (gpointer data)
{
  return *(GError **) data != NULL;
}

static void
send_bytes (SondeSession *session,
            SondeOpcode opcode,
            GBytes *data,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  sonde_session_send_async (session, &(SondeOutgoing){ .opcode = opcode, .data = data },
                            cancellable, callback, user_data);
}

static void
send_text (SondeSession *session,
           const char *text,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));

  send_bytes (session, SONDE_OPCODE_TEXT, data, cancellable, callback, user_data);
}

static void
test_echo (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) result = NULL;
  g_autoptr (GBytes) data = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  SondeStatus *status;
  SondeMessageLog *log;
  guint64 first;
  guint64 end;
  guint n_timed = 0;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, TRUE);
  send_text (fixture.session, "early", NULL, on_sent, &result);
  mock_wait_until (is_sent, &result, "the answer to an early text");
  g_assert_error (result, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
  g_clear_error (&result);

  sonde_session_connect (fixture.session);
  mock_wait_until (is_open, &fixture, "the connection");
  send_text (fixture.session, "{\"x\":1}", NULL, on_sent, &result);
  mock_wait_until (is_sent, &result, "the text to be queued");
  g_assert_error (result, SONDE_ERROR, SONDE_ERROR_FAILED);
  g_clear_error (&result);
  fixture.n_expected = 1;
  mock_wait_until (has_messages, &fixture, "the echo");

  status = sonde_session_get_status (fixture.session);
  g_assert_cmpint (status->kind, ==, SONDE_KIND_ECHO);
  g_assert_cmpuint (status->n_echoes, ==, 1);
  g_assert_cmpint (status->echo_rtt_us, >=, 0);
  g_assert_cmpint (status->echo_rtt_max_us, >=, status->echo_rtt_min_us);
  g_assert_cmpuint (status->n_measures, ==, 0);

  log = sonde_session_get_log (fixture.session);
  sonde_message_log_get_range (log, &first, &end);
  for (guint64 i = first; i < end; i++)
    {
      g_autoptr (SondeMessage) message = sonde_message_log_get (log, i);

      if (sonde_message_get_opcode (message) == SONDE_OPCODE_TEXT &&
          sonde_message_get_rtt_us (message) >= 0)
        {
          g_assert_cmpint (sonde_message_get_direction (message), ==, SONDE_DIRECTION_RECEIVED);
          n_timed++;
        }
    }
  g_assert_cmpuint (n_timed, ==, 1);

  send_bytes (fixture.session, SONDE_OPCODE_BINARY, data, NULL, on_sent, &result);
  mock_wait_until (is_sent, &result, "the bytes to be queued");
  g_assert_error (result, SONDE_ERROR, SONDE_ERROR_FAILED);
  g_clear_error (&result);

  g_cancellable_cancel (cancelled);
  send_text (fixture.session, "never", cancelled, on_sent, &result);
  mock_wait_until (is_sent, &result, "the cancellation");
  g_assert_error (result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  finish (&fixture);
}

static void
on_sent_or_refused (GObject *object, GAsyncResult *result, gpointer data)
{
  guint *counts = data;
  g_autoptr (GError) error = NULL;

  sonde_session_send_finish (SONDE_SESSION (object), result, &error);
  counts[0]++;
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL))
    counts[1]++;
}

static gboolean
are_all_answered (gpointer data)
{
  return ((guint *) data)[0] == 10000;
}

static void
test_bound_on_what_is_sent (void)
{
  Fixture fixture = { 0 };
  guint counts[2] = { 0 };

  open_session (&fixture, "ws://127.0.0.1:9");
  for (int i = 0; i < 10000; i++)
    send_text (fixture.session, "x", NULL, on_sent_or_refused, counts);
  mock_wait_until (are_all_answered, counts, "ten thousand answers");
  g_assert_cmpuint (counts[1], ==, 10000 - 256);
  finish (&fixture);
}

static gboolean
has_repeated (gpointer data)
{
  Fixture *fixture = data;
  SondeStatus *status = sonde_session_get_status (fixture->session);

  return status->n_repeats >= 5 && status->n_echoes >= 5;
}

static gboolean
does_not_repeat (gpointer data)
{
  return sonde_session_get_status (((Fixture *) data)->session)->repeat_ms == 0;
}

static gboolean
has_given_up_repeating (gpointer data)
{
  return sonde_session_get_status (((Fixture *) data)->session)->repeat_error != NULL;
}

static void
test_repetition (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) result = NULL;
  g_autoptr (GBytes) data = g_bytes_new_static ("again", 5);
  const SondeOutgoing outgoing = { .opcode = SONDE_OPCODE_TEXT, .data = data };
  SondeStatus *status;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, TRUE);
  sonde_session_repeat_async (fixture.session, &outgoing, 10, on_sent, &result);
  mock_wait_until (is_sent, &result, "the answer to an early repetition");
  g_assert_error (result, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
  g_clear_error (&result);

  sonde_session_connect (fixture.session);
  mock_wait_until (is_open, &fixture, "the connection");
  sonde_session_repeat_async (fixture.session, &outgoing, 10, on_sent, &result);
  mock_wait_until (is_sent, &result, "the repetition to begin");
  g_assert_error (result, SONDE_ERROR, SONDE_ERROR_FAILED);
  g_clear_error (&result);
  mock_wait_until (has_repeated, &fixture, "five echoes of one text");
  status = sonde_session_get_status (fixture.session);
  g_assert_cmpuint (status->repeat_ms, ==, 10);
  g_assert_no_error (status->repeat_error);

  sonde_session_stop_repeating (fixture.session);
  mock_wait_until (does_not_repeat, &fixture, "the end of the repetition");

  sonde_session_repeat_async (fixture.session, &outgoing, 10, on_sent, &result);
  sonde_session_disconnect (fixture.session);
  mock_wait_until (has_given_up_repeating, &fixture, "the repetition to give up");
  status = sonde_session_get_status (fixture.session);
  g_assert_error (status->repeat_error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED);
  g_assert_cmpuint (status->repeat_ms, ==, 0);
  g_assert_true (is_sent (&result));
  finish (&fixture);
}

static void
test_flood (void)
{
  Fixture fixture = { 0 };
  g_autoptr (FloodServer) server = flood_server_new ("{\"x\":1}", N_FLOOD);
  g_autofree char *uri = g_strdup_printf ("ws://127.0.0.1:%u", flood_server_get_port (server));
  SondeMessageLog *log;
  gint64 started_us = g_get_monotonic_time ();
  gint64 taken_us;
  guint64 first;
  guint64 end;

  open_session (&fixture, uri);
  sonde_session_connect (fixture.session);
  fixture.n_expected = N_FLOOD;
  mock_wait_until (has_messages, &fixture, "every message of the flood");
  taken_us = g_get_monotonic_time () - started_us;
  g_test_message ("%d messages in %.3f s, %u statuses", N_FLOOD, (double) taken_us / 1e6,
                  fixture.n_notified);

  g_assert_cmpuint (fixture.n_notified, <=, (guint64) taken_us / 16000 + 3);
  g_assert_cmpuint (sonde_session_get_status (fixture.session)->n_measures, ==, N_FLOOD);
  g_assert_cmpint (sonde_session_get_status (fixture.session)->kind, ==, SONDE_KIND_JSON);
  log = sonde_session_get_log (fixture.session);
  sonde_message_log_get_range (log, &first, &end);
  g_assert_cmpuint (end, >=, N_FLOOD);
  g_assert_cmpuint (end - first, <=, SONDE_MESSAGE_LOG_DEFAULT_MESSAGES);
  finish (&fixture);
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Whatever a session is doing, it may go. */
static void
test_finalize_at_any_time (void)
{
  for (guint delay_ms = 0; delay_ms < 24; delay_ms++)
    {
      Fixture fixture = { 0 };
      gboolean late = FALSE;

      start (&fixture, SONDE_MOCK_PROFILE_CORRECTED, delay_ms % 2 == 1);
      sonde_session_connect (fixture.session);
      sonde_session_send_periode (fixture.session, 60);
      g_timeout_add (delay_ms / 2, on_timeout, &late);
      while (!late)
        g_main_context_iteration (NULL, TRUE);
      sonde_session_send_etat (fixture.session, FALSE);
      if (delay_ms % 3 == 0)
        sonde_session_disconnect (fixture.session);
      finish (&fixture);
    }
}

static void
test_another_endpoint (void)
{
  Fixture fixture = { 0 };
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMock) other = NULL;

  start (&fixture, SONDE_MOCK_PROFILE_PUBLISHED, FALSE);
  sonde_session_connect (fixture.session);
  wait_for_measures (&fixture, 1);

  sonde_mock_config_init (&config);
  config.period_ms = 70;
  other = mock_start (&config);
  endpoint = sonde_endpoint_new (sonde_mock_get_uri (other), NULL);
  sonde_session_set_endpoint (fixture.session, endpoint);
  g_assert_true (sonde_endpoint_equal (sonde_session_get_endpoint (fixture.session), endpoint));
  sonde_session_connect (fixture.session);
  while (sonde_session_get_status (fixture.session)->announced_period_ms != 70)
    g_main_context_iteration (NULL, TRUE);
  wait_for_measures (&fixture, 1);
  mock_stop (other);
  finish (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session/idle", test_idle);
  g_test_add_func ("/session/measures", test_measures);
  g_test_add_func ("/session/frames", test_frames);
  g_test_add_func ("/session/published", test_published);
  g_test_add_func ("/session/corrected", test_corrected);
  g_test_add_func ("/session/lost", test_lost);
  g_test_add_func ("/session/echo", test_echo);
  g_test_add_func ("/session/bound-on-what-is-sent", test_bound_on_what_is_sent);
  g_test_add_func ("/session/repetition", test_repetition);
  g_test_add_func ("/session/flood", test_flood);
  g_test_add_func ("/session/finalize-at-any-time", test_finalize_at_any_time);
  g_test_add_func ("/session/another-endpoint", test_another_endpoint);

  return g_test_run ();
}
