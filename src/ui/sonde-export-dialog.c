/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-export-dialog.h"

#include <glib/gi18n.h>

#include "sonde-chart-words.h"
#include "sonde-error.h"
#include "sonde-export-choice.h"
#include "sonde-picture-job.h"

#define PREVIEW_ROWS 5

/**
 * SondeExportDialog:
 *
 * A form, a preview that follows it, and a bar while it writes. What is exported is what the charts
 * show, or all there is: the recording up to the first measure in memory, and then the memory.
 */
struct _SondeExportDialog
{
  AdwWindow parent_instance;

  AdwComboRow *kind_row;
  AdwComboRow *range_row;
  AdwExpanderRow *channels_row;
  AdwComboRow *spreadsheet_row;
  AdwComboRow *separator_row;
  AdwComboRow *decimal_row;
  GtkSwitch *bom_switch;
  GtkSwitch *local_switch;
  AdwComboRow *appearance_row;
  GtkPicture *preview_picture;

  SondeExportSubject *subject;
  GPtrArray *channels;      /* SondeChannel */
  GPtrArray *check_buttons; /* one for each */
  gboolean settling;        /* rows are set by each other */

  GCancellable *preview_cancellable;
  GCancellable *cancellable; /* while it writes */
  SondeProgress *progress;
  GtkFileChooserNative *chooser;
  char *preview;
  char *problem;
};

typedef enum
{
  PROP_RUNNING = 1,
  PROP_FRACTION,
  PROP_PROBLEM,
  PROP_PREVIEW,
  N_PROPS
} SondeExportDialogProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeExportDialog, sonde_export_dialog, ADW_TYPE_WINDOW)

static gboolean
is_csv (gpointer self, guint kind)
{
  return kind == SONDE_EXPORT_CSV;
}

static gboolean
is_table (gpointer self, guint kind)
{
  return !sonde_export_kind_is_picture (kind);
}

static gboolean
is_picture (gpointer self, guint kind)
{
  return sonde_export_kind_is_picture (kind);
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL;
}

static SondeExportKind
get_kind (SondeExportDialog *self)
{
  return (SondeExportKind) adw_combo_row_get_selected (self->kind_row);
}

static GTimeZone *
create_zone (SondeExportDialog *self)
{
  return gtk_switch_get_active (self->local_switch) ? g_time_zone_new_local ()
                                                    : g_time_zone_new_utc ();
}

static void
set_text (SondeExportDialog *self, char **member, char *text, SondeExportDialogProperty property)
{
  g_free (*member);
  *member = text;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
get_range (SondeExportDialog *self, gint64 *start_us, gint64 *end_us)
{
  *start_us = self->subject->start_us;
  *end_us = self->subject->end_us;
  if (adw_combo_row_get_selected (self->range_row) != 0)
    sonde_export_subject_get_span (self->subject, start_us, end_us);
}

static char **
dup_chosen_ids (SondeExportDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->channels->len; i++)
    if (gtk_check_button_get_active (self->check_buttons->pdata[i]))
      g_strv_builder_add (builder, sonde_channel_get_id (self->channels->pdata[i]));
  return g_strv_builder_end (builder);
}

static void
read_format (SondeExportDialog *self, SondeCsvFormat *format)
{
  format->separator = adw_combo_row_get_selected (self->separator_row) == 0 ? ',' : ';';
  format->decimal = adw_combo_row_get_selected (self->decimal_row) == 0 ? '.' : ',';
  format->bom = gtk_switch_get_active (self->bom_switch);
}

static void
show_format (SondeExportDialog *self, const SondeCsvFormat *format)
{
  adw_combo_row_set_selected (self->separator_row, format->separator == ';');
  adw_combo_row_set_selected (self->decimal_row, format->decimal == ',');
  gtk_switch_set_active (self->bom_switch, format->bom);
}

static SondeTableExport *
create_export (SondeExportDialog *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_auto (GStrv) ids = dup_chosen_ids (self);
  gboolean all = g_strv_length (ids) == self->channels->len;
  SondeCsvFormat format = { 0 };
  SondeTableExport *export;

  read_format (self, &format);
  format.zone = gtk_switch_get_active (self->local_switch) ? zone : NULL;
  export = sonde_export_subject_create_table (
      self->subject, get_kind (self) == SONDE_EXPORT_CSV ? SONDE_TABLE_CSV : SONDE_TABLE_JSON_LINES,
      &format, all ? NULL : (const char *const *) ids);
  if (adw_combo_row_get_selected (self->range_row) == 0)
    sonde_table_export_set_range (export, self->subject->start_us, self->subject->end_us);
  return export;
}

static SondePicture *
create_picture (SondeExportDialog *self)
{
  g_autoptr (GTimeZone) zone = create_zone (self);
  g_auto (GStrv) ids = dup_chosen_ids (self);
  SondePicture *picture;
  gint64 start_us;
  gint64 end_us;

  get_range (self, &start_us, &end_us);
  picture = sonde_export_subject_create_picture (self->subject, start_us, end_us,
                                                 (const char *const *) ids);
  sonde_picture_set_dark (picture, adw_combo_row_get_selected (self->appearance_row) == 1);
  sonde_picture_set_time_zone (picture, zone);
  return picture;
}

