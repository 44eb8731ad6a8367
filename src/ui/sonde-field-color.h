/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-anatomy.h"

G_BEGIN_DECLS

GdkRGBA sonde_field_get_color (SondeFrameFieldKind kind, gboolean dark);
GdkRGBA sonde_field_get_tint (SondeFrameFieldKind kind, gboolean dark, gboolean selected);
gboolean sonde_field_is_on_dark (GtkWidget *widget);

G_END_DECLS
