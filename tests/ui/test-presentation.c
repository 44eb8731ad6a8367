/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

#include "sonde-error.h"
#include "sonde-presentation.h"

static void
test_period (void)
{
  static const struct
  {
    double period_ms;
    const char *expected;
  } cases[] = {
    { 1, "1 ms" },       { 500, "500 ms" },     { 999.6, "999.6 ms" },
    { 1000, "1 s" },     { 5000, "5 s" },       { 90000, "90 s" },
    { 120000, "2 min" }, { 150000, "2.5 min" }, { 2147483647.0, "35791 min" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_format_period_ms (cases[i].period_ms);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_period_to_text (void)
{
  static const struct
  {
    gint64 period_ms;
    const char *expected;
    SondePeriodUnit unit;
  } cases[] = {
    { 1, "1", SONDE_PERIOD_UNIT_MILLISECOND },
    { 500, "500", SONDE_PERIOD_UNIT_MILLISECOND },
    { 1000, "1", SONDE_PERIOD_UNIT_SECOND },
    { 1440, "1.44", SONDE_PERIOD_UNIT_SECOND },
    { 1441, "1441", SONDE_PERIOD_UNIT_MILLISECOND },
    { 5000, "5", SONDE_PERIOD_UNIT_SECOND },
    { 90000, "90", SONDE_PERIOD_UNIT_SECOND },
    { 120000, "2", SONDE_PERIOD_UNIT_MINUTE },
    { 123456, "123456", SONDE_PERIOD_UNIT_MILLISECOND },
    { 125000, "125", SONDE_PERIOD_UNIT_SECOND },
    { 150000, "2.5", SONDE_PERIOD_UNIT_MINUTE },
    { G_MAXINT32, "2147483647", SONDE_PERIOD_UNIT_MILLISECOND },
  };
  SondePeriodUnit unknown = SONDE_PERIOD_UNIT_MINUTE;
  g_autofree char *empty = sonde_period_to_text (0, &unknown);

  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpint (unknown, ==, SONDE_PERIOD_UNIT_MINUTE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SondePeriodUnit unit = SONDE_PERIOD_UNIT_MINUTE;
      g_autofree char *text = sonde_period_to_text (cases[i].period_ms, &unit);
      g_autoptr (GError) error = NULL;
      gint64 period_ms = 0;

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_cmpint (unit, ==, cases[i].unit);
      g_assert_true (sonde_parse_period (text, unit, &period_ms, &error));
      g_assert_no_error (error);
      g_assert_cmpint (period_ms, ==, cases[i].period_ms);
    }
}

static void
test_parse_period (void)
{
  static const struct
  {
    const char *text;
    guint unit;
    gint64 expected_ms; /* 0 where it is refused */
  } cases[] = {
    { "5000", 0, 5000 },  { "5", 1, 5000 },  { "2.5", 1, 2500 },     { "2,5", 1, 2500 },
    { " 30 ", 1, 30000 }, { "1", 2, 60000 }, { "1e3", 0, 1000 },     { "0", 0, 0 },
    { "-5", 1, 0 },       { "", 1, 0 },      { "five", 1, 0 },       { "5 s", 1, 0 },
    { "1e400", 0, 0 },    { "nan", 1, 0 },   { "2147483648", 0, 0 }, { "0.0001", 1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 period_ms = 0;
      gboolean valid = sonde_parse_period (cases[i].text, cases[i].unit, &period_ms, &error);

      g_assert_cmpint (valid, ==, cases[i].expected_ms > 0);
      g_assert_cmpint (period_ms, ==, cases[i].expected_ms);
      if (!valid)
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
    }
}

static void
test_trend (void)
{
  static const struct
  {
    guint64 count;
    double earlier;
    double later;
    double min;
    double max;
    SondeTrend expected;
  } cases[] = {
    { 0, 1, 1, 0, 0, SONDE_TREND_UNKNOWN },     { 3, 1, 2, 0, 3, SONDE_TREND_UNKNOWN },
    { 9, 10, 12, 8, 12, SONDE_TREND_RISING },   { 9, 12, 10, 8, 12, SONDE_TREND_FALLING },
    { 9, 10, 10.1, 8, 12, SONDE_TREND_STEADY }, { 9, 5, 5, 5, 5, SONDE_TREND_STEADY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const SondeSummary earlier = { .count = cases[i].count, .mean = cases[i].earlier };
      const SondeSummary later = { .count = cases[i].count, .mean = cases[i].later };
      const SondeSummary whole = { .count = cases[i].count,
                                   .min = cases[i].min,
                                   .max = cases[i].max };

      g_assert_cmpint (sonde_trend_compute (&earlier, &later, &whole), ==, cases[i].expected);
    }
}

static void
test_states_have_words_and_shapes (void)
{
  for (int state = SONDE_STATE_IDLE; state <= SONDE_STATE_WAITING; state++)
    {
      g_assert_nonnull (sonde_state_get_label ((SondeState) state));
      g_assert_true (
          g_str_has_suffix (sonde_state_get_icon_name ((SondeState) state, FALSE), "-symbolic"));
    }
  g_assert_cmpstr (sonde_state_get_icon_name (SONDE_STATE_CLOSED, TRUE), !=,
                   sonde_state_get_icon_name (SONDE_STATE_CLOSED, FALSE));
  for (int verdict = SONDE_VERDICT_PENDING; verdict <= SONDE_VERDICT_OVERTAKEN; verdict++)
    g_assert_nonnull (sonde_verdict_get_icon_name ((SondeVerdict) verdict));
}

static void
test_clock (void)
{
  g_autofree char *text = sonde_format_clock (G_GINT64_CONSTANT (1693732977401250));
  g_autofree char *never = sonde_format_clock (G_MAXINT64);

  g_assert_true (g_str_has_suffix (text, ":57.401"));
  g_assert_nonnull (never);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presentation/period", test_period);
  g_test_add_func ("/presentation/period-to-text", test_period_to_text);
  g_test_add_func ("/presentation/parse-period", test_parse_period);
  g_test_add_func ("/presentation/trend", test_trend);
  g_test_add_func ("/presentation/states", test_states_have_words_and_shapes);
  g_test_add_func ("/presentation/clock", test_clock);
  return g_test_run ();
}