static void
on_text_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  char *text = sonde_table_export_preview_finish (SONDE_TABLE_EXPORT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_text (self, &self->preview, text != NULL ? g_strchomp (text) : g_strdup (error->message),
            PROP_PREVIEW);
}

static void
on_picture_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sonde_picture_job_finish (SONDE_PICTURE (source), result, &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes != NULL)
    texture = gdk_texture_new_from_bytes (bytes, &error);
  gtk_picture_set_paintable (self->preview_picture, GDK_PAINTABLE (texture));
  set_text (self, &self->preview, error != NULL ? g_strdup (error->message) : NULL, PROP_PREVIEW);
}

static void
update_preview (SondeExportDialog *self)
{
  g_cancellable_cancel (self->preview_cancellable);
  g_clear_object (&self->preview_cancellable);
  self->preview_cancellable = g_cancellable_new ();

  if (sonde_export_kind_is_picture (get_kind (self)))
    {
      g_autoptr (SondePicture) picture = create_picture (self);

      sonde_picture_set_scale (picture, 1);
      sonde_picture_job_async (picture, self->subject->recording_path, NULL, SONDE_PICTURE_PNG,
                               self->preview_cancellable, on_picture_preview, g_object_ref (self));
    }
  else
    {
      g_autoptr (SondeTableExport) export = create_export (self);

      sonde_table_export_preview_async (export, PREVIEW_ROWS, self->preview_cancellable,
                                        on_text_preview, g_object_ref (self));
    }
}

static void
update (SondeExportDialog *self)
{
  g_auto (GStrv) ids = NULL;
  g_autofree char *channels = NULL;
  g_autofree char *span = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  gint64 start_us;
  gint64 end_us;

  if (self->settling || self->subject == NULL)
    return;

  ids = dup_chosen_ids (self);
  /* Translators: how many channels are chosen, of how many there are. */
  channels = g_strdup_printf (_ ("%u of %u"), g_strv_length (ids), self->channels->len);
  adw_expander_row_set_subtitle (self->channels_row, channels);

  zone = create_zone (self);
  get_range (self, &start_us, &end_us);
  span = sonde_chart_words_span (start_us, end_us, zone);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->range_row), span);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.choose",
                                 self->cancellable == NULL && g_strv_length (ids) > 0);
  update_preview (self);
}

static void
on_spreadsheet_chosen (SondeExportDialog *self)
{
  SondeCsvFormat format = { 0 };

  if (self->settling)
    return;
  self->settling = TRUE;
  read_format (self, &format);
  sonde_spreadsheet_get_format (
      (SondeSpreadsheet) adw_combo_row_get_selected (self->spreadsheet_row), &format);
  show_format (self, &format);
  self->settling = FALSE;
  update (self);
}

static void
on_format_chosen (SondeExportDialog *self)
{
  SondeCsvFormat format = { 0 };

  if (self->settling)
    return;
  self->settling = TRUE;
  read_format (self, &format);
  adw_combo_row_set_selected (self->spreadsheet_row, sonde_spreadsheet_recognize (&format));
  self->settling = FALSE;
  update (self);
}

static void
set_running (SondeExportDialog *self, gboolean running)
{
  g_clear_object (&self->cancellable);
  g_clear_object (&self->progress);
  if (running)
    self->cancellable = g_cancellable_new ();
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.choose", !running);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/* The form stays where it did not succeed, so that something else can be tried. */
static void
finish (SondeExportDialog *self, const GError *error, char *words)
{
  g_autofree char *title = words;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  set_running (self, FALSE);
  if (error != NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_text (self, &self->problem,
                  g_strjoin (". ", error->message, sonde_error_get_hint (error), NULL),
                  PROP_PROBLEM);
      return;
    }

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", title);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_table_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  guint64 n_rows = 0;

  sonde_table_export_run_finish (SONDE_TABLE_EXPORT (source), result, &n_rows, &error);
  finish (self, error,
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%llu measure exported",
                                        "%llu measures exported", (gulong) n_rows),
                           (unsigned long long) n_rows));
}

static void
on_picture_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sonde_picture_job_finish (SONDE_PICTURE (source), result, &error);

  finish (self, error, g_strdup (_ ("Charts exported")));
}

