/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeStyle:
 * @context: whose font captions are set in; owned
 * @foreground: the colour of text
 * @dark: whether the background is dark
 * @line_alpha: the opacity of a hairline in the colour of text
 * @scalable: whether what is drawn may be enlarged afterwards, and has to be outlines rather than
 *   the pixels of a screen
 *
 * What a painter needs to know of the surface that it draws on: a widget's, or paper.
 */
typedef struct
{
  PangoContext *context;
  GdkRGBA foreground;
  gboolean dark;
  float line_alpha;
  gboolean scalable;
} SondeStyle;

void sonde_style_init_for_widget (SondeStyle *self, GtkWidget *widget);
void sonde_style_init_for_paper (SondeStyle *self, gboolean dark);
void sonde_style_clear (SondeStyle *self);

PangoLayout *sonde_style_create_layout (const SondeStyle *self, const char *text);
PangoLayout *sonde_style_create_layout_for (GtkWidget *widget, const char *text);
cairo_t *sonde_style_append_cairo (GtkSnapshot *snapshot, const graphene_rect_t *bounds);
void sonde_style_draw_text (
    GtkSnapshot *snapshot, PangoLayout *layout, double x_px, double y_px, const GdkRGBA *color);
void sonde_style_draw_disc (
    GtkSnapshot *snapshot, double x_px, double y_px, double radius_px, const GdkRGBA *color);
void sonde_style_draw_plate (const SondeStyle *self,
                             GtkSnapshot *snapshot,
                             PangoLayout *layout,
                             double x_px,
                             double y_px,
                             const GdkRGBA *plate);
void sonde_style_get_plate_size (PangoLayout *layout, int *width_px, int *height_px);
void sonde_style_draw_focus (GtkWidget *widget, GtkSnapshot *snapshot, guint color_index);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeStyle, sonde_style_clear)

G_END_DECLS
