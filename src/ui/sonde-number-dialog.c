/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-number-dialog.h"

#include "sonde-presentation.h"

/**
 * SondeNumberDialog:
 *
 * A form of numbers with one button that takes them.
 */
struct _SondeNumberDialog
{
  AdwWindow parent_instance;

  AdwPreferencesPage *page;

  AdwPreferencesGroup *group; /* where the next row goes */
  GPtrArray *rows;
  SondeNumberDialogFunc func;
  GObject *owner;
  char *problem;
};

typedef enum
{
  PROP_PROBLEM = 1,
  N_PROPS
} SondeNumberDialogProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeNumberDialog, sonde_number_dialog, ADW_TYPE_WINDOW)

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL;
}

static gboolean
take (SondeNumberDialog *self, GError **error)
{
  g_autofree double *values = g_new0 (double, self->rows->len + 1);

  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkEditable *row = g_ptr_array_index (self->rows, i);

      if (!sonde_parse_number (gtk_editable_get_text (row), &values[i], error))
        {
          gtk_widget_grab_focus (GTK_WIDGET (row));
          return FALSE;
        }
    }
  return self->func (self->owner, values, self->rows->len, error);
}

static void
apply (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeNumberDialog *self = SONDE_NUMBER_DIALOG (widget);
  g_autoptr (GError) error = NULL;

  if (take (self, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_free (self->problem);
  self->problem = g_strdup (error->message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_entry_activated (SondeNumberDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "numbers.apply", NULL);
}

static void
sonde_number_dialog_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PROBLEM)
    g_value_set_string (value, SONDE_NUMBER_DIALOG (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_number_dialog_finalize (GObject *object)
{
  SondeNumberDialog *self = SONDE_NUMBER_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_clear_object (&self->owner);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_number_dialog_parent_class)->finalize (object);
}

static void
sonde_number_dialog_class_init (SondeNumberDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_number_dialog_get_property;
  object_class->finalize = sonde_number_dialog_finalize;

  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "numbers.apply", NULL, apply);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-number-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeNumberDialog, page);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
}

static void
sonde_number_dialog_init (SondeNumberDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_number_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @title: what it asks for
 * @description: what the numbers do
 * @func: what takes them
 * @owner: handed to @func, and kept while the dialog is open
 *
 * Returns: (transfer none): the dialog, owned by GTK, with one group and no rows
 */
SondeNumberDialog *
sonde_number_dialog_new (GtkWindow *parent,
                         const char *title,
                         const char *description,
                         SondeNumberDialogFunc func,
                         GObject *owner)
{
  SondeNumberDialog *self = g_object_new (SONDE_TYPE_NUMBER_DIALOG, "transient-for", parent,
                                          "title", title, NULL);

  self->func = func;
  self->owner = g_object_ref (owner);
  sonde_number_dialog_add_group (self, NULL);
  adw_preferences_group_set_description (self->group, description);
  return self;
}

/**
 * sonde_number_dialog_add_group:
 * @self: a dialog
 * @title: (nullable): what its rows have in common
 *
 * Begins a group, which takes the rows that follow.
 */
void
sonde_number_dialog_add_group (SondeNumberDialog *self, const char *title)
{
  g_return_if_fail (SONDE_IS_NUMBER_DIALOG (self));

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  if (title != NULL)
    {
      g_autofree char *markup = g_markup_escape_text (title, -1);

      adw_preferences_group_set_title (self->group, markup);
    }
  adw_preferences_page_add (self->page, self->group);
}

/**
 * sonde_number_dialog_add_row:
 * @self: a dialog
 * @title: what the number is
 * @value: what it is now; NaN is none
 *
 * Adds a number to the latest group.
 */
void
sonde_number_dialog_add_row (SondeNumberDialog *self, const char *title, double value)
{
  g_autofree char *text = sonde_number_to_text (value);
  g_autofree char *markup = g_markup_escape_text (title, -1);
  GtkWidget *row;

  g_return_if_fail (SONDE_IS_NUMBER_DIALOG (self));

  row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}
