/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

#include "sonde-range.h"

#define S ((gint64) G_USEC_PER_SEC)

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

#define M ((gint64) 60)
#define H (60 * M)
#define D (24 * H)

/* Seconds before the present: when the first sample came, where the view starts, and how much it
 * shows. */
static void
test_compute (void)
{
  const gint64 now_us = 4000 * D * S;
  const struct
  {
    const char *id;
    gint64 first_s;
    gint64 start_s;
    gint64 span_s;
  } cases[] = {
    { "minute", 0, 0, 10 },
    { "minute", 6, 6, 10 },
    { "minute", 10, 10, 10 },
    { "minute", 11, 11, 20 },
    { "minute", 21, 21, 30 },
    { "minute", 31, 31, 60 },
    { "minute", 59, 59, 60 },
    { "minute", 60, 60, 60 },
    { "minute", 61, 60, 60 },
    { "minute", 30 * D, 60, 60 },
    { "ten-minutes", 6, 6, 10 },
    { "ten-minutes", 61, 61, 2 * M },
    { "ten-minutes", 121, 121, 5 * M },
    { "ten-minutes", 301, 301, 10 * M },
    { "ten-minutes", 601, 600, 10 * M },
    { "hour", 11 * M, 11 * M, 20 * M },
    { "hour", 31 * M, 31 * M, H },
    { "hour", 2 * H, H, H },
    { "day", H + 1, H + 1, 2 * H },
    { "day", 13 * H, 13 * H, D },
    { "day", 2 * D, D, D },
    { "all", 6, 6, 10 },
    { "all", 5000, 5000, 2 * H },
    { "all", 8 * D, 8 * D, 14 * D },
    { "all", 366 * D, 366 * D, 366 * D },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 start_us;
      gint64 end_us;

      sonde_range_compute (sonde_range_lookup (cases[i].id), now_us - cases[i].first_s * S, now_us,
                           TRUE, &start_us, &end_us);
      g_assert_cmpint (now_us - start_us, ==, cases[i].start_s * S);
      g_assert_cmpint (end_us - start_us, ==, cases[i].span_s * S);
      g_assert_cmpint (end_us, >=, now_us);
    }
}

/* No sample at all, and one whose clock runs ahead. */
static void
test_compute_from_now (void)
{
  const gint64 now_us = D * S;
  const gint64 firsts_us[] = { G_MAXINT64, now_us + S };

  for (gsize i = 0; i < G_N_ELEMENTS (firsts_us); i++)
    {
      gint64 start_us;
      gint64 end_us;

      sonde_range_compute (sonde_range_lookup ("all"), firsts_us[i], now_us, TRUE, &start_us,
                           &end_us);
      g_assert_cmpint (start_us, ==, now_us);
      g_assert_cmpint (end_us, ==, now_us + 10 * S);
    }
}

/* What is over fills the view, however long it was, but for a single sample. */
static void
test_compute_over (void)
{
  const gint64 last_us = 4000 * D * S;
  const struct
  {
    const char *id;
    gint64 first_s;
    gint64 span_s;
  } cases[] = {
    { "all", 0, 10 },           { "all", 5000, 5000 }, { "all", 40 * D, 40 * D },
    { "hour", 40 * M, 40 * M }, { "hour", 2 * H, H },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 start_us;
      gint64 end_us;

      sonde_range_compute (sonde_range_lookup (cases[i].id), last_us - cases[i].first_s * S,
                           last_us, FALSE, &start_us, &end_us);
      g_assert_cmpint (end_us - start_us, ==, cases[i].span_s * S);
      g_assert_cmpint (end_us, ==, cases[i].first_s > 0 ? last_us : last_us + 10 * S);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/range/lookup", test_lookup);
  g_test_add_func ("/range/compute", test_compute);
  g_test_add_func ("/range/compute-from-now", test_compute_from_now);
  g_test_add_func ("/range/compute-over", test_compute_over);
  return g_test_run ();
}
