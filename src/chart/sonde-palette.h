/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

GdkRGBA sonde_palette_get_channel (guint index, gboolean dark);
GdkRGBA sonde_palette_get_loss (gboolean dark);
GdkRGBA sonde_palette_get_warning (gboolean dark);
gboolean sonde_palette_is_dark (const GdkRGBA *foreground);
GdkRGBA sonde_palette_with_alpha (const GdkRGBA *color, float alpha);

G_END_DECLS
