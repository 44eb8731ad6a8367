/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-wait.h"
#include "sonde-recorder.h"
#include "sonde-recording-cursor.h"
#include "sonde-recording.h"
#include "sonde-session.h"

#include <glib/gstdio.h>
#include <math.h>

typedef struct
{
  char *folder;
  char *path;
  SondeMock *mock;
  SondeNetThread *thread;
  SondeSession *session;
  SondeDataset *dataset;
  SondeRecorder *recorder;
  guint64 n_expected;
  SondeState expected_state;
  SondeEtat expected_etat;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-sink-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "probe.sonde", NULL);

  sonde_mock_config_init (&config);
  config.profile = SONDE_MOCK_PROFILE_CORRECTED;
  config.period_ms = 5;
  config.seed = 1;
  fixture->mock = mock_start (&config);

  endpoint = sonde_endpoint_new (sonde_mock_get_uri (fixture->mock), &error);
  g_assert_no_error (error);
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->session = sonde_session_new (fixture->thread, endpoint);
  fixture->dataset = g_object_ref (sonde_session_get_dataset (fixture->session));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->dataset);
  mock_stop (fixture->mock);
  g_clear_object (&fixture->mock);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->folder, g_free);
}

static gboolean
has_measures (gpointer data)
{
  Fixture *fixture = data;

  return sonde_session_get_status (fixture->session)->n_measures >= fixture->n_expected;
}

static gboolean
is_in_state (gpointer data)
{
  Fixture *fixture = data;

  return sonde_session_get_status (fixture->session)->state == fixture->expected_state;
}

static gboolean
has_etat (gpointer data)
{
  Fixture *fixture = data;

  return sonde_session_get_status (fixture->session)->etat == fixture->expected_etat;
}

static void
start_recorder (Fixture *fixture, gboolean records_messages)
{
  fixture->recorder = sonde_recorder_new (fixture->path, "id", "Probe", "ws://probe");
  g_object_set (fixture->recorder, "records-messages", records_messages, NULL);
  sonde_session_set_sink (fixture->session, SONDE_SINK (fixture->recorder));
}

static void
wait_for_measures (Fixture *fixture, guint n)
{
  fixture->n_expected = sonde_session_get_status (fixture->session)->n_measures + n;
  mock_wait_until (has_measures, fixture, "measures");
}

static void
wait_for_etat (Fixture *fixture, SondeEtat etat)
{
  sonde_session_send_etat (fixture->session, etat == SONDE_ETAT_ON);
  fixture->expected_etat = etat;
  mock_wait_until (has_etat, fixture, "the probe to announce its state");
}

static void
wait_for_state (Fixture *fixture, SondeState state)
{
  fixture->expected_state = state;
  mock_wait_until (is_in_state, fixture, "the connection");
}

/* The session ends on the net thread, whose own end waits for that. */
static void
end_session (Fixture *fixture)
{
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->thread);
}

static void
close_recorder (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sonde_recorder_close (fixture->recorder, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->recorder);
}

/* What the dataset holds is what it would hold had it been fed with the recording. */
static void
check_measures (Fixture *fixture, SondeRecording *recording)
{
  g_autoptr (GPtrArray) channels = sonde_dataset_dup_channels (fixture->dataset);
  g_autoptr (SondeDataset) recorded = sonde_dataset_new (100000);
  g_autoptr (SondeRecordingCursor) cursor = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = sonde_recording_dup_channels (recording, &error);
  const double *values;
  guint n_values;
  gint64 time_us;

  g_assert_no_error (error);
  g_assert_cmpuint (channels->len, ==, g_strv_length (ids));
  cursor = sonde_recording_cursor_new (fixture->path, G_MININT64, G_MAXINT64, &error);
  g_assert_no_error (error);
  while (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error))
    for (guint i = 0; i < n_values; i++)
      if (!sonde_is_absent (values[i]))
        sonde_series_append (
            sonde_channel_get_series (sonde_dataset_ensure_channel (recorded, ids[i])), time_us,
            values[i]);
  g_assert_no_error (error);

  for (guint i = 0; i < channels->len; i++)
    {
      SondeChannel *channel = g_ptr_array_index (channels, i);
      SondeChannel *twin = sonde_dataset_ensure_channel (recorded, sonde_channel_get_id (channel));
      gsize n_samples;
      gsize n_twins;
      g_autofree SondeSample *samples = sonde_series_copy_samples (
          sonde_channel_get_series (channel), G_MININT64, G_MAXINT64, &n_samples);
      g_autofree SondeSample *twins = sonde_series_copy_samples (sonde_channel_get_series (twin),
                                                                 G_MININT64, G_MAXINT64, &n_twins);

      g_assert_cmpuint (n_samples, >, 20);
      g_assert_cmpuint (n_samples, ==, n_twins);
      for (gsize j = 0; j < n_samples; j++)
        {
          g_assert_cmpint (samples[j].time_us, ==, twins[j].time_us);
          g_assert_true (samples[j].value == twins[j].value ||
                         (isnan (samples[j].value) && isnan (twins[j].value)));
        }
    }
}

