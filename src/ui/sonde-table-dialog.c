/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-table-dialog.h"

#include <glib/gi18n.h>

#include "sonde-chart-row.h"
#include "sonde-chart-words.h"
#include "sonde-ticker.h"

/* The column of the times stands before those of the values. */
#define TIME_COLUMN (-1)
/* Rows that change more often than this cannot be read. */
#define INTERVAL_MS 1000

/**
 * SondeTableDialog:
 *
 * The table twin of a chart, which follows it about once a second while it shows. Who reads it with
 * a screen reader, or has chosen a row, can have it stand still.
 */
struct _SondeTableDialog
{
  AdwWindow parent_instance;

  GtkColumnView *view;

  SondePlot *plot;
  SondeTicker *ticker;
  gboolean live;

  SondeChartTable *table;
};

typedef enum
{
  PROP_EXACT = 1,
  PROP_LIVE,
  N_PROPS
} SondeTableDialogProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeTableDialog, sonde_table_dialog, ADW_TYPE_WINDOW)

static char *
explain (gpointer self, gboolean exact)
{
  return g_strdup (exact ? _ ("Each row is a measure.")
                         : _ ("Each row is a slice of time: the mean, and from the least to the "
                              "greatest value in it. Look at less time to see each measure."));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_INT (column) == TIME_COLUMN ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  SondeChartRow *row = gtk_list_item_get_item (item);
  const int value = GPOINTER_TO_INT (column);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      value == TIME_COLUMN ? sonde_chart_row_get_time (row)
                                           : sonde_chart_row_get_value (row, (guint) value));
}

static void
append_column (SondeTableDialog *self, const char *title, int value)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GINT_TO_POINTER (value));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GINT_TO_POINTER (value));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, value != TIME_COLUMN);
  gtk_column_view_append_column (self->view, column);
}

static void
rebuild_columns (SondeTableDialog *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  append_column (self, _ ("Time"), TIME_COLUMN);
  for (guint i = 0; i < sonde_chart_table_get_n_values (self->table); i++)
    append_column (self, sonde_chart_table_get_title (self->table, i), (int) i);
}

static void
update (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeTableDialog *self = SONDE_TABLE_DIALOG (widget);
  const guint n_before = sonde_chart_table_get_n_values (self->table);

  sonde_chart_table_update (self->table);
  if (sonde_chart_table_get_n_values (self->table) != n_before)
    rebuild_columns (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXACT]);
}

static void
refresh (GtkWidget *widget)
{
  if (SONDE_TABLE_DIALOG (widget)->live)
    update (widget, NULL, NULL);
}

static void
on_plot_changed (SondeTableDialog *self, guint what)
{
  if (self->live && (what & (SONDE_PLOT_TIME | SONDE_PLOT_DATA | SONDE_PLOT_CURVES)) != 0)
    sonde_ticker_queue_after (self->ticker, INTERVAL_MS);
}

static void
set_live (SondeTableDialog *self, gboolean live)
{
  if (self->live == !!live)
    return;
  self->live = !!live;
  if (self->live && self->ticker != NULL)
    sonde_ticker_queue (self->ticker);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

static void
copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autofree char *text = sonde_table_to_text (SONDE_TABLE_DIALOG (widget)->table);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
sonde_table_dialog_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeTableDialog *self = SONDE_TABLE_DIALOG (object);

  if (prop_id == PROP_EXACT)
    g_value_set_boolean (value, self->table == NULL || sonde_chart_table_is_exact (self->table));
  else if (prop_id == PROP_LIVE)
    g_value_set_boolean (value, self->live);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_table_dialog_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  if (prop_id == PROP_LIVE)
    set_live (SONDE_TABLE_DIALOG (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_table_dialog_dispose (GObject *object)
{
  SondeTableDialog *self = SONDE_TABLE_DIALOG (object);

  if (self->ticker != NULL)
    g_object_run_dispose (G_OBJECT (self->ticker));
  g_clear_object (&self->ticker);
  g_clear_object (&self->plot);
  g_clear_object (&self->table);

  G_OBJECT_CLASS (sonde_table_dialog_parent_class)->dispose (object);
}

static void
sonde_table_dialog_class_init (SondeTableDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_table_dialog_get_property;
  object_class->set_property = sonde_table_dialog_set_property;
  object_class->dispose = sonde_table_dialog_dispose;

  properties[PROP_EXACT] = g_param_spec_boolean ("exact", NULL, NULL, TRUE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, TRUE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                    G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "table.live", "live");
  gtk_widget_class_install_action (widget_class, "table.update", NULL, update);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "table.update", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-table-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeTableDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, explain);
}

static void
sonde_table_dialog_init (SondeTableDialog *self)
{
  self->live = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticker = sonde_ticker_new (GTK_WIDGET (self), refresh);
}

/**
 * sonde_table_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @plot: what is shown
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
GtkWindow *
sonde_table_dialog_new (GtkWindow *parent, SondePlot *plot)
{
  SondeTableDialog *self = g_object_new (SONDE_TYPE_TABLE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title = sonde_chart_words_title (sonde_plot_get_channel (plot));
  GtkSelectionModel *selection;

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, G_CONNECT_SWAPPED);
  self->table = sonde_chart_table_new (plot);
  rebuild_columns (self);
  selection = GTK_SELECTION_MODEL (
      gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->table))));
  gtk_column_view_set_model (self->view, selection);
  g_object_unref (selection);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXACT]);
  return GTK_WINDOW (self);
}

/**
 * sonde_table_to_text:
 * @table: what a chart shows
 *
 * Writes a table for a clipboard: a line of titles, then a line for each row, the cells parted by
 * tabs, as spreadsheets take them.
 *
 * Returns: (transfer full): the text
 */
char *
sonde_table_to_text (SondeChartTable *table)
{
  const guint n_values = sonde_chart_table_get_n_values (table);
  g_autoptr (GString) text = g_string_new (_ ("Time"));

  for (guint i = 0; i < n_values; i++)
    g_string_append_printf (text, "\t%s", sonde_chart_table_get_title (table, i));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (table)); i++)
    {
      g_autoptr (SondeChartRow) row = g_list_model_get_item (G_LIST_MODEL (table), i);

      g_string_append (text, sonde_chart_row_get_time (row));
      for (guint j = 0; j < n_values; j++)
        g_string_append_printf (text, "\t%s", sonde_chart_row_get_value (row, j));
      g_string_append_c (text, '\n');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
