/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

PangoLayout *sonde_style_create_layout (GtkWidget *widget, const char *text);
void sonde_style_draw_text (
    GtkSnapshot *snapshot, PangoLayout *layout, double x_px, double y_px, const GdkRGBA *color);
void sonde_style_get_color (GtkWidget *widget, GdkRGBA *color);
void sonde_style_draw_focus (GtkWidget *widget, GtkSnapshot *snapshot, guint color_index);
float sonde_style_get_line_alpha (GtkWidget *widget);

G_END_DECLS
