/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "sonde-chart-card.h"
#include "sonde-chart-stack.h"
#include "sonde-error.h"
#include "sonde-number-dialog.h"
#include "sonde-table-dialog.h"
#include "sonde-ui-resources.h"

#define START_US (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  SondeDataset *dataset;
  SondeViewport *viewport;
  SondeChannel *temperature;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = sonde_dataset_new (1000);
  fixture->temperature = sonde_dataset_ensure_channel (fixture->dataset, "temperature");
  sonde_dataset_ensure_channel (fixture->dataset, "humidite");
  for (guint i = 0; i < 3; i++)
    sonde_series_append (sonde_channel_get_series (fixture->temperature),
                         START_US + i * G_TIME_SPAN_SECOND, 20 + i);
  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (fixture->viewport, FALSE);
  sonde_viewport_set_range (fixture->viewport, START_US - G_TIME_SPAN_SECOND,
                            START_US + 10 * G_TIME_SPAN_SECOND);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->viewport);
  g_assert_finalize_object (fixture->dataset);
}

static GtkWidget *
create_card (Fixture *fixture)
{
  return g_object_ref_sink (
      sonde_chart_card_new (fixture->temperature, fixture->dataset, fixture->viewport));
}

static void
test_actions (Fixture *fixture, gconstpointer data)
{
  GtkWidget *card = create_card (fixture);
  SondePlot *plot = sonde_chart_get_plot (sonde_chart_card_get_chart (SONDE_CHART_CARD (card)));
  gboolean statistics = FALSE;

  g_assert_true (gtk_widget_activate_action (card, "chart.steps", "s", "always"));
  g_assert_cmpint (sonde_plot_get_step_mode (plot), ==, SONDE_STEP_ALWAYS);
  g_object_set (card, "steps", "sideways", NULL);
  g_assert_cmpint (sonde_plot_get_step_mode (plot), ==, SONDE_STEP_ALWAYS);
  g_assert_true (gtk_widget_activate_action (card, "chart.statistics", NULL));
  g_object_get (sonde_chart_card_get_chart (SONDE_CHART_CARD (card)), "show-statistics",
                &statistics, NULL);
  g_assert_true (statistics);
  g_assert_finalize_object (card);
}

static void
test_overlay (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *card = create_card (fixture);
  SondePlot *plot = sonde_chart_get_plot (sonde_chart_card_get_chart (SONDE_CHART_CARD (card)));

  gtk_window_set_child (window, card);
  gtk_window_present (window);
  g_assert_true (gtk_widget_activate_action (card, "chart.menu", NULL));
  /* The second channel of the dataset; the first is the card's own. */
  g_assert_true (gtk_widget_activate_action (card, "overlay.channel-1", NULL));
  g_assert_cmpuint (sonde_plot_get_n_curves (plot), ==, 2);
  g_assert_true (gtk_widget_activate_action (card, "overlay.channel-1", NULL));
  g_assert_cmpuint (sonde_plot_get_n_curves (plot), ==, 1);
  gtk_window_destroy (window);
  g_assert_finalize_object (card);
}

static void
assert_setup (Fixture *fixture, SondePlot *plot, guint n_curves)
{
  double min = 0;
  double max = 0;

  g_assert_cmpint (sonde_plot_get_step_mode (plot), ==, SONDE_STEP_NEVER);
  g_assert_cmpuint (sonde_plot_get_n_curves (plot), ==, n_curves);
  g_assert_true (sonde_plot_get_fixed_range (plot, 0, &min, &max));
  g_assert_cmpfloat (min, ==, -5);
  g_assert_cmpfloat (max, ==, 40);
}

/* How a chart is wanted outlives its widget, for its endpoint alone; a channel that is shown with
 * it comes back when it appears. */
