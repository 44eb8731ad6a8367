/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-crash.h"

#include "sonde-recording-cursor.h"
#include "sonde-recording.h"
#include "store-progress.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static StoreProgress *
map_progress (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  StoreProgress *progress = MAP_FAILED;

  if (fd >= 0 && ftruncate (fd, sizeof *progress) == 0)
    progress = mmap (NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close (fd);
  g_assert_true (progress != MAP_FAILED);

  return progress;
}

/* The measures have to be all those from the first to some last one. */
static gboolean
look (const char *path, const StoreProgress *progress, StoreCrash *crash, GError **error)
{
  g_autoptr (SondeRecording) recording = sonde_recording_open (path, error);
  g_autoptr (SondeRecordingCursor) cursor = NULL;
  g_autoptr (GError) own_error = NULL;
  const double *values;
  gint64 time_us;
  gint64 last_us = progress->first_us;
  guint n_values;

  if (recording == NULL || !sonde_recording_check (recording, error))
    return FALSE;

  cursor = sonde_recording_cursor_new (path, G_MININT64, G_MAXINT64, error);
  if (cursor == NULL)
    return FALSE;

  crash->n_measures = 0;
  while (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &own_error))
    {
      if ((gint64) values[0] != crash->n_measures++)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "measure %g is at %" G_GINT64_FORMAT,
                       values[0], crash->n_measures - 1);
          return FALSE;
        }
      last_us = time_us;
    }
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  crash->lost_us = crash->n_measures == progress->count ? 0 : progress->time_us - last_us;

  return TRUE;
}

/**
 * store_crash_run:
 * @helper: the program store-helper
 * @folder: where the recording goes, and goes away again
 * @rand: what decides when
 * @rows_per_ms: how fast it records
 * @crash: (out caller-allocates): what it left
 *
 * Has a process record, kills it within 1.5 s, and looks at what it left.
 *
 * Returns: %FALSE where the file is damaged or a measure in the middle is missing
 */
gboolean
store_crash_run (const char *helper,
                 const char *folder,
                 GRand *rand,
                 guint rows_per_ms,
                 StoreCrash *crash,
                 GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-lock" };
  g_autofree char *path = g_build_filename (folder, "crash.sonde", NULL);
  g_autofree char *progress_path = g_build_filename (folder, "progress", NULL);
  g_autofree char *rows = g_strdup_printf ("%u", rows_per_ms);
  StoreProgress *progress = map_progress (progress_path);
  g_autoptr (GSubprocess)
      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, helper, "record-for-ever",
                                  path, progress_path, rows, NULL);
  char ready[8];
  gsize n_read;
  gboolean good;

  good = process != NULL &&
         g_input_stream_read_all (g_subprocess_get_stdout_pipe (process), ready, 6, &n_read, NULL,
                                  error) &&
         n_read == 6;
  if (good)
    {
      /* The moment is the point here. */
      g_usleep ((gulong) g_rand_int_range (rand, 0, 1500000));
      g_subprocess_send_signal (process, SIGKILL);
      g_subprocess_wait (process, NULL, NULL);
      good = look (path, progress, crash, error);
    }

  munmap (progress, sizeof *progress);
  g_unlink (progress_path);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }

  return good;
}
