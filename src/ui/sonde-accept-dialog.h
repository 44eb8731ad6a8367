/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_ACCEPT_DIALOG (sonde_accept_dialog_get_type ())

/* Computes the answer to any key that is typed, step by step and at once. It needs no connection.
 */
G_DECLARE_FINAL_TYPE (SondeAcceptDialog, sonde_accept_dialog, SONDE, ACCEPT_DIALOG, AdwWindow)

GtkWindow *sonde_accept_dialog_new (GtkWindow *parent, const char *key, const char *answer);

G_END_DECLS
