/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-row.h"
#include "sonde-chart-table.h"

#define START_US (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  SondeDataset *dataset;
  SondeViewport *viewport;
  SondePlot *plot;
  SondeSeries *series[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  SondeChannel *first;
  SondeChannel *second;

  fixture->dataset = sonde_dataset_new (100000);
  first = sonde_dataset_ensure_channel (fixture->dataset, "temperature");
  second = sonde_dataset_ensure_channel (fixture->dataset, "humidite");
  fixture->series[0] = sonde_channel_get_series (first);
  fixture->series[1] = sonde_channel_get_series (second);
  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (fixture->viewport, FALSE);
  sonde_viewport_set_range (fixture->viewport, START_US, START_US + 100 * G_TIME_SPAN_SECOND);
  fixture->plot = sonde_plot_new (first, fixture->dataset, fixture->viewport);
  g_assert_true (sonde_plot_add_channel (fixture->plot, second));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->plot);
  g_assert_finalize_object (fixture->viewport);
  g_assert_finalize_object (fixture->dataset);
}

static void
append (Fixture *fixture, guint series, double second, double value)
{
  sonde_series_append (fixture->series[series], START_US + (gint64) (second * G_TIME_SPAN_SECOND),
                       value);
}

static SondeChartTable *
create_table (Fixture *fixture)
{
  sonde_plot_set_area (fixture->plot, &(GdkRectangle){ 0, 0, 400, 100 }, 400, 1);

  return sonde_chart_table_new (fixture->plot);
}

static void
assert_row (SondeChartTable *table, guint position, double second, const char *a, const char *b)
{
  g_autoptr (SondeChartRow) row = g_list_model_get_item (G_LIST_MODEL (table), position);

  g_assert_nonnull (row);
  g_assert_cmpint (sonde_chart_row_get_time_us (row), ==,
                   START_US + (gint64) (second * G_TIME_SPAN_SECOND));
  g_assert_cmpstr (sonde_chart_row_get_value (row, 0), ==, a);
  g_assert_cmpstr (sonde_chart_row_get_value (row, 1), ==, b);
  g_assert_cmpstr (sonde_chart_row_get_value (row, 2), ==, "");
}

/* Measures of the same time are one row; a gap, and what is out of view, are none. */
static void
test_exact (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeChartTable) table = NULL;

  append (fixture, 0, -50, 1);
  append (fixture, 0, 10, 20.5);
  append (fixture, 1, 10, 40);
  append (fixture, 1, 12, 41);
  sonde_series_append_gap (fixture->series[0], START_US + 13 * G_TIME_SPAN_SECOND);
  append (fixture, 0, 20, -3);
  append (fixture, 0, 500, 1);
  table = create_table (fixture);

  g_assert_true (sonde_chart_table_is_exact (table));
  g_assert_cmpuint (sonde_chart_table_get_n_values (table), ==, 2);
  g_assert_cmpstr (sonde_chart_table_get_title (table, 0), ==, "Temperature (°C)");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 3);
  assert_row (table, 0, 10, "20.50", "40");
  assert_row (table, 1, 12, "", "41");
  assert_row (table, 2, 20, "−3.00", "");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (table), 3));
}

/* However much there is, the table stays short, and says what it has put together. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeChartTable) table = NULL;
  g_autoptr (SondeChartRow) row = NULL;
  guint n_rows;

  for (int i = 0; i < 50000; i++)
    append (fixture, 0, i * 0.002, i % 2 == 0 ? 10 : 20);
  table = create_table (fixture);

  n_rows = g_list_model_get_n_items (G_LIST_MODEL (table));
  g_assert_false (sonde_chart_table_is_exact (table));
  g_assert_cmpuint (n_rows, >, SONDE_CHART_TABLE_MAX_ROWS / 2);
  g_assert_cmpuint (n_rows, <=, SONDE_CHART_TABLE_MAX_ROWS);
  row = g_list_model_get_item (G_LIST_MODEL (table), n_rows / 2);
  g_assert_true (g_str_has_suffix (sonde_chart_row_get_value (row, 0), "(10.00 to 20.00)"));
  g_assert_cmpstr (sonde_chart_row_get_value (row, 1), ==, "");
}

static void
on_items_changed (
    GListModel *model, guint position, guint n_removed, guint n_added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, n_removed, n_added);
}

/* Rows that are as they were stay: the old ones go at one end, the new ones come at the other. */
static void
test_moving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeChartTable) table = NULL;
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (SondeChartRow) kept = NULL;
  g_autoptr (SondeChartRow) still = NULL;

  for (int i = 0; i < 10; i++)
    append (fixture, 0, 5 + 9 * i, i);
  table = create_table (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (table)), ==, 10);
  kept = g_list_model_get_item (G_LIST_MODEL (table), 5);
  g_signal_connect (table, "items-changed", G_CALLBACK (on_items_changed), changes);

  sonde_chart_table_update (table);
  g_assert_cmpstr (changes->str, ==, "");

  append (fixture, 0, 95, 1);
  sonde_chart_table_update (table);
  g_assert_cmpstr (changes->str, ==, "10-0+1 ");
  still = g_list_model_get_item (G_LIST_MODEL (table), 5);
  g_assert_true (still == kept);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/table/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("exact", test_exact);
  ADD ("bounded", test_bounded);
  ADD ("moving", test_moving);

  return g_test_run ();
}
