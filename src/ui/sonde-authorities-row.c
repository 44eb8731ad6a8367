/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-authorities-row.h"

#include <glib/gi18n.h>

#include "sonde-authorities.h"
#include "sonde-error.h"

/**
 * SondeAuthoritiesRow:
 *
 * A file that is chosen counts at once, and is read in the background: where it cannot be used, the
 * row says so and goes back.
 */
struct _SondeAuthoritiesRow
{
  AdwActionRow parent_instance;

  char *path;
  char *former_path;         /* while the file is read */
  GCancellable *cancellable; /* of that */
};

typedef enum
{
  PROP_PATH = 1,
  N_PROPS
} SondeAuthoritiesRowProperty;

typedef enum
{
  SIGNAL_REFUSED,
  N_SIGNALS
} SondeAuthoritiesRowSignal;

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeAuthoritiesRow, sonde_authorities_row, ADW_TYPE_ACTION_ROW)

/* A binding of a template's own property to itself does not outlive it well in GTK 4.8. */
static void
update_subtitle (SondeAuthoritiesRow *self)
{
  g_autofree char *base = self->path != NULL ? g_path_get_basename (self->path) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self)))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                                 _ ("For addresses that start with wss: only"));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                                 name != NULL ? name : _ ("Those that this computer trusts"));
}

static gboolean
is_set (gpointer self, const char *path)
{
  return path != NULL;
}

static void
stop_reading (SondeAuthoritiesRow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->former_path, g_free);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeAuthoritiesRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = sonde_authorities_load_finish (result, &error);
  g_autofree char *former_path = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  former_path = g_steal_pointer (&self->former_path);
  stop_reading (self);
  if (error == NULL)
    return;
  sonde_authorities_row_set_path (self, former_path);
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

static void
take_file (SondeAuthoritiesRow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *former_path = g_strdup (self->path);

  if (path == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                                                      _ ("Choose a file of this computer."));

      g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
      return;
    }
  sonde_authorities_row_set_path (self, path);
  self->former_path = g_steal_pointer (&former_path);
  self->cancellable = g_cancellable_new ();
  sonde_authorities_load_async (path, self->cancellable, on_loaded, g_object_ref (self));
}

static void
on_chosen (GtkFileChooserNative *chooser, int response, SondeAuthoritiesRow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    take_file (self, file);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (gsize i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
choose (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const char *const certificates[] = { "*.pem", "*.crt", "*.cer", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Choose the Authorities"), GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), _ ("_Cancel"));

  add_filter (GTK_FILE_CHOOSER (chooser), _ ("Certificates (PEM)"), certificates);
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("All files"), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_chosen), widget, 0);
  g_signal_connect_after (chooser, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
sonde_authorities_row_activate (AdwActionRow *row)
{
  choose (GTK_WIDGET (row), NULL, NULL);
}

static void
clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_authorities_row_set_path (SONDE_AUTHORITIES_ROW (widget), NULL);
}

static void
sonde_authorities_row_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_PATH)
    g_value_set_string (value, SONDE_AUTHORITIES_ROW (object)->path);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_authorities_row_set_property (GObject *object,
                                    guint prop_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_PATH)
    sonde_authorities_row_set_path (SONDE_AUTHORITIES_ROW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_authorities_row_dispose (GObject *object)
{
  stop_reading (SONDE_AUTHORITIES_ROW (object));

  G_OBJECT_CLASS (sonde_authorities_row_parent_class)->dispose (object);
}

static void
sonde_authorities_row_finalize (GObject *object)
{
  g_free (SONDE_AUTHORITIES_ROW (object)->path);

  G_OBJECT_CLASS (sonde_authorities_row_parent_class)->finalize (object);
}

static void
sonde_authorities_row_class_init (SondeAuthoritiesRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_authorities_row_get_property;
  object_class->set_property = sonde_authorities_row_set_property;
  object_class->dispose = sonde_authorities_row_dispose;
  object_class->finalize = sonde_authorities_row_finalize;

  /* An activatable widget would add the title of the row to its own name. */
  ADW_ACTION_ROW_CLASS (klass)->activate = sonde_authorities_row_activate;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                   G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_REFUSED] = g_signal_new ("refused", SONDE_TYPE_AUTHORITIES_ROW, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_install_action (widget_class, "authorities.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "authorities.clear", NULL, clear);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-authorities-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, is_set);
}

static void
sonde_authorities_row_init (SondeAuthoritiesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::sensitive", G_CALLBACK (update_subtitle), NULL);
  update_subtitle (self);
}

const char *
sonde_authorities_row_get_path (SondeAuthoritiesRow *self)
{
  g_return_val_if_fail (SONDE_IS_AUTHORITIES_ROW (self), NULL);

  return self->path;
}

/**
 * sonde_authorities_row_set_path:
 * @path: (nullable) (type filename): a file, which is not looked at; %NULL for the authorities of
 *   the system
 */
void
sonde_authorities_row_set_path (SondeAuthoritiesRow *self, const char *path)
{
  g_return_if_fail (SONDE_IS_AUTHORITIES_ROW (self));

  stop_reading (self);
  if (g_strcmp0 (self->path, path) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  update_subtitle (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}
