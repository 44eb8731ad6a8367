/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cadence.h"

#define MAX_TIMES 16

static void
test_silence (void)
{
  /* The times, up to the first that is 0, and those of them that a silence follows. */
  static const struct
  {
    const char *what;
    gint64 times[MAX_TIMES];
    gint64 silent_from[2];
  } rows[] = {
    { "one hour of minutes is missing", { 1, 61, 121, 181, 241, 3841, 3901 }, { 241 } },
    { "it ends before that is known", { 1, 61, 121, 181, 241, 3841 }, { 0 } },
    { "the period was changed to an hour", { 1, 61, 121, 181, 241, 3841, 7441, 11041 }, { 0 } },
    { "the period was changed to a second", { 1, 3601, 7201, 10801, 10802, 10803 }, { 0 } },
    { "two hours", { 1, 11, 21, 31, 41, 3641, 3651, 3661, 7261, 7271 }, { 41, 0 } },
    { "two hours, long after each other",
      { 1, 2, 3, 4, 5, 3605, 3606, 3607, 3608, 3609, 3610, 3611, 3612, 7212, 7213 },
      { 5, 0 } },
    { "bursts", { 1, 2, 3, 100, 101, 102, 200, 201, 202, 300, 301, 302 }, { 0 } },
    { "too few to tell", { 1, 2, 3, 1000, 1001 }, { 0 } },
    { "just enough", { 1, 2, 3, 4, 1000, 1001 }, { 4 } },
    { "twenty times as long", { 1, 2, 3, 4, 24, 25 }, { 0 } },
    { "a little longer", { 1, 2, 3, 4, 25, 26 }, { 4 } },
    { "several rows of one time", { 1, 1, 2, 2, 3, 3, 4, 4, 1000, 1000, 1001, 1001 }, { 4 } },
    { "out of order", { 1, 2, 3, 4, 1000, 5, 6, 7, 1001 }, { 4 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SondeCadence cadence = { 0 };
      guint n_silent = 0;

      g_test_message ("%s", rows[i].what);
      for (guint j = 0; j < MAX_TIMES && rows[i].times[j] != 0; j++)
        {
          gint64 from;

          if (sonde_cadence_add (&cadence, rows[i].times[j] * 1000, &from))
            {
              g_assert_cmpuint (n_silent, <, G_N_ELEMENTS (rows[i].silent_from));
              g_assert_cmpint (from, ==, rows[i].silent_from[n_silent++] * 1000);
            }
        }
      g_assert_true (n_silent == G_N_ELEMENTS (rows[i].silent_from) ||
                     rows[i].silent_from[n_silent] == 0);
    }
}

/* The whole of time is one interval. */
static void
test_ends_of_time (void)
{
  const gint64 times[] = { G_MININT64,     G_MININT64 + 1, G_MININT64 + 2, G_MININT64 + 3,
                           G_MAXINT64 - 1, G_MAXINT64,     G_MAXINT64 };
  SondeCadence cadence = { 0 };
  guint n_silent = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 from;

      if (sonde_cadence_add (&cadence, times[i], &from))
        {
          n_silent++;
          g_assert_cmpint (from, ==, G_MININT64 + 3);
        }
    }
  g_assert_cmpuint (n_silent, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cadence/silence", test_silence);
  g_test_add_func ("/cadence/ends-of-time", test_ends_of_time);

  return g_test_run ();
}
