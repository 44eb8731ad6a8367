/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-style.h"
#include "sonde-palette.h"

/* The share of the interface's font size that a caption has. */
#define CAPTION_SCALE 0.82

/* How strongly a hairline takes the colour of text, and how strongly where much contrast is wanted.
 */
#define LINE_ALPHA        0.12f
#define STRONG_LINE_ALPHA 0.5f

#define FOCUS_WIDTH_PX  2.0f
#define FOCUS_RADIUS_PX 10.0f
#define FOCUS_ALPHA     0.6f

/**
 * sonde_style_create_layout:
 * @widget: whose font is used
 * @text: what to write
 *
 * Lays a caption out, its figures all of the same width so that numbers do not dance. Its direction
 * is that of its own first letter: a unit stays behind its number whatever the direction of the
 * interface.
 *
 * Returns: (transfer full): the layout
 */
PangoLayout *
sonde_style_create_layout (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_context_set_base_dir (pango_layout_get_context (layout), PANGO_DIRECTION_WEAK_LTR);
  pango_attr_list_insert (attributes, pango_attr_scale_new (CAPTION_SCALE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

/**
 * sonde_style_draw_text:
 * @x_px: the left edge of the text
 * @y_px: its upper edge
 */
void
sonde_style_draw_text (
    GtkSnapshot *snapshot, PangoLayout *layout, double x_px, double y_px, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x_px, (float) y_px));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * sonde_style_get_color:
 * @color: (out): the colour of text in the widget's style
 */
void
sonde_style_get_color (GtkWidget *widget, GdkRGBA *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

/**
 * sonde_style_draw_focus:
 * @widget: the widget that has the focus
 * @color_index: the place of its channel
 *
 * Draws the frame of the focus around a widget, in the colour of its channel.
 */
void
sonde_style_draw_focus (GtkWidget *widget, GtkSnapshot *snapshot, guint color_index)
{
  const float widths_px[] = { FOCUS_WIDTH_PX, FOCUS_WIDTH_PX, FOCUS_WIDTH_PX, FOCUS_WIDTH_PX };
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  GdkRGBA foreground;
  GdkRGBA color;
  GskRoundedRect outline;

  sonde_style_get_color (widget, &foreground);
  color = sonde_palette_get_channel (color_index, sonde_palette_is_dark (&foreground));
  color = sonde_palette_with_alpha (&color, FOCUS_ALPHA);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, FOCUS_RADIUS_PX);
  gtk_snapshot_append_border (snapshot, &outline, widths_px,
                              (GdkRGBA[]){ color, color, color, color });
}

/**
 * sonde_style_get_line_alpha:
 *
 * Reads the style class `high-contrast` of the chart, which its owner sets.
 *
 * Returns: the opacity of a hairline in the colour of text
 */
float
sonde_style_get_line_alpha (GtkWidget *widget)
{
  GtkWidget *chart = gtk_widget_get_parent (widget);

  return chart != NULL && gtk_widget_has_css_class (chart, "high-contrast") ? STRONG_LINE_ALPHA
                                                                            : LINE_ALPHA;
}