/* What was said by an export that has ended is of no interest any more. */
static void
on_progress (SondeExportDialog *self, GParamSpec *pspec, SondeProgress *progress)
{
  if (progress == self->progress)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
follow (SondeExportDialog *self, SondeProgress *progress)
{
  g_set_object (&self->progress, progress);
  g_signal_connect_object (progress, "notify::fraction", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sonde_export_dialog_write:
 * @self: a dialog
 * @file: where to
 *
 * Writes what is chosen, and closes the dialog when it is done.
 */
void
sonde_export_dialog_write (SondeExportDialog *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  SondeExportKind kind = get_kind (self);

  g_return_if_fail (SONDE_IS_EXPORT_DIALOG (self));
  g_return_if_fail (self->cancellable == NULL);

  set_text (self, &self->problem, NULL, PROP_PROBLEM);
  set_running (self, TRUE);
  if (sonde_export_kind_is_picture (kind))
    {
      g_autoptr (SondePicture) picture = create_picture (self);

      follow (self, sonde_picture_get_progress (picture));
      sonde_picture_job_async (picture, self->subject->recording_path, file,
                               (SondePictureFormat) (kind - SONDE_EXPORT_PNG), self->cancellable,
                               on_picture_written, g_object_ref (self));
    }
  else if (path != NULL)
    {
      g_autoptr (SondeTableExport) export = create_export (self);

      follow (self, sonde_table_export_get_progress (export));
      sonde_table_export_run_async (export, path, self->cancellable, on_table_written,
                                    g_object_ref (self));
    }
  else
    {
      g_autoptr (GError) error = g_error_new_literal (
          SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("Tables can only be written to this computer."));

      finish (self, error, NULL);
    }
}

static void
on_file_chosen (SondeExportDialog *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

  g_clear_object (&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->cancellable == NULL)
    sonde_export_dialog_write (self, file);
}

static void
choose (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeExportDialog *self = SONDE_EXPORT_DIALOG (widget);
  g_autofree char *file_name = NULL;
  gint64 start_us;
  gint64 end_us;

  get_range (self, &start_us, &end_us);
  file_name = sonde_export_kind_create_file_name (get_kind (self), self->subject->name, end_us);
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Export"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), file_name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
cancel (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeExportDialog *self = SONDE_EXPORT_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static gboolean
sonde_export_dialog_close_request (GtkWindow *window)
{
  SondeExportDialog *self = SONDE_EXPORT_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->preview_cancellable);

  return GTK_WINDOW_CLASS (sonde_export_dialog_parent_class)->close_request (window);
}

static void
sonde_export_dialog_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeExportDialog *self = SONDE_EXPORT_DIALOG (object);

  switch ((SondeExportDialogProperty) prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->cancellable != NULL);
      break;
    case PROP_FRACTION:
      g_value_set_double (
          value, self->progress != NULL ? sonde_progress_get_fraction (self->progress) : 0);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_export_dialog_dispose (GObject *object)
{
  SondeExportDialog *self = SONDE_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->preview_cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->preview_cancellable);
  g_clear_object (&self->progress);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (sonde_export_dialog_parent_class)->dispose (object);
}

static void
sonde_export_dialog_finalize (GObject *object)
{
  SondeExportDialog *self = SONDE_EXPORT_DIALOG (object);

  g_clear_pointer (&self->subject, sonde_export_subject_free);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->check_buttons, g_ptr_array_unref);
  g_free (self->preview);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_export_dialog_parent_class)->finalize (object);
}

static void
sonde_export_dialog_class_init (SondeExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_export_dialog_get_property;
  object_class->dispose = sonde_export_dialog_dispose;
  object_class->finalize = sonde_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = sonde_export_dialog_close_request;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "export.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "export.cancel", NULL, cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "export.cancel", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, range_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, channels_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, spreadsheet_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, separator_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, decimal_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, bom_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, local_switch);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, appearance_row);
  gtk_widget_class_bind_template_child (widget_class, SondeExportDialog, preview_picture);
  gtk_widget_class_bind_template_callback (widget_class, is_csv);
  gtk_widget_class_bind_template_callback (widget_class, is_table);
  gtk_widget_class_bind_template_callback (widget_class, is_picture);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_spreadsheet_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_format_chosen);
}

static void
sonde_export_dialog_init (SondeExportDialog *self)
{
  self->check_buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_channel (SondeExportDialog *self, SondeChannel *channel)
{
  g_autofree char *title = sonde_chart_words_title (channel);
  g_autofree char *markup = g_markup_escape_text (title, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_expander_row_add_row (self->channels_row, row);
  g_ptr_array_add (self->check_buttons, button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * sonde_export_dialog_new:
 * @parent: (nullable): the window it belongs to, which shows in a toast what was written
 * @subject: what may be exported, which is copied
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
SondeExportDialog *
sonde_export_dialog_new (GtkWindow *parent, const SondeExportSubject *subject)
{
  SondeExportDialog *self = g_object_new (SONDE_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);

  self->settling = TRUE;
  self->subject = sonde_export_subject_copy (subject);
  self->channels = sonde_dataset_dup_channels (subject->dataset);
  for (guint i = 0; i < self->channels->len; i++)
    add_channel (self, self->channels->pdata[i]);
  gtk_switch_set_active (self->local_switch, !subject->utc);
  adw_combo_row_set_selected (self->spreadsheet_row, sonde_spreadsheet_get_local ());
  self->settling = FALSE;
  on_spreadsheet_chosen (self);
  return self;
}
