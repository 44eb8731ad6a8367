/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-progress-dialog.h"

#include <glib/gi18n.h>

#include "sonde-message-dialog.h"

/* What takes no longer needs no window. */
#define DELAY_MS 300

struct _SondeProgressDialog
{
  AdwMessageDialog parent_instance;

  GtkProgressBar *bar;
  GCancellable *cancellable;
  guint delay_id;
};

G_DEFINE_FINAL_TYPE (SondeProgressDialog, sonde_progress_dialog, ADW_TYPE_MESSAGE_DIALOG)

static gboolean
on_delay (gpointer user_data)
{
  SondeProgressDialog *self = user_data;

  self->delay_id = 0;
  gtk_window_present (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

static void
sonde_progress_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  g_cancellable_cancel (SONDE_PROGRESS_DIALOG (dialog)->cancellable);
}

static void
sonde_progress_dialog_dispose (GObject *object)
{
  SondeProgressDialog *self = SONDE_PROGRESS_DIALOG (object);

  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sonde_progress_dialog_parent_class)->dispose (object);
}

static void
sonde_progress_dialog_class_init (SondeProgressDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_progress_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = sonde_progress_dialog_response;
}

static void
sonde_progress_dialog_init (SondeProgressDialog *self)
{
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), GTK_WIDGET (self->bar));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (self), "cancel", _ ("_Cancel"));
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
  SondeProgressDialog *self = g_object_new (SONDE_TYPE_PROGRESS_DIALOG, "transient-for", parent,
                                            "modal", TRUE, "heading", heading, NULL);

  sonde_message_dialog_fit_heading (ADW_MESSAGE_DIALOG (self));
  self->cancellable = g_object_ref (cancellable);
  self->delay_id = g_timeout_add (DELAY_MS, on_delay, self);

  return g_object_ref (self);
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

  gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
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

  g_clear_handle_id (&self->delay_id, g_source_remove);
  gtk_window_destroy (GTK_WINDOW (self));
  g_object_unref (self);
}
