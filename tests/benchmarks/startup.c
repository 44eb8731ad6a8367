/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>

/* startup EMPTY SONDE: how long the program EMPTY takes from being spawned to its first frame, and
 * how long `SONDE --demo` takes to the first measure on a chart. Both run in turn, so that whatever
 * else the machine does falls on both; the medians are printed as one line of JSON.
 *
 * A program says that it got there with a line "EVENT TIME" on its standard output, where the time
 * is CLOCK_MONOTONIC in microseconds: one clock for all processes. */

#define N_ROUNDS         7
#define DEADLINE_SECONDS 60

typedef struct
{
  const char *event;
  GMainLoop *loop;
  GCancellable *deadline;
  gint64 time_us; /* of the event, or 0 */
} Watch;

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDataInputStream *lines = G_DATA_INPUT_STREAM (source);
  Watch *watch = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (lines, result, NULL, NULL);
  gsize length = strlen (watch->event);

  if (line == NULL)
    g_main_loop_quit (watch->loop);
  else if (g_str_has_prefix (line, watch->event) && line[length] == ' ')
    {
      watch->time_us = g_ascii_strtoll (line + length, NULL, 10);
      g_main_loop_quit (watch->loop);
    }
  else
    g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, watch->deadline, on_line,
                                         watch);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/* Returns the time from spawning @argv to its @event, in milliseconds; ends the benchmark where the
 * event does not come. */
static double
measure (const char *const *argv, const char *event)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) deadline = g_cancellable_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  Watch watch = { event, loop, deadline, 0 };
  guint timer;
  gint64 start_us;

  g_subprocess_launcher_setenv (launcher, "SONDE_TRACE", "1", TRUE);
  start_us = g_get_monotonic_time ();
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (process == NULL)
    g_error ("%s", error->message);

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  timer = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, deadline);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, deadline, on_line, &watch);
  g_main_loop_run (loop);
  g_source_remove (timer);

  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  if (watch.time_us == 0)
    {
      g_printerr ("%s ended, or %d s went by, without \"%s\"\n", argv[0], DEADLINE_SECONDS, event);
      exit (EXIT_FAILURE);
    }
  return (double) (watch.time_us - start_us) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values, gsize n_values)
{
  qsort (values, n_values, sizeof *values, compare);
  return values[n_values / 2];
}

int
main (int argc, char **argv)
{
  double empty_ms[N_ROUNDS], sonde_ms[N_ROUNDS];

  if (argc != 3)
    {
      g_printerr ("usage: %s EMPTY SONDE\n", argv[0]);
      return 2;
    }

  for (gsize i = 0; i < N_ROUNDS; i++)
    {
      empty_ms[i] = measure ((const char *[]){ argv[1], NULL }, "first-frame");
      sonde_ms[i] = measure ((const char *[]){ argv[2], "--demo", NULL }, "first-measure");
    }

  g_print ("{\"benchmark\":\"startup\",\"rounds\":%d,\"empty_ms\":%.1f,\"sonde_ms\":%.1f,"
           "\"ratio\":%.2f}\n",
           N_ROUNDS, median (empty_ms, N_ROUNDS), median (sonde_ms, N_ROUNDS),
           median (sonde_ms, N_ROUNDS) / median (empty_ms, N_ROUNDS));
  return EXIT_SUCCESS;
}
