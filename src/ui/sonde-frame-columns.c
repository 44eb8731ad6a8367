/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-columns.h"

#include <glib/gi18n.h>

#include "sonde-frame-item.h"

/* A column shows where the list is at least @min_width_px wide. The names of bits are those of
 * RFC 6455 section 5.2. */
static const struct
{
  const char *title;
  const char *property;
  float xalign;
  int min_width_px;
} columns[SONDE_N_FRAME_COLUMNS] = {
  [SONDE_FRAME_COLUMN_NUMBER] = { N_ ("No."), "number", 1, 0 },
  [SONDE_FRAME_COLUMN_ARROW] = { "", "direction-icon", 0.5f, 0 },
  [SONDE_FRAME_COLUMN_DIRECTION] = { N_ ("Direction"), "direction", 0, 740 },
  [SONDE_FRAME_COLUMN_TIME] = { N_ ("Time"), "time", 0, 440 },
  [SONDE_FRAME_COLUMN_FIN] = { "FIN", "fin", 0.5f, 400 },
  [SONDE_FRAME_COLUMN_RSV] = { "RSV", "rsv", 0.5f, 600 },
  [SONDE_FRAME_COLUMN_OPCODE] = { "opcode", "opcode", 0, 0 },
  [SONDE_FRAME_COLUMN_MASK] = { "MASK", "mask", 0.5f, 600 },
  [SONDE_FRAME_COLUMN_LENGTH] = { N_ ("Length"), "length", 1, 0 },
  [SONDE_FRAME_COLUMN_MESSAGE] = { N_ ("Message"), "message", 1, 700 },
  [SONDE_FRAME_COLUMN_SUMMARY] = { N_ ("Summary"), "summary", 0, 0 },
};

static void
bind_item_property (GtkListItem *list_item,
                    GtkWidget *widget,
                    const char *widget_property,
                    const char *item_property)
{
  GtkExpression *item = gtk_property_expression_new (GTK_TYPE_LIST_ITEM, NULL, "item");
  GtkExpression *text = gtk_property_expression_new (SONDE_TYPE_FRAME_ITEM, item, item_property);

  gtk_expression_bind (text, widget, widget_property, list_item);
}

static void
setup_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  const SondeFrameColumn column = (SondeFrameColumn) GPOINTER_TO_INT (user_data);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), columns[column].xalign);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, column == SONDE_FRAME_COLUMN_SUMMARY ? "monospace" : "numeric");
  if (column == SONDE_FRAME_COLUMN_SUMMARY)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  bind_item_property (list_item, label, "label", columns[column].property);
  gtk_list_item_set_child (list_item, label);
}

static void
on_arrow_named (GtkWidget *image)
{
  const char *name = gtk_widget_get_tooltip_text (image);

  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", -1);
}

static void
setup_arrow (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *image = gtk_image_new ();

  g_signal_connect (image, "notify::tooltip-text", G_CALLBACK (on_arrow_named), NULL);
  bind_item_property (list_item, image, "icon-name", "direction-icon");
  bind_item_property (list_item, image, "tooltip-text", "direction");
  gtk_list_item_set_child (list_item, image);
}

/**
 * sonde_frame_columns_append:
 * @view: a view of #SondeFrameItem
 *
 * Gives a view its columns.
 */
void
sonde_frame_columns_append (GtkColumnView *view)
{
  for (guint i = 0; i < SONDE_N_FRAME_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      const char *title = columns[i].title;
      GtkColumnViewColumn *column = gtk_column_view_column_new (*title != '\0' ? _ (title) : title,
                                                                factory);

      g_signal_connect (factory, "setup",
                        i == SONDE_FRAME_COLUMN_ARROW ? G_CALLBACK (setup_arrow)
                                                      : G_CALLBACK (setup_text),
                        GINT_TO_POINTER (i));
      gtk_column_view_column_set_expand (column, i == SONDE_FRAME_COLUMN_SUMMARY);
      gtk_column_view_append_column (view, column);
      g_object_unref (column);
    }
}

/**
 * sonde_frame_columns_fit:
 * @view: a view that has these columns
 * @width_px: what it may take
 *
 * Shows the columns that there is room for.
 */
void
sonde_frame_columns_fit (GtkColumnView *view, int width_px)
{
  GListModel *list = gtk_column_view_get_columns (view);

  for (guint i = 0; i < SONDE_N_FRAME_COLUMNS; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      gtk_column_view_column_set_visible (column, width_px >= columns[i].min_width_px);
    }
}
