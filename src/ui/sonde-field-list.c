/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-field-list.h"

#include <glib/gi18n.h>

#include "sonde-field-row.h"

/**
 * SondeFieldList:
 *
 * What the drawing of a frame shows, as text: who cannot see the drawing reads this.
 */
struct _SondeFieldList
{
  SondeAnatomyView parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (SondeFieldList, sonde_field_list, SONDE_TYPE_ANATOMY_VIEW)

static void
on_row_selected (SondeFieldList *self, GtkListBoxRow *row)
{
  if (row != NULL)
    sonde_anatomy_view_set_field (SONDE_ANATOMY_VIEW (self), gtk_list_box_row_get_index (row));
}

static void
sonde_field_list_field_changed (SondeAnatomyView *view)
{
  GtkListBox *list = SONDE_FIELD_LIST (view)->list;

  gtk_list_box_select_row (
      list, gtk_list_box_get_row_at_index (list, sonde_anatomy_view_get_field (view)));
}

static void
sonde_field_list_anatomy_changed (SondeAnatomyView *view)
{
  SondeFieldList *self = SONDE_FIELD_LIST (view);
  const SondeFrameField *field;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (int i = 0; (field = sonde_anatomy_view_look_up (view, i)) != NULL; i++)
    gtk_list_box_append (self->list, sonde_field_row_new (field));
  sonde_field_list_field_changed (view);
}

static void
sonde_field_list_class_init (SondeFieldListClass *klass)
{
  SondeAnatomyViewClass *view_class = SONDE_ANATOMY_VIEW_CLASS (klass);

  view_class->anatomy_changed = sonde_field_list_anatomy_changed;
  view_class->field_changed = sonde_field_list_field_changed;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sonde_field_list_init (SondeFieldList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fields of the frame"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (on_row_selected), self);
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}
