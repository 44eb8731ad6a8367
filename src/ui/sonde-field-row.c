/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-field-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sonde-field-color.h"
#include "sonde-frame-words.h"

/**
 * SondeFieldRow:
 *
 * A field's name in its colour, its value as a number and in words, where it is and what rules it.
 */
struct _SondeFieldRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *swatch;
  GtkLabel *name;
  GtkLabel *number;
  GtkLabel *words;
  GtkLabel *remark;
  GtkLabel *extent;

  SondeFrameFieldKind kind;
};

G_DEFINE_FINAL_TYPE (SondeFieldRow, sonde_field_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_color (SondeFieldRow *self)
{
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const GdkRGBA color = sonde_field_get_color (self->kind, dark);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_foreground_new ((guint16) (color.red * 65535),
                                                                 (guint16) (color.green * 65535),
                                                                 (guint16) (color.blue * 65535)));
  gtk_label_set_attributes (self->swatch, attributes);
}

static void
sonde_field_row_class_init (SondeFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeFieldRow, swatch);
  gtk_widget_class_bind_template_child (widget_class, SondeFieldRow, name);
  gtk_widget_class_bind_template_child (widget_class, SondeFieldRow, number);
  gtk_widget_class_bind_template_child (widget_class, SondeFieldRow, words);
  gtk_widget_class_bind_template_child (widget_class, SondeFieldRow, remark);
  gtk_widget_class_bind_template_child (widget_class, SondeFieldRow, extent);
}

static void
sonde_field_row_init (SondeFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_field_row_new:
 * @field: a field
 *
 * Returns: (transfer floating): a row that shows it, and keeps nothing of it
 */
GtkWidget *
sonde_field_row_new (const SondeFrameField *field)
{
  SondeFieldRow *self = g_object_new (SONDE_TYPE_FIELD_ROW, NULL);
  g_autofree char *number = sonde_frame_field_get_number (field);
  g_autofree char *extent = sonde_frame_field_get_extent (field);
  g_autofree char *place = NULL;
  g_autofree char *label = NULL;

  self->kind = field->kind;
  /* Translators: where in the frame a field is, and the section of RFC 6455 that defines it. */
  place = g_strdup_printf (_ ("%s · RFC 6455 section %s"), extent, field->section);
  gtk_label_set_text (self->name, sonde_frame_field_get_name (field->kind));
  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->words, field->words);
  gtk_label_set_text (self->extent, place);
  gtk_label_set_text (self->remark, field->remark != NULL ? field->remark : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), field->remark != NULL);

  label = g_strdup_printf ("%s, %s: %s. %s%s%s", sonde_frame_field_get_name (field->kind), number,
                           field->words, extent, field->remark != NULL ? ". " : "",
                           field->remark != NULL ? field->remark : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  update_color (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_color), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