static void
check_events (SondeRecording *recording, const SondeMark *expected, guint n_expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      events = sonde_recording_list_events (recording, G_MININT64, G_MAXINT64, 100, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    {
      const SondeEvent *event = g_ptr_array_index (events, i);

      g_test_message ("%s %" G_GINT64_FORMAT, sonde_event_kind_to_name (event->kind), event->value);
      g_assert_cmpuint (i, <, n_expected);
      g_assert_cmpint (event->kind, ==, expected[i].kind);
      g_assert_cmpint (event->value, ==, expected[i].value);
    }
  g_assert_cmpuint (events->len, ==, n_expected);
}

static void
test_session (Fixture *fixture, gconstpointer data)
{
  static const SondeMark expected[] = {
    { 0, SONDE_MARK_CONNECTED, 0 }, { 0, SONDE_MARK_ETAT, 1 }, { 0, SONDE_MARK_PERIODE, 5 },
    { 0, SONDE_MARK_ETAT, 0 },      { 0, SONDE_MARK_ETAT, 1 }, { 0, SONDE_MARK_LOST, 1000 },
    { 0, SONDE_MARK_CONNECTED, 0 }, { 0, SONDE_MARK_ETAT, 1 }, { 0, SONDE_MARK_PERIODE, 5 },
    { 0, SONDE_MARK_LOST, 0 },
  };
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (GError) error = NULL;
  SondeRecordingInfo info;

  start_recorder (fixture, FALSE);
  sonde_session_connect (fixture->session);
  wait_for_measures (fixture, 10);
  wait_for_etat (fixture, SONDE_ETAT_OFF);
  wait_for_etat (fixture, SONDE_ETAT_ON);
  wait_for_measures (fixture, 10);
  sonde_session_disconnect (fixture->session);
  wait_for_state (fixture, SONDE_STATE_CLOSED);
  sonde_session_connect (fixture->session);
  wait_for_state (fixture, SONDE_STATE_OPEN);
  wait_for_measures (fixture, 10);
  end_session (fixture);
  close_recorder (fixture);

  recording = sonde_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sonde_recording_get_endpoint_id (recording), ==, "id");
  check_measures (fixture, recording);
  check_events (recording, expected, G_N_ELEMENTS (expected));
  g_assert_true (sonde_recording_get_info (recording, &info, &error));
  g_assert_cmpuint (info.n_messages, ==, 0);
}

/* A recorder that comes later begins with what is known, and after a gap of what the file has. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  static const SondeMark expected[] = {
    { 0, SONDE_MARK_ETAT, 1 },
    { 0, SONDE_MARK_PERIODE, 5 },
    { 0, SONDE_MARK_ETAT, 1 },
    { 0, SONDE_MARK_PERIODE, 5 },
  };
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree SondeSample *samples = NULL;
  gsize n_samples;
  guint n_gaps = 0;

  sonde_session_connect (fixture->session);
  wait_for_measures (fixture, 1);
  for (guint i = 0; i < 2; i++)
    {
      start_recorder (fixture, i == 1);
      wait_for_measures (fixture, 50);
      sonde_session_set_sink (fixture->session, NULL);
      wait_for_measures (fixture, 50);
      close_recorder (fixture);
    }
  end_session (fixture);

  recording = sonde_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  check_events (recording, expected, G_N_ELEMENTS (expected));
  samples = sonde_recording_copy_samples (recording, 0, G_MININT64, G_MAXINT64, 100000, &n_samples,
                                          &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_samples, >, 40);
  g_assert_false (isnan (samples[0].value));
  for (gsize i = 1; i < n_samples; i++)
    n_gaps += isnan (samples[i].value) && !isnan (samples[i - 1].value) ? 1 : 0;
  g_assert_cmpuint (n_gaps, ==, 1);

  messages = sonde_recording_list_messages (recording, G_MININT64, G_MAXINT64, 100000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, >, 20);
  g_assert_cmpuint (messages->len, <, n_samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sink/session", Fixture, NULL, set_up, test_session, tear_down);
  g_test_add ("/sink/late", Fixture, NULL, set_up, test_late, tear_down);

  return g_test_run ();
}
