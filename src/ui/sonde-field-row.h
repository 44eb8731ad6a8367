/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-anatomy.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FIELD_ROW (sonde_field_row_get_type ())

/* One field of a frame as a person reads it. */
G_DECLARE_FINAL_TYPE (SondeFieldRow, sonde_field_row, SONDE, FIELD_ROW, GtkListBoxRow)

GtkWidget *sonde_field_row_new (const SondeFrameField *field);

G_END_DECLS
