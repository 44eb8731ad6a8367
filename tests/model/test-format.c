/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-format.h"

static void
test_number (void)
{
  static const struct
  {
    double value;
    guint decimals;
    const char *expected;
  } cases[] = {
    { 0, 2, "0.00" },
    { -0.001, 2, "0.00" },
    { -1.5, 1, "\342\210\2221.5" },
    { 28.34, 2, "28.34" },
    { 1013, 0, "1013" },
    { 0.25, SONDE_FORMAT_GENERAL, "0.25" },
    { 1.5e-7, SONDE_FORMAT_GENERAL, "1.5e-07" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_format_number (cases[i].value, cases[i].decimals);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_interval (void)
{
  static const struct
  {
    gint64 interval_us;
    const char *expected;
  } cases[] = {
    { -1, "—" },        { 0, "0 µs" },        { 999, "999 µs" },
    { 1000, "1.0 ms" }, { 12400, "12.4 ms" }, { 1500000, "1.50 s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_format_interval_us (cases[i].interval_us);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* What a sandbox was given has the name that its owner gave it, and what merely looks so is whole.
 */
static void
test_path (void)
{
  static const struct
  {
    const char *path;
    const char *expected;
  } cases[] = {
    { "/home/ada/garden.sonde", "/home/ada/garden.sonde" },
    { "garden.sonde", "garden.sonde" },
    { "/run/user/1000/doc/5be1c8ff/garden.sonde", "garden.sonde" },
    { "/run/user/1000/doc/5be1c8ff/garden/june.sonde", "garden/june.sonde" },
    { "/run/flatpak/doc/5be1c8ff/garden.sonde", "garden.sonde" },
    { "/run/user/1000/doc/5be1c8ff/", "/run/user/1000/doc/5be1c8ff/" },
    { "/run/user/1000/doc/5be1c8ff", "/run/user/1000/doc/5be1c8ff" },
    { "/run/user/1000/garden.sonde", "/run/user/1000/garden.sonde" },
    { "/run/user/ada/doc/5be1c8ff/garden.sonde", "/run/user/ada/doc/5be1c8ff/garden.sonde" },
    { "", "" },
    { "/tmp/\377.sonde", "/tmp/\357\277\275.sonde" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_format_path (cases[i].path);

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

/* The same day of another year is another day. */
static void
test_same_day (void)
{
  static const struct
  {
    const char *first;
    const char *second;
    gboolean expected;
  } cases[] = {
    { "2024-05-31T00:00:00Z", "2024-05-31T23:59:59Z", TRUE },
    { "2024-05-31T23:59:59Z", "2024-06-01T00:00:00Z", FALSE },
    { "2025-05-31T12:00:00Z", "2026-05-31T12:00:00Z", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) first = g_date_time_new_from_iso8601 (cases[i].first, NULL);
      g_autoptr (GDateTime) second = g_date_time_new_from_iso8601 (cases[i].second, NULL);

      g_assert_cmpint (sonde_format_is_same_day (first, second), ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/number", test_number);
  g_test_add_func ("/format/interval", test_interval);
  g_test_add_func ("/format/path", test_path);
  g_test_add_func ("/format/same-day", test_same_day);

  return g_test_run ();
}
