/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_NUMBER_DIALOG (sonde_number_dialog_get_type ())

/* Asks for a few numbers, each of which may be left out. Property: "problem" (s, to read). */
G_DECLARE_FINAL_TYPE (SondeNumberDialog, sonde_number_dialog, SONDE, NUMBER_DIALOG, AdwWindow)

/* Takes the numbers in the order of their rows, NaN for one that was left out; FALSE with an error
 * keeps the dialog open. */
typedef gboolean (*SondeNumberDialogFunc) (GObject *owner,
                                           const double *values,
                                           guint n_values,
                                           GError **error);

SondeNumberDialog *sonde_number_dialog_new (GtkWindow *parent,
                                            const char *title,
                                            const char *description,
                                            SondeNumberDialogFunc func,
                                            GObject *owner);

void sonde_number_dialog_add_group (SondeNumberDialog *self, const char *title);
void sonde_number_dialog_add_row (SondeNumberDialog *self, const char *title, double value);

G_END_DECLS
