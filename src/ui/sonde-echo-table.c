/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-table.h"

#include "sonde-echo-words.h"
#include "sonde-log-axis.h"

#include <glib/gi18n.h>

/**
 * SondeEchoTable:
 *
 * A grid of labels: there are few rows, and most of them do not change any more.
 */
struct _SondeEchoTable
{
  AdwBin parent_instance;

  GtkGrid *grid;
  guint n_rows;
};

G_DEFINE_FINAL_TYPE (SondeEchoTable, sonde_echo_table, ADW_TYPE_BIN)

static char *
format_size (const SondeEchoStep *step)
{
  return sonde_log_unit_format (SONDE_LOG_UNIT_BYTES, (double) step->size);
}

static char *
format_rate (const SondeEchoStep *step)
{
  return step->rate_hz > 0 ? sonde_log_unit_format (SONDE_LOG_UNIT_RATE, step->rate_hz)
                           : g_strdup ("–");
}

static char *
format_sent (const SondeEchoStep *step)
{
  return g_strdup_printf ("%llu", (unsigned long long) step->n_sent);
}

static char *
format_right (const SondeEchoStep *step)
{
  return g_strdup_printf ("%llu", (unsigned long long) sonde_echo_step_get_n_good (step));
}

static char *
format_p50 (const SondeEchoStep *step)
{
  return sonde_echo_words_time (step->p50_us);
}

static char *
format_p90 (const SondeEchoStep *step)
{
  return sonde_echo_words_time (step->p90_us);
}

static char *
format_p99 (const SondeEchoStep *step)
{
  return sonde_echo_words_time (step->p99_us);
}

static char *
format_max (const SondeEchoStep *step)
{
  return sonde_echo_words_time (step->max_us);
}

static const struct
{
  const char *title;
  char *(*format) (const SondeEchoStep *step);
} columns[] = {
  { N_ ("Size"), format_size },
  { N_ ("Rate"), format_rate },
  { N_ ("Sent"), format_sent },
  { N_ ("Right"), format_right },
  { N_ ("Median"), format_p50 },
  { N_ ("90 %"), format_p90 },
  { N_ ("99 %"), format_p99 },
  { N_ ("Longest"), format_max },
  { N_ ("Payload"), sonde_echo_words_bytes },
  { N_ ("Wrong"), sonde_echo_words_wrong },
};

static GtkWidget *
add_cell (SondeEchoTable *self, guint column, guint row, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, style);
  gtk_grid_attach (self->grid, label, (int) column, (int) row, 1, 1);
  return label;
}

static void
fill_row (SondeEchoTable *self, guint row, const SondeEchoStep *step)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *text = columns[i].format (step);
      GtkWidget *cell = gtk_grid_get_child_at (self->grid, (int) i, (int) row + 1);

      if (cell == NULL)
        cell = add_cell (self, i, row + 1, text, "numeric");
      else if (!g_str_equal (gtk_label_get_text (GTK_LABEL (cell)), text))
        gtk_label_set_text (GTK_LABEL (cell), text);
    }
}

static void
sonde_echo_table_class_init (SondeEchoTableClass *klass)
{
}

static void
sonde_echo_table_init (SondeEchoTable *self)
{
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 18);
  gtk_grid_set_row_spacing (self->grid, 3);
  gtk_widget_set_margin_start (GTK_WIDGET (self->grid), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->grid), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->grid), 9);
  gtk_widget_set_halign (GTK_WIDGET (self->grid), GTK_ALIGN_START);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkWidget *title = add_cell (self, i, 0, _ (columns[i].title), "caption");

      gtk_widget_add_css_class (title, "dim-label");
    }
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
}

/**
 * sonde_echo_table_set_report:
 *
 * Shows the steps of a report, those that changed and those that are new.
 */
void
sonde_echo_table_set_report (SondeEchoTable *self, const SondeEchoReport *report)
{
  g_return_if_fail (SONDE_IS_ECHO_TABLE (self));

  while (self->n_rows > report->n_steps)
    gtk_grid_remove_row (self->grid, (int) self->n_rows--);
  for (guint i = 0; i < report->n_steps; i++)
    fill_row (self, i, &report->steps[i]);
  self->n_rows = report->n_steps;
}
