/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-kinetic.h"

#define FRAME_US 16667

/* Follows a finger that moves evenly, and says how fast it was. */
static SondeKinetic throw (double px_s, gint64 *time_us)
{
  SondeKinetic kinetic;

  *time_us = 1000000;
  sonde_kinetic_begin (&kinetic, *time_us);
  for (int i = 1; i <= 12; i++)
    {
      *time_us += FRAME_US;
      sonde_kinetic_track (&kinetic, px_s * i * FRAME_US / 1e6, *time_us);
    }

  return kinetic;
}

static void
test_dies_away (void)
{
  gint64 time_us;
  SondeKinetic kinetic = throw (1000, &time_us);
  double moved_px = 0;
  double last_px = G_MAXDOUBLE;
  int n_frames = 0;

  g_assert_true (sonde_kinetic_release (&kinetic, time_us));
  g_assert_cmpfloat_with_epsilon (kinetic.velocity_px_s, 1000, 20);
  while (kinetic.velocity_px_s != 0)
    {
      double px;

      time_us += FRAME_US;
      px = sonde_kinetic_advance (&kinetic, time_us);
      g_assert_cmpfloat (px, <, last_px);
      g_assert_cmpfloat (px, >, 0);
      last_px = px;
      moved_px += px;
      g_assert_cmpint (n_frames++, <, 200);
    }
  g_assert_cmpfloat (moved_px, >, 200);
  g_assert_cmpfloat (moved_px, <, 400);
}

/* Frames that are missed change nothing of where it ends. */
static void
test_any_rate (void)
{
  gint64 time_us;
  SondeKinetic often = throw (-800, &time_us);
  SondeKinetic seldom = often;
  double often_px = 0;

  sonde_kinetic_release (&often, time_us);
  sonde_kinetic_release (&seldom, time_us);
  for (int i = 1; i <= 10; i++)
    often_px += sonde_kinetic_advance (&often, time_us + i * FRAME_US);
  g_assert_cmpfloat_with_epsilon (often_px,
                                  sonde_kinetic_advance (&seldom, time_us + 10 * FRAME_US), 0.001);
}

static void
test_rest (void)
{
  gint64 time_us;
  SondeKinetic kinetic = throw (1000, &time_us);

  g_assert_false (sonde_kinetic_release (&kinetic, time_us + G_TIME_SPAN_SECOND));
  kinetic = throw (10, &time_us);
  g_assert_false (sonde_kinetic_release (&kinetic, time_us));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kinetic/dies-away", test_dies_away);
  g_test_add_func ("/kinetic/any-rate", test_any_rate);
  g_test_add_func ("/kinetic/rest", test_rest);

  return g_test_run ();
}
