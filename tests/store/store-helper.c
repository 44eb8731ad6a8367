/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recorder.h"
#include "sonde-recording.h"
#include "store-progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Another process than the test: one that is killed while it records, one that runs as another
 * user. It prints one line on standard output. */

static int
record_for_ever (const char *path, const char *progress_path, guint rows_per_ms)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, "id", NULL, NULL);
  g_autoptr (GError) error = NULL;
  int fd = open (progress_path, O_RDWR);
  StoreProgress *progress = mmap (NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                                  0);

  if (progress == MAP_FAILED || !sonde_recorder_wait_open (recorder, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "mmap");
      return EXIT_FAILURE;
    }

  sonde_recorder_ensure_channel (recorder, "count");
  sonde_recorder_ensure_channel (recorder, "temperature");
  g_print ("ready\n");
  fflush (stdout);

  while (TRUE)
    {
      for (guint i = 0; i < rows_per_ms; i++)
        {
          gint64 time_us = g_get_real_time ();
          double values[] = { (double) progress->count, (double) (progress->count % 3000) / 100 };

          sonde_recorder_add_measure (recorder, time_us, values, 2);
          if (progress->count++ == 0)
            progress->first_us = time_us;
          progress->time_us = time_us;
        }
      g_usleep (1000);
    }
}

static int
try_to_record (const char *path)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (sonde_recorder_wait_open (recorder, &error))
    g_print ("good\n");
  else
    g_print ("%s %d\n", g_quark_to_string (error->domain), error->code);

  return EXIT_SUCCESS;
}

static int
try_to_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeRecording) recording = sonde_recording_open (path, &error);
  SondeRecordingInfo info;

  if (recording != NULL && sonde_recording_get_info (recording, &info, &error))
    g_print ("%" G_GUINT64_FORMAT "\n", info.n_measures);
  else
    g_print ("%s %d\n", g_quark_to_string (error->domain), error->code);

  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "record-for-ever"))
    return record_for_ever (argv[2], argv[3], (guint) atoi (argv[4]));
  if (argc == 3 && g_str_equal (argv[1], "record"))
    return try_to_record (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "read"))
    return try_to_read (argv[2]);

  g_printerr ("usage: %s record|read FILE, or record-for-ever FILE PROGRESS ROWS\n", argv[0]);
  return 2;
}