static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);
  g_autoptr (SondeChartMemory) memory = sonde_chart_memory_new (settings);
  g_autoptr (SondeDataset) later = sonde_dataset_new (1000);
  SondeChannel *channel = sonde_dataset_ensure_channel (later, "temperature");
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *card = create_card (fixture);
  gboolean statistics = FALSE;
  SondePlot *plot = sonde_chart_get_plot (sonde_chart_card_get_chart (SONDE_CHART_CARD (card)));

  sonde_chart_card_set_memory (SONDE_CHART_CARD (card), memory, "a");
  gtk_window_set_child (window, card);
  gtk_window_present (window);
  sonde_plot_set_fixed_range (plot, 0, -5, 40);
  g_assert_true (gtk_widget_activate_action (card, "chart.menu", NULL));
  g_assert_true (gtk_widget_activate_action (card, "overlay.channel-1", NULL));
  g_assert_true (gtk_widget_activate_action (card, "chart.steps", "s", "never"));
  g_assert_true (gtk_widget_activate_action (card, "chart.statistics", NULL));
  gtk_window_destroy (window);
  g_assert_finalize_object (card);

  card = g_object_ref_sink (sonde_chart_card_new (channel, later, fixture->viewport));
  plot = sonde_chart_get_plot (sonde_chart_card_get_chart (SONDE_CHART_CARD (card)));
  sonde_chart_card_set_memory (SONDE_CHART_CARD (card), memory, "a");
  assert_setup (fixture, plot, 1);
  g_object_get (card, "statistics", &statistics, NULL);
  g_assert_true (statistics);
  sonde_dataset_ensure_channel (later, "humidite");
  sonde_chart_card_refresh (SONDE_CHART_CARD (card));
  assert_setup (fixture, plot, 2);
  g_assert_finalize_object (card);

  card = create_card (fixture);
  plot = sonde_chart_get_plot (sonde_chart_card_get_chart (SONDE_CHART_CARD (card)));
  sonde_chart_card_set_memory (SONDE_CHART_CARD (card), memory, "b");
  g_assert_cmpuint (sonde_plot_get_n_curves (plot), ==, 1);
  g_assert_cmpint (sonde_plot_get_step_mode (plot), ==, SONDE_STEP_AUTO);
  g_assert_finalize_object (card);
}

static void
finalize_window (GtkWindow *window)
{
  gtk_window_present (window);
  g_object_ref (window);
  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  SondePlot *plot = sonde_plot_new (fixture->temperature, fixture->dataset, fixture->viewport);
  SondeChartTable *table;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  sonde_plot_set_area (plot, &(GdkRectangle){ 0, 0, 400, 100 }, 400, 1);
  table = sonde_chart_table_new (plot);
  text = sonde_table_to_text (table);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_cmpstr (lines[0], ==, "Time\tTemperature (°C)");
  g_assert_true (g_str_has_suffix (lines[1], "\t20.00"));
  g_assert_true (g_str_has_suffix (lines[3], "\t22.00"));
  g_assert_finalize_object (table);
  finalize_window (sonde_table_dialog_new (NULL, plot));
  g_assert_finalize_object (plot);
}

typedef struct
{
  double values[2];
  gboolean refuse;
} Taken;

static gboolean
take (GObject *owner, const double *values, guint n_values, GError **error)
{
  Taken *taken = g_object_get_data (owner, "taken");

  g_assert_cmpuint (n_values, ==, 2);
  memcpy (taken->values, values, sizeof taken->values);
  if (taken->refuse)
    g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, "no");
  return !taken->refuse;
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GObject) owner = g_object_new (G_TYPE_OBJECT, NULL);
  Taken taken = { { 0, 0 }, TRUE };
  SondeNumberDialog *dialog = sonde_number_dialog_new (NULL, "Title", "Words", take, owner);
  g_autofree char *problem = NULL;

  g_object_set_data (owner, "taken", &taken);
  sonde_number_dialog_add_row (dialog, "First", 2.5);
  sonde_number_dialog_add_row (dialog, "Second <b>", NAN);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "numbers.apply", NULL);
  g_assert_cmpfloat (taken.values[0], ==, 2.5);
  g_assert_true (isnan (taken.values[1]));
  g_object_get (dialog, "problem", &problem, NULL);
  g_assert_cmpstr (problem, ==, "no");
  taken.refuse = FALSE;
  g_object_ref (dialog);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "numbers.apply", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (dialog);
}

static void
test_difference (Fixture *fixture, gconstpointer data)
{
  SondeChartStack *stack = g_object_ref_sink (g_object_new (SONDE_TYPE_CHART_STACK, NULL));
  g_autofree char *nothing = NULL;
  g_autofree char *words = NULL;

  sonde_chart_stack_set_dataset (stack, fixture->dataset, fixture->viewport);
  sonde_viewport_set_marker_us (fixture->viewport, SONDE_MARKER_A, START_US);
  nothing = sonde_chart_stack_describe_difference (stack);
  g_assert_null (nothing);
  sonde_viewport_set_marker_us (fixture->viewport, SONDE_MARKER_B,
                                START_US + 2 * G_TIME_SPAN_SECOND);
  words = sonde_chart_stack_describe_difference (stack);
  g_assert_cmpstr (words, ==,
                   "Between the markers: 2.0 s · Temperature +2.00\302\240°C  +1.000\302\240°C/s");
  g_assert_finalize_object (stack);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/chart-card/actions", test_actions }, { "/chart-card/overlay", test_overlay },
    { "/chart-card/memory", test_memory },   { "/chart-card/table", test_table },
    { "/chart-card/numbers", test_numbers }, { "/chart-card/difference", test_difference },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
