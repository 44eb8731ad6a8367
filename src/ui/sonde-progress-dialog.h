/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-progress.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PROGRESS_DIALOG (sonde_progress_dialog_get_type ())

/* How far some long work is, with a way to stop it. There is a window only where the work takes a
 * while. */
G_DECLARE_FINAL_TYPE (SondeProgressDialog, sonde_progress_dialog, SONDE, PROGRESS_DIALOG, GObject)

SondeProgressDialog *
sonde_progress_dialog_new (GtkWindow *parent, const char *heading, GCancellable *cancellable);
void sonde_progress_dialog_follow (SondeProgressDialog *self, SondeProgress *progress);
void sonde_progress_dialog_set_fraction (SondeProgressDialog *self, double fraction);
void sonde_progress_dialog_finish (SondeProgressDialog *self);

G_END_DECLS
