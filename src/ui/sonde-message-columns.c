/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-columns.h"

#include <glib/gi18n.h>

#include "sonde-message-item.h"

typedef struct
{
  const char *title;
  const char *property;
  const char *css_class;
  float xalign;
  gboolean expands;
} Column;

static const Column columns_table[] = {
  { N_ ("Time"), "time", "numeric", 0, FALSE },
  { N_ ("Kind"), "kind", NULL, 0, FALSE },
  { N_ ("Size"), "size", "numeric", 1, FALSE },
  { N_ ("Round trip"), "rtt", "numeric", 1, FALSE },
  { N_ ("Content"), "preview", "monospace", 0, TRUE },
};

static void
bind_item_property (GtkListItem *list_item,
                    GtkWidget *widget,
                    const char *widget_property,
                    const char *item_property)
{
  GtkExpression *item = gtk_property_expression_new (GTK_TYPE_LIST_ITEM, NULL, "item");
  GtkExpression *text = gtk_property_expression_new (SONDE_TYPE_MESSAGE_ITEM, item, item_property);

  gtk_expression_bind (text, widget, widget_property, list_item);
}

static void
setup_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  const Column *column = user_data;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->xalign);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (column->expands)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (column->css_class != NULL)
    gtk_widget_add_css_class (label, column->css_class);
  bind_item_property (list_item, label, "label", column->property);
  gtk_list_item_set_child (list_item, label);
}

static void
setup_direction (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *image = gtk_image_new ();

  bind_item_property (list_item, image, "icon-name", "direction-icon");
  bind_item_property (list_item, image, "tooltip-text", "direction");
  gtk_list_item_set_child (list_item, image);
}

static GtkColumnViewColumn *
append (GtkColumnView *view, const char *title, GCallback setup, gpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", setup, data);
  gtk_column_view_append_column (view, column);
  /* The view keeps the column for as long as it lives itself. */
  g_object_unref (column);
  return column;
}

/**
 * sonde_message_columns_append:
 * @view: a view of #SondeMessageItem
 * @columns: (out caller-allocates): the columns that come and go, owned by the view
 *
 * Gives a view its columns.
 */
void
sonde_message_columns_append (GtkColumnView *view, SondeMessageColumns *columns)
{
  GtkColumnViewColumn *made[G_N_ELEMENTS (columns_table)];

  append (view, "", G_CALLBACK (setup_direction), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (columns_table); i++)
    {
      made[i] = append (view, gettext (columns_table[i].title), G_CALLBACK (setup_text),
                        (gpointer) &columns_table[i]);
      gtk_column_view_column_set_expand (made[i], columns_table[i].expands);
    }
  columns->size = made[2];
  columns->rtt = made[3];
}
