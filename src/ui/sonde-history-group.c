/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-history-group.h"

#include <glib/gi18n.h>

#include "sonde-message-dialog.h"

/**
 * SondeHistoryGroup:
 *
 * The recordings of the history as rows. They are listed off the interface thread, when the group
 * is shown and after one was cleared.
 */
struct _SondeHistoryGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *total_row;

  SondeHistoryKeeper *keeper;
  GCancellable *cancellable;
  GPtrArray *rows; /* not owned */
};

G_DEFINE_FINAL_TYPE (SondeHistoryGroup, sonde_history_group, ADW_TYPE_PREFERENCES_GROUP)

static void list (SondeHistoryGroup *self);

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeHistoryGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_history_keeper_clear_finish (SONDE_HISTORY_KEEPER (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sonde_message_dialog_tell (gtk_widget_get_root (GTK_WIDGET (self)),
                                 _ ("Could Not Clear the History"), error->message);
    }
  list (self);
}

static void
on_clear_response (AdwMessageDialog *dialog, const char *response, SondeHistoryGroup *self)
{
  if (g_str_equal (response, "clear") && self->keeper != NULL)
    sonde_history_keeper_clear_async (self->keeper, g_object_get_data (G_OBJECT (dialog), "path"),
                                      NULL, on_cleared, g_object_ref (self));
}

static void
on_clear_clicked (SondeHistoryGroup *self, GtkButton *button)
{
  const char *path = g_object_get_data (G_OBJECT (button), "path");
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  g_autofree char *heading = g_strdup_printf (_ ("Clear the History of “%s”?"), name);
  AdwMessageDialog *dialog = sonde_message_dialog_new (
      gtk_widget_get_root (GTK_WIDGET (self)), heading,
      _ ("Its measures, events and notes are deleted for good. Save the recording first if you may "
         "need it."));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "clear", _ ("C_lear"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "clear", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (path), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_clear_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_folder_clicked (SondeHistoryGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (self->keeper == NULL)
    return;

  folder = g_file_new_for_path (
      sonde_history_get_folder (sonde_history_keeper_get_history (self->keeper)));
  uri = g_file_get_uri (folder);
  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
add_row (SondeHistoryGroup *self, const SondeHistoryEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *file = g_filename_display_basename (entry->path);
  g_autofree char *size = g_format_size (entry->size_bytes);
  g_autofree char *subtitle = NULL;
  g_autofree char *label = NULL;
  const char *name = entry->name != NULL ? entry->name : file;

  subtitle = g_strdup_printf ("%s · %s", size,
                              entry->error != NULL ? entry->error->message
                              : entry->uri != NULL ? entry->uri
                                                   : file);
  label = g_strdup_printf (_ ("Clear the history of %s"), name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (entry->path), g_free);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clear_clicked), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SondeHistoryGroup *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      entries = sonde_history_keeper_list_finish (SONDE_HISTORY_KEEPER (source), result, &error);
  g_autofree char *subtitle = NULL;
  guint64 size_bytes = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (entries == NULL)
    {
      adw_action_row_set_subtitle (self->total_row, error->message);
      return;
    }

  for (guint i = 0; i < entries->len; i++)
    {
      const SondeHistoryEntry *entry = g_ptr_array_index (entries, i);

      size_bytes += entry->size_bytes;
      add_row (self, entry);
    }
  subtitle = g_format_size (size_bytes);
  adw_action_row_set_subtitle (self->total_row, subtitle);
}

static void
list (SondeHistoryGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->keeper == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  sonde_history_keeper_list_async (self->keeper, self->cancellable, on_listed, self);
}

static void
sonde_history_group_dispose (GObject *object)
{
  SondeHistoryGroup *self = SONDE_HISTORY_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (sonde_history_group_parent_class)->dispose (object);
}

static void
sonde_history_group_class_init (SondeHistoryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_history_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-history-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeHistoryGroup, total_row);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_clicked);
}

static void
sonde_history_group_init (SondeHistoryGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sonde_history_group_set_keeper:
 * @self: a group
 * @keeper: (nullable): whose history it shows
 */
void
sonde_history_group_set_keeper (SondeHistoryGroup *self, SondeHistoryKeeper *keeper)
{
  g_return_if_fail (SONDE_IS_HISTORY_GROUP (self));

  if (g_set_object (&self->keeper, keeper))
    list (self);
}
