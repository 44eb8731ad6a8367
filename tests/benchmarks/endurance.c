/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-feeder.h"
#include "sonde-message-log.h"
#include "sonde-mock-board.h"
#include "sonde-recorder.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* endurance [SAMPLES MESSAGES]: ten hours of a probe at 10 Hz, at speed, from its texts through the
 * decoder into a dataset, a message log and a recorder, bounded to so many samples and messages.
 * One line of JSON: the resident memory after each tenth, and how much it grew after the first.
 * Without arguments the bounds hold less than a tenth, so that what grows after it is a leak; it
 * then fails where that is more than the measuring is off. */

#define N_MEASURES 360000
#define N_TENTHS   10
#define PERIOD_US  100000
#define START_US   G_GINT64_CONSTANT (1700000000000000)

/* A probe would not wait; this has to, or it would measure how much is lost. */
#define FLUSH_MEASURES 5000

#define SAMPLES   16384
#define MESSAGES  16384
#define SLACK_KIB 2048

static glong
get_resident_kib (void)
{
  g_autofree char *text = NULL;
  glong total = 0;
  glong resident = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%ld %ld", &total, &resident) != 2)
    g_error ("/proc/self/statm cannot be read");

  return resident * (sysconf (_SC_PAGESIZE) / 1024);
}

static void
measure (SondeMockBoard *board, SondeFeeder *feeder, SondeMessageLog *log, gint64 number)
{
  gint64 time_us = START_US + number * PERIOD_US;
  SondeWeatherSample weather;
  char *text;
  gsize size;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (SondeMessage) message = NULL;
  g_autoptr (SondeDecoded) decoded = NULL;

  sonde_weather_sample (1, time_us, &weather);
  text = sonde_mock_board_measure (board, &weather);
  data = g_bytes_new_take (text, strlen (text));
  size = g_bytes_get_size (data);
  message = sonde_message_new (SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, data, time_us, -1);
  sonde_message_log_append (log, message);
  sonde_feeder_add_message (feeder, message, -1);
  decoded = sonde_codec_decode (g_bytes_get_data (data, NULL), (gssize) size);
  sonde_feeder_add (feeder, decoded, time_us);
}

int
main (int argc, char **argv)
{
  gsize n_samples = argc == 3 ? (gsize) g_ascii_strtoull (argv[1], NULL, 10) : SAMPLES;
  guint n_messages = argc == 3 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : MESSAGES;
  g_autofree char *folder = g_dir_make_tmp ("sonde-endurance-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "probe.sonde", NULL);
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (n_samples);
  g_autoptr (SondeMessageLog)
      log = sonde_message_log_new (n_messages, SONDE_MESSAGE_LOG_DEFAULT_BYTES);
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, "id", NULL, NULL);
  g_autoptr (SondeFeeder) feeder = sonde_feeder_new (dataset);
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMockBoard) board = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  glong resident_kib[N_TENTHS];
  glong growth_kib = 0;

  sonde_mock_config_init (&config);
  board = sonde_mock_board_new (&config, TRUE);
  sonde_feeder_set_sink (feeder, SONDE_SINK (recorder));

  for (gint64 i = 0; i < N_MEASURES; i++)
    {
      measure (board, feeder, log, i);
      if ((i + 1) % FLUSH_MEASURES == 0 && !sonde_recorder_flush (recorder, &error))
        g_error ("%s", error->message);
      if ((i + 1) % (N_MEASURES / N_TENTHS) == 0)
        resident_kib[i / (N_MEASURES / N_TENTHS)] = get_resident_kib ();
    }
  if (!sonde_recorder_close (recorder, &error))
    g_error ("%s", error->message);

  printf ("{\"benchmark\":\"endurance\",\"measures\":%d,\"channels\":4,\"samples\":%" G_GSIZE_FORMAT
          ",\"messages\":%u,\"seconds\":%.1f,\"resident_kib\":[",
          N_MEASURES, n_samples, n_messages,
          (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
  for (guint i = 0; i < N_TENTHS; i++)
    {
      growth_kib = MAX (growth_kib, resident_kib[i] - resident_kib[0]);
      printf ("%s%ld", i > 0 ? "," : "", resident_kib[i]);
    }
  printf ("],\"growth_kib\":%ld}\n", growth_kib);

  g_unlink (path);
  g_rmdir (folder);

  return argc == 3 || growth_kib <= SLACK_KIB ? EXIT_SUCCESS : EXIT_FAILURE;
}
