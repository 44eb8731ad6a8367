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
  AdwBin parent_instance;

  GtkListBox *list;

  SondeAnatomy *anatomy;
  int field;
};

typedef enum
{
  PROP_ANATOMY = 1,
  PROP_FIELD,
  N_PROPS
} SondeFieldListProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeFieldList, sonde_field_list, ADW_TYPE_BIN)

static void
set_field (SondeFieldList *self, int field)
{
  GtkListBoxRow *row = field >= 0 ? gtk_list_box_get_row_at_index (self->list, field) : NULL;

  if (row == NULL)
    field = -1;
  if (field == self->field)
    return;
  self->field = field;
  gtk_list_box_select_row (self->list, row);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
}

static void
on_row_selected (SondeFieldList *self, GtkListBoxRow *row)
{
  if (row != NULL)
    set_field (self, gtk_list_box_row_get_index (row));
}

static void
set_anatomy (SondeFieldList *self, SondeAnatomy *anatomy)
{
  const int field = self->field;
  GtkWidget *row;

  if (self->anatomy == anatomy)
    return;
  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);
  self->anatomy = anatomy != NULL ? sonde_anatomy_ref (anatomy) : NULL;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; anatomy != NULL && i < sonde_anatomy_get_n_fields (anatomy); i++)
    gtk_list_box_append (self->list, sonde_field_row_new (sonde_anatomy_get_field (anatomy, i)));
  self->field = -1;
  set_field (self, field);
  if (self->field != field)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANATOMY]);
}

static void
sonde_field_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeFieldList *self = SONDE_FIELD_LIST (object);

  switch ((SondeFieldListProperty) prop_id)
    {
    case PROP_ANATOMY:
      g_value_set_boxed (value, self->anatomy);
      break;
    case PROP_FIELD:
      g_value_set_int (value, self->field);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_field_list_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SondeFieldList *self = SONDE_FIELD_LIST (object);

  switch ((SondeFieldListProperty) prop_id)
    {
    case PROP_ANATOMY:
      set_anatomy (self, g_value_get_boxed (value));
      break;
    case PROP_FIELD:
      set_field (self, g_value_get_int (value));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_field_list_finalize (GObject *object)
{
  SondeFieldList *self = SONDE_FIELD_LIST (object);

  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);

  G_OBJECT_CLASS (sonde_field_list_parent_class)->finalize (object);
}

static void
sonde_field_list_class_init (SondeFieldListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_field_list_get_property;
  object_class->set_property = sonde_field_list_set_property;
  object_class->finalize = sonde_field_list_finalize;

  properties[PROP_ANATOMY] = g_param_spec_boxed ("anatomy", NULL, NULL, SONDE_TYPE_ANATOMY, flags);
  properties[PROP_FIELD] = g_param_spec_int ("field", NULL, NULL, -1, SONDE_N_FRAME_FIELDS, -1,
                                             flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_field_list_init (SondeFieldList *self)
{
  self->field = -1;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fields of the frame"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (on_row_selected), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}
