/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-crash.h"

#include <glib/gstdio.h>

#define N_ROUNDS 20

static void
test_killed (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("sonde-crash-XXXXXX", &error);
  g_autofree char *helper = g_test_build_filename (G_TEST_BUILT, "store", "store-helper", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  gint64 n_measures = 0;

  g_assert_no_error (error);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      /* A round of one measure a millisecond stays in the plain table, one of fifty makes chunks.
       */
      StoreCrash crash;

      store_crash_run (helper, folder, rand, round % 2 == 0 ? 1 : 50, &crash, &error);
      g_assert_no_error (error);
      g_assert_cmpint (crash.lost_us, <, G_USEC_PER_SEC);
      n_measures += crash.n_measures;
    }
  g_assert_cmpint (n_measures, >, 1000);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/crash/killed", test_killed);

  return g_test_run ();
}
