/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-viewport.h"

#include <math.h>

#define S G_TIME_SPAN_SECOND

static void
count (gpointer counter)
{
  ++*(guint *) counter;
}

static void
assert_range (SondeViewport *viewport, gint64 start_us, gint64 end_us)
{
  g_assert_cmpint (sonde_viewport_get_start_us (viewport), ==, start_us);
  g_assert_cmpint (sonde_viewport_get_end_us (viewport), ==, end_us);
}

static void
test_range (void)
{
  static const struct
  {
    gint64 start_us;
    gint64 end_us;
    gint64 expected_start_us;
    gint64 expected_end_us;
  } cases[] = {
    { 10 * S, 20 * S, 10 * S, 20 * S },
    { 20 * S, 10 * S, 10 * S, 20 * S },
    { 7 * S, 7 * S, 7 * S - 5000, 7 * S + 5000 },
    { -3 * S, 4000 - 3 * S, -3 * S - 3000, 7000 - 3 * S },
    { G_MININT64, G_MAXINT64, -SONDE_VIEWPORT_LIMIT_US, SONDE_VIEWPORT_LIMIT_US },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeViewport) viewport = sonde_viewport_new ();

      sonde_viewport_set_range (viewport, cases[i].start_us, cases[i].end_us);
      assert_range (viewport, cases[i].expected_start_us, cases[i].expected_end_us);
    }
}

static void
test_signals (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  guint n_changed = 0;
  guint n_start = 0;
  guint n_end = 0;
  guint n_cursor = 0;

  g_signal_connect_swapped (viewport, "changed", G_CALLBACK (count), &n_changed);
  g_signal_connect_swapped (viewport, "notify::start-us", G_CALLBACK (count), &n_start);
  g_signal_connect_swapped (viewport, "notify::end-us", G_CALLBACK (count), &n_end);
  g_signal_connect_swapped (viewport, "notify::cursor-us", G_CALLBACK (count), &n_cursor);

  sonde_viewport_set_range (viewport, 10 * S, 20 * S);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_start, ==, 1);
  g_assert_cmpuint (n_end, ==, 1);

  sonde_viewport_set_range (viewport, 10 * S, 20 * S);
  g_assert_cmpuint (n_changed, ==, 1);

  sonde_viewport_set_span (viewport, 5 * S);
  assert_range (viewport, 15 * S, 20 * S);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (n_end, ==, 1);

  sonde_viewport_set_cursor_us (viewport, 17 * S);
  sonde_viewport_set_cursor_us (viewport, 17 * S);
  g_assert_cmpuint (n_cursor, ==, 1);
  g_assert_cmpuint (n_changed, ==, 2);
}

static void
test_follow (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  guint n_follow = 0;

  g_signal_connect_swapped (viewport, "notify::follow", G_CALLBACK (count), &n_follow);
  g_assert_true (sonde_viewport_get_follow (viewport));

  sonde_viewport_set_range (viewport, 10 * S, 20 * S);
  sonde_viewport_advance (viewport, 25 * S);
  assert_range (viewport, 15 * S, 25 * S);

  /* The clock was set back. */
  sonde_viewport_advance (viewport, 5 * S);
  assert_range (viewport, -5 * S, 5 * S);

  sonde_viewport_pan (viewport, -2 * S);
  assert_range (viewport, -7 * S, 3 * S);
  g_assert_false (sonde_viewport_get_follow (viewport));
  g_assert_cmpuint (n_follow, ==, 1);

  sonde_viewport_advance (viewport, 100 * S);
  assert_range (viewport, -7 * S, 3 * S);

  g_object_set (viewport, "follow", TRUE, NULL);
  sonde_viewport_advance (viewport, 100 * S);
  assert_range (viewport, 90 * S, 100 * S);
}

static void
test_zoom (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();

  sonde_viewport_set_range (viewport, 0, 100 * S);
  sonde_viewport_zoom (viewport, 0.5, 20 * S);
  assert_range (viewport, 50 * S, 100 * S);

  sonde_viewport_set_follow (viewport, FALSE);
  sonde_viewport_set_range (viewport, 0, 100 * S);
  sonde_viewport_zoom (viewport, 0.5, 20 * S);
  assert_range (viewport, 10 * S, 60 * S);
  sonde_viewport_zoom (viewport, 2, 20 * S);
  assert_range (viewport, 0, 100 * S);

  sonde_viewport_zoom (viewport, 1e-12, 20 * S);
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, SONDE_VIEWPORT_MIN_SPAN_US);
  sonde_viewport_zoom (viewport, 1e300, 20 * S);
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), <=, 2 * SONDE_VIEWPORT_LIMIT_US);
}

