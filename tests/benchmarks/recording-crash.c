/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-crash.h"

#include <glib/gstdio.h>
#include <stdlib.h>

/* recording-crash HELPER: a hundred processes that record at speed and are killed at random
 * moments. One line of JSON. */

#define N_ROUNDS 100

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("sonde-crash-XXXXXX", NULL);
  g_autoptr (GRand) rand = g_rand_new ();
  gint64 n_measures = 0;
  gint64 worst_us = 0;
  guint n_damaged = 0;
  guint n_late = 0;

  if (argc != 2)
    {
      g_printerr ("usage: %s HELPER\n", argv[0]);
      return 2;
    }

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      StoreCrash crash = { 0, 0 };

      if (!store_crash_run (argv[1], folder, rand, round % 2 == 0 ? 1 : 100, &crash, &error))
        {
          g_printerr ("round %u: %s\n", round, error->message);
          n_damaged++;
        }
      n_measures += crash.n_measures;
      worst_us = MAX (worst_us, crash.lost_us);
      n_late += crash.lost_us > G_USEC_PER_SEC ? 1 : 0;
    }
  g_rmdir (folder);

  g_print ("{\"benchmark\":\"recording-crash\",\"rounds\":%d,\"measures\":%" G_GINT64_FORMAT
           ",\"damaged_files\":%u,\"lost_more_than_1_s\":%u,\"most_lost_ms\":%.0f}\n",
           N_ROUNDS, n_measures, n_damaged, n_late, (double) worst_us / 1000);

  return n_damaged == 0 && n_late == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
