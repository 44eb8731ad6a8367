/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-check.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHECK_DIALOG (sonde_check_dialog_get_type ())

/* A conformance check of one server, row by row. Property: "check" (SondeCheck, construct only). */
G_DECLARE_FINAL_TYPE (SondeCheckDialog, sonde_check_dialog, SONDE, CHECK_DIALOG, AdwWindow)

GtkWindow *sonde_check_dialog_new (GtkWindow *parent, const SondeEndpoint *endpoint);

G_END_DECLS
