/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-progress-dialog.h"

#include <glib/gi18n.h>

#include "sonde-message-dialog.h"

/* What takes no longer needs no window. */
#define DELAY_MS 300

/* Whatever reads the windows of a program, such as a screen reader, has GTK 4.8 crash over one that
 * was made and never shown: so it is made when it is time to show it. */
struct _SondeProgressDialog
{
  GObject parent_instance;

  GtkWindow *parent;
  char *heading;
  GCancellable *cancellable;
  double fraction;
  guint delay_id;
  GtkWindow *window; /* that shows it, until it is closed */
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (SondeProgressDialog, sonde_progress_dialog, G_TYPE_OBJECT)

static void
on_response (SondeProgressDialog *self)
{
  g_cancellable_cancel (self->cancellable);
}

static gboolean
on_delay (gpointer user_data)
{
  SondeProgressDialog *self = user_data;
  AdwMessageDialog *dialog = sonde_message_dialog_new (GTK_ROOT (self->parent), self->heading,
                                                       NULL);
  GtkWidget *bar = gtk_progress_bar_new ();

  self->delay_id = 0;
  g_set_weak_pointer (&self->window, GTK_WINDOW (dialog));
  g_set_weak_pointer (&self->bar, GTK_PROGRESS_BAR (bar));
  gtk_progress_bar_set_fraction (self->bar, self->fraction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress"), -1);
  adw_message_dialog_set_extra_child (dialog, bar);
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (self->window);
  return G_SOURCE_REMOVE;
}

static void
sonde_progress_dialog_dispose (GObject *object)
{
  SondeProgressDialog *self = SONDE_PROGRESS_DIALOG (object);

  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_weak_pointer (&self->parent);
  g_clear_weak_pointer (&self->bar);
  if (self->window != NULL)
    gtk_window_destroy (self->window);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sonde_progress_dialog_parent_class)->dispose (object);
}

static void
sonde_progress_dialog_finalize (GObject *object)
{
  g_free (SONDE_PROGRESS_DIALOG (object)->heading);

  G_OBJECT_CLASS (sonde_progress_dialog_parent_class)->finalize (object);
}

static void
sonde_progress_dialog_class_init (SondeProgressDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_progress_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_progress_dialog_finalize;
}

static void
sonde_progress_dialog_init (SondeProgressDialog *self)
{
}

/**
 * sonde_progress_dialog_new:
 * @parent: (nullable): the window whose work it is
 * @heading: what is being done
 * @cancellable: what stops the work
 *
 * Makes a dialog that shows itself soon. Whoever does the work calls
 * `sonde_progress_dialog_finish()` when it has ended, stopped or not.
 *
 * Returns: (transfer full): the dialog
 */
SondeProgressDialog *
sonde_progress_dialog_new (GtkWindow *parent, const char *heading, GCancellable *cancellable)
{
  SondeProgressDialog *self = g_object_new (SONDE_TYPE_PROGRESS_DIALOG, NULL);

  g_set_weak_pointer (&self->parent, parent);
  self->heading = g_strdup (heading);
  self->cancellable = g_object_ref (cancellable);
  self->delay_id = g_timeout_add (DELAY_MS, on_delay, self);
  return self;
}

static void
on_fraction (SondeProgressDialog *self, GParamSpec *pspec, SondeProgress *progress)
{
  sonde_progress_dialog_set_fraction (self, sonde_progress_get_fraction (progress));
}

/**
 * sonde_progress_dialog_follow:
 * @self: a dialog
 * @progress: of the work
 *
 * Shows how far the work has come, until the dialog is finished.
 */
void
sonde_progress_dialog_follow (SondeProgressDialog *self, SondeProgress *progress)
{
  g_return_if_fail (SONDE_IS_PROGRESS_DIALOG (self));

  g_signal_connect_object (progress, "notify::fraction", G_CALLBACK (on_fraction), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sonde_progress_dialog_set_fraction:
 * @self: a dialog
 * @fraction: how much is done, from 0 to 1
 */
void
sonde_progress_dialog_set_fraction (SondeProgressDialog *self, double fraction)
{
  g_return_if_fail (SONDE_IS_PROGRESS_DIALOG (self));

  self->fraction = CLAMP (fraction, 0, 1);
  if (self->bar != NULL)
    gtk_progress_bar_set_fraction (self->bar, self->fraction);
}

/**
 * sonde_progress_dialog_finish:
 * @self: (transfer full): a dialog
 *
 * Closes the dialog, whether it has shown or not.
 */
void
sonde_progress_dialog_finish (SondeProgressDialog *self)
{
  g_return_if_fail (SONDE_IS_PROGRESS_DIALOG (self));

  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}
