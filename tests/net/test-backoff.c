/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-backoff.h"

static void
test_bounds (void)
{
  static const gint64 upper_s[] = { 1, 2, 4, 8, 16, 30, 30, 30 };

  for (guint64 seed = 0; seed < 200; seed++)
    {
      SondeBackoff backoff;

      sonde_backoff_init (&backoff, seed);
      for (gsize i = 0; i < G_N_ELEMENTS (upper_s); i++)
        {
          gint64 wait_us = sonde_backoff_next_us (&backoff, FALSE);

          g_assert_cmpint (wait_us, >=, upper_s[i] * G_USEC_PER_SEC / 2);
          g_assert_cmpint (wait_us, <=, upper_s[i] * G_USEC_PER_SEC);
        }
    }
}

static void
test_never_overflows (void)
{
  SondeBackoff backoff;

  sonde_backoff_init (&backoff, 1);
  for (int i = 0; i < 10000; i++)
    {
      gint64 wait_us = sonde_backoff_next_us (&backoff, FALSE);

      g_assert_cmpint (wait_us, >=, SONDE_BACKOFF_MIN_US);
      g_assert_cmpint (wait_us, <=, SONDE_BACKOFF_MAX_US);
    }
}

static void
test_seed (void)
{
  SondeBackoff first;
  SondeBackoff same;
  SondeBackoff other;
  gboolean differs = FALSE;

  sonde_backoff_init (&first, 7);
  sonde_backoff_init (&same, 7);
  sonde_backoff_init (&other, 8);
  for (int i = 0; i < 20; i++)
    {
      gint64 wait_us = sonde_backoff_next_us (&first, FALSE);

      g_assert_cmpint (wait_us, ==, sonde_backoff_next_us (&same, FALSE));
      differs |= wait_us != sonde_backoff_next_us (&other, FALSE);
    }
  g_assert_true (differs);
}

static void
test_spread (void)
{
  gint64 least_us = G_MAXINT64;
  gint64 greatest_us = 0;

  for (guint64 seed = 0; seed < 500; seed++)
    {
      SondeBackoff backoff;
      gint64 wait_us;

      sonde_backoff_init (&backoff, seed);
      wait_us = sonde_backoff_next_us (&backoff, FALSE);
      least_us = MIN (least_us, wait_us);
      greatest_us = MAX (greatest_us, wait_us);
    }
  g_assert_cmpint (least_us, <, 550000);
  g_assert_cmpint (greatest_us, >, 950000);
}

static void
test_reset (void)
{
  static const struct
  {
    gint64 open_for_us;
    gboolean forgets;
  } rows[] = {
    { 0, FALSE },
    { SONDE_BACKOFF_STABLE_US - 1, FALSE },
    { SONDE_BACKOFF_STABLE_US, TRUE },
    { G_MAXINT64, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SondeBackoff backoff;
      gint64 wait_us;

      sonde_backoff_init (&backoff, i);
      for (int j = 0; j < 10; j++)
        sonde_backoff_next_us (&backoff, FALSE);
      sonde_backoff_note_open (&backoff, rows[i].open_for_us);
      wait_us = sonde_backoff_next_us (&backoff, FALSE);
      g_assert_cmpint (wait_us <= G_USEC_PER_SEC, ==, rows[i].forgets);

      sonde_backoff_reset (&backoff);
      g_assert_cmpint (sonde_backoff_next_us (&backoff, FALSE), <=, G_USEC_PER_SEC);
    }
}

static void
test_slowly (void)
{
  SondeBackoff backoff;

  sonde_backoff_init (&backoff, 3);
  g_assert_cmpint (sonde_backoff_next_us (&backoff, TRUE), >=, SONDE_BACKOFF_MAX_US / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backoff/bounds", test_bounds);
  g_test_add_func ("/backoff/never-overflows", test_never_overflows);
  g_test_add_func ("/backoff/seed", test_seed);
  g_test_add_func ("/backoff/spread", test_spread);
  g_test_add_func ("/backoff/reset", test_reset);
  g_test_add_func ("/backoff/slowly", test_slowly);

  return g_test_run ();
}
