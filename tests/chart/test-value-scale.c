/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-value-scale.h"

#include <math.h>

static void
test_fit (void)
{
  static const struct
  {
    double least;
    double greatest;
    double min_range;
  } cases[] = {
    { 20, 30, 0.5 },   { 20.01, 20.02, 0.5 }, { 20, 20, 0.5 },      { 0, 0, 0 },
    { -5, 5, 1 },      { -1e9, 1e9, 1 },      { 1e15, 1e15, 0 },    { 0, 65535, 20 },
    { 1e-9, 2e-9, 0 }, { -40, -40, 0.5 },     { -1e300, 1e300, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SondeValueScale scale = { 0 };

      g_test_message ("%g to %g", cases[i].least, cases[i].greatest);
      g_assert_true (
          sonde_value_scale_fit (&scale, cases[i].least, cases[i].greatest, cases[i].min_range, 5));
      g_assert_cmpfloat (scale.min, <=, cases[i].least);
      g_assert_cmpfloat (scale.max, >=, cases[i].greatest);
      g_assert_cmpfloat (scale.max - scale.min, >=, cases[i].min_range);
      g_assert_cmpuint (scale.ticks.n_ticks, >=, 2);
      if (cases[i].least >= 0)
        g_assert_cmpfloat (scale.min, >=, 0);
    }
}

static void
test_nothing_to_fit (void)
{
  SondeValueScale scale = { 0 };

  g_assert_false (sonde_value_scale_fit (&scale, NAN, NAN, 1, 5));
  g_assert_false (sonde_value_scale_fit (&scale, -1.7e308, 1.7e308, 1, 5));
  g_assert_false (sonde_value_scale_fit (&scale, 3, 2, 1, 5));
  g_assert_cmpfloat (sonde_value_scale_to_y (&scale, 3, 100), ==, 50);
}

static void
test_calm (void)
{
  SondeValueScale scale = { 0 };
  guint n_changes = 0;

  g_assert_true (sonde_value_scale_fit (&scale, 20, 30, 0.5, 5));

  for (int i = 0; i < 1000; i++)
    if (sonde_value_scale_fit (&scale, 20 + 0.4 * sin (i), 30 + 0.4 * cos (i), 0.5, 5))
      n_changes++;
  g_assert_cmpuint (n_changes, ==, 0);

  g_assert_true (sonde_value_scale_fit (&scale, 20, 45, 0.5, 5));
  g_assert_cmpfloat (scale.max, >=, 45);
  g_assert_true (sonde_value_scale_fit (&scale, 20, 25, 0.5, 5));
  g_assert_cmpfloat (scale.max, <, 30);
}

/* Data that creep up or down never lie on an edge, unless that is 0. */
static void
test_edges (void)
{
  SondeValueScale rising = { 0 };
  SondeValueScale falling = { 0 };

  for (int i = 0; i <= 1000; i++)
    {
      sonde_value_scale_fit (&rising, 0, 5 + 0.01 * i, 0.5, 5);
      g_assert_cmpfloat (rising.min, ==, 0);
      g_assert_cmpfloat (rising.max - (5 + 0.01 * i), >, 0.02 * rising.max);

      sonde_value_scale_fit (&falling, -5 - 0.01 * i, 5, 0.5, 5);
      g_assert_cmpfloat (-5 - 0.01 * i - falling.min, >, 0.02 * (falling.max - falling.min));
    }
}

/* In a low chart, too, two ticks tell the distance. */
static void
test_two_ticks (void)
{
  for (double least = 0; least < 100; least += 0.7)
    {
      SondeValueScale scale = { 0 };

      sonde_value_scale_fit (&scale, least, least + 1.3 + least / 10, 0.5, 3);
      g_assert_cmpuint (scale.ticks.n_ticks, >=, 2);
      g_assert_cmpuint (scale.ticks.n_ticks, <=, 5);
    }
}

static void
test_places (void)
{
  SondeValueScale scale = { 10, 20, { 0 } };

  g_assert_cmpfloat (sonde_value_scale_to_y (&scale, 20, 100), ==, 0);
  g_assert_cmpfloat (sonde_value_scale_to_y (&scale, 10, 100), ==, 100);
  g_assert_cmpfloat (sonde_value_scale_to_y (&scale, 1e300, 100), ==, -100);
  g_assert_cmpfloat (sonde_value_scale_to_y (&scale, -1e300, 100), ==, 200);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/value-scale/fit", test_fit);
  g_test_add_func ("/value-scale/nothing-to-fit", test_nothing_to_fit);
  g_test_add_func ("/value-scale/calm", test_calm);
  g_test_add_func ("/value-scale/edges", test_edges);
  g_test_add_func ("/value-scale/two-ticks", test_two_ticks);
  g_test_add_func ("/value-scale/places", test_places);

  return g_test_run ();
}
