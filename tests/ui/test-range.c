/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

#include "sonde-range.h"

#define S G_USEC_PER_SEC

static void
test_lookup (void)
{
  gsize n_ranges;
  const SondeRange *ranges = sonde_range_get_all (&n_ranges);

  g_assert_cmpuint (n_ranges, ==, 5);
  for (gsize i = 0; i < n_ranges; i++)
    g_assert_true (sonde_range_lookup (ranges[i].id) == &ranges[i]);
  g_assert_true (sonde_range_lookup ("unheard-of") == &ranges[0]);
  g_assert_true (sonde_range_lookup (NULL) == &ranges[0]);
}

static void
test_compute (void)
{
  const gint64 now = (gint64) 100000 * S;
  const struct
  {
    const char *id;
    gint64 first_us;
    gint64 start_us;
  } cases[] = {
    { "minute", 0, now - 60 * S },
    { "ten-minutes", now - S, now - 600 * S },
    { "hour", G_MAXINT64, now - (gint64) 3600 * S },
    { "day", 0, now - (gint64) 86400 * S },
    { "all", now - (gint64) 5000 * S, now - (gint64) 5000 * S },
    { "all", now - 1, now - 10 * S },
    { "all", G_MAXINT64, now - 10 * S },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 start_us;
      gint64 end_us;

      sonde_range_compute (sonde_range_lookup (cases[i].id), cases[i].first_us, now, &start_us,
                           &end_us);
      g_assert_cmpint (start_us, ==, cases[i].start_us);
      g_assert_cmpint (end_us, ==, now);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/range/lookup", test_lookup);
  g_test_add_func ("/range/compute", test_compute);
  return g_test_run ();
}
