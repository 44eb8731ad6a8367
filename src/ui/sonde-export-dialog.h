/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-export-subject.h"

G_BEGIN_DECLS

#define SONDE_TYPE_EXPORT_DIALOG (sonde_export_dialog_get_type ())

/* Asks what of an endpoint's measures to write and how, and writes it.
 * Properties, to read: "running" (b), "fraction" (d), "problem" (s), "preview" (s).
 */
G_DECLARE_FINAL_TYPE (SondeExportDialog, sonde_export_dialog, SONDE, EXPORT_DIALOG, AdwWindow)

SondeExportDialog *sonde_export_dialog_new (GtkWindow *parent, const SondeExportSubject *subject);
void sonde_export_dialog_write (SondeExportDialog *self, GFile *file);

G_END_DECLS
