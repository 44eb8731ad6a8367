/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

PangoLayout *sonde_text_layout (GtkWidget *widget, const char *text);
void sonde_text_draw (
    GtkSnapshot *snapshot, PangoLayout *layout, double x_px, double y_px, const GdkRGBA *color);
void sonde_text_get_color (GtkWidget *widget, GdkRGBA *color);
float sonde_text_get_line_alpha (GtkWidget *widget);

G_END_DECLS
