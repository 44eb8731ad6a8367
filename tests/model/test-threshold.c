/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-threshold.h"

#include <math.h>

/* Values one after the other, and what each does: e enters, l leaves, . neither. */
static const struct
{
  const char *what;
  SondeThresholdKind kind;
  double value;
  double hysteresis;
  double fed[10];
  const char *crossings;
} cases[] = {
  { "above", SONDE_THRESHOLD_ABOVE, 30, 0, { 29, 31, 32, 29 }, ".e.l" },
  { "below", SONDE_THRESHOLD_BELOW, 30, 0, { 31, 29, 28, 31 }, ".e.l" },
  { "the threshold itself is not beyond it", SONDE_THRESHOLD_ABOVE, 30, 0, { 30, 31, 30 }, ".el" },
  { "a first value beyond it", SONDE_THRESHOLD_ABOVE, 30, 1, { 31, 28 }, "el" },
  { "noise inside the band is one crossing",
    SONDE_THRESHOLD_ABOVE,
    30,
    2,
    { 29, 30.5, 29, 30.5, 28.5, 31, 28, 30.5 },
    ".e....le" },
  { "noise below", SONDE_THRESHOLD_BELOW, 0, 2, { 1, -1, 1, -1, 1.9, 2, 1 }, ".e...l." },
  { "gaps do not cross",
    SONDE_THRESHOLD_ABOVE,
    30,
    1,
    { NAN, 31, NAN, 31, NAN, 20, NAN },
    ".e...l." },
  { "infinities cross", SONDE_THRESHOLD_ABOVE, 30, 1, { -INFINITY, INFINITY, -INFINITY }, ".el" },
  { "a value that cannot be", SONDE_THRESHOLD_ABOVE, NAN, 1, { 1, 1e9, -1e9 }, "..." },
  { "a band that cannot be", SONDE_THRESHOLD_ABOVE, 5, -1, { 1, 1e9, -1e9 }, "..." },
};

static void
test_crossings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SondeThreshold threshold;
      gboolean is_valid = sonde_threshold_init (&threshold, cases[i].kind, cases[i].value,
                                                cases[i].hysteresis);

      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (is_valid, ==, isfinite (cases[i].value) && cases[i].hysteresis >= 0);
      for (gsize j = 0; cases[i].crossings[j] != '\0'; j++)
        g_assert_cmpint (".el"[sonde_threshold_feed (&threshold, cases[i].fed[j])], ==,
                         cases[i].crossings[j]);
    }
}

static void
test_reset (void)
{
  SondeThreshold threshold;

  g_assert_true (sonde_threshold_init (&threshold, SONDE_THRESHOLD_ABOVE, 30, 1));
  g_assert_cmpint (sonde_threshold_feed (&threshold, 31), ==, SONDE_CROSSING_ENTERED);
  g_assert_cmpint (sonde_threshold_feed (&threshold, 31), ==, SONDE_CROSSING_NONE);
  sonde_threshold_reset (&threshold);
  g_assert_cmpint (sonde_threshold_feed (&threshold, 31), ==, SONDE_CROSSING_ENTERED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/threshold/crossings", test_crossings);
  g_test_add_func ("/threshold/reset", test_reset);

  return g_test_run ();
}