static void
test_places (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();

  sonde_viewport_set_range (viewport, 10 * S, 20 * S);
  g_assert_cmpfloat (sonde_viewport_time_to_x (viewport, 10 * S, 400), ==, 0);
  g_assert_cmpfloat (sonde_viewport_time_to_x (viewport, 20 * S, 400), ==, 400);
  g_assert_cmpfloat (sonde_viewport_time_to_x (viewport, 5 * S, 400), ==, -200);
  g_assert_cmpint (sonde_viewport_x_to_time (viewport, 100, 400), ==, 12500000);
  g_assert_cmpint (sonde_viewport_x_to_time (viewport, 1e300, 400), <=, SONDE_VIEWPORT_LIMIT_US);
}

/* While the present moves on, columns keep their place in time: the origin jumps by whole columns.
 */
static void
test_columns (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  gint64 previous_us = 0;
  guint n_jumps = 0;

  sonde_viewport_set_range (viewport, 0, 600 * S);

  for (gint64 now_us = 600 * S; now_us < 660 * S; now_us += 16667)
    {
      gint64 origin_us;
      gint64 column_us;

      sonde_viewport_advance (viewport, now_us);
      sonde_viewport_get_columns (viewport, 800, &origin_us, &column_us);

      g_assert_cmpint (column_us, ==, 750000);
      g_assert_cmpint (origin_us % column_us, ==, 0);
      g_assert_cmpint (origin_us + 800 * column_us, >, now_us);
      g_assert_cmpint (origin_us + 799 * column_us, <=, now_us);
      if (origin_us != previous_us)
        n_jumps++;
      previous_us = origin_us;
    }

  g_assert_cmpuint (n_jumps, <=, 81);
}

/* The user gets no further than one view before the beginning, and not into the future. */
static void
test_limits (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  const gint64 second = G_TIME_SPAN_SECOND;

  sonde_viewport_set_follow (viewport, FALSE);
  sonde_viewport_set_range (viewport, 1000 * second, 1100 * second);
  sonde_viewport_include (viewport, 900 * second, 1050 * second);
  sonde_viewport_include (viewport, 1000 * second, 1200 * second);

  sonde_viewport_pan (viewport, -5000 * second);
  g_assert_cmpint (sonde_viewport_get_start_us (viewport), ==, 800 * second);
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, 100 * second);
  sonde_viewport_pan (viewport, 5000 * second);
  g_assert_cmpint (sonde_viewport_get_end_us (viewport), ==, 1200 * second);
  sonde_viewport_advance (viewport, 1300 * second);
  sonde_viewport_pan (viewport, 5000 * second);
  g_assert_cmpint (sonde_viewport_get_end_us (viewport), ==, 1300 * second);
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, 100 * second);

  for (int i = 0; i < 100; i++)
    sonde_viewport_zoom (viewport, 2, 1250 * second);
  g_assert_cmpint (sonde_viewport_get_end_us (viewport), ==, 1300 * second);
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, 4 * 400 * second);

  sonde_viewport_forget_limits (viewport);
  sonde_viewport_pan (viewport, 5000 * second);
  g_assert_cmpint (sonde_viewport_get_end_us (viewport), ==, 6300 * second);
}

static void
test_reset (void)
{
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  gint64 end_us = sonde_viewport_get_end_us (viewport);

  sonde_viewport_set_span (viewport, G_TIME_SPAN_HOUR);
  sonde_viewport_zoom_to (viewport, end_us - 20 * G_TIME_SPAN_SECOND,
                          end_us - 10 * G_TIME_SPAN_SECOND);
  g_assert_false (sonde_viewport_get_follow (viewport));
  sonde_viewport_zoom_to (viewport, end_us - 18 * G_TIME_SPAN_SECOND,
                          end_us - 17 * G_TIME_SPAN_SECOND);
  g_assert_true (sonde_viewport_zoom_back (viewport));
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, 10 * G_TIME_SPAN_SECOND);
  g_assert_true (sonde_viewport_zoom_back (viewport));
  g_assert_true (sonde_viewport_get_follow (viewport));
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, G_TIME_SPAN_HOUR);
  g_assert_false (sonde_viewport_zoom_back (viewport));

  sonde_viewport_zoom (viewport, 0.1, end_us);
  sonde_viewport_set_follow (viewport, FALSE);
  sonde_viewport_reset (viewport);
  g_assert_true (sonde_viewport_get_follow (viewport));
  g_assert_cmpint (sonde_viewport_get_span_us (viewport), ==, G_TIME_SPAN_HOUR);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/viewport/range", test_range);
  g_test_add_func ("/viewport/signals", test_signals);
  g_test_add_func ("/viewport/follow", test_follow);
  g_test_add_func ("/viewport/zoom", test_zoom);
  g_test_add_func ("/viewport/places", test_places);
  g_test_add_func ("/viewport/columns", test_columns);
  g_test_add_func ("/viewport/limits", test_limits);
  g_test_add_func ("/viewport/reset", test_reset);

  return g_test_run ();
}
