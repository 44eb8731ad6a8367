/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-text.h"

/* The share of the interface's font size that a caption has. */
#define CAPTION_SCALE 0.82

/* How strongly a hairline takes the colour of text, and how strongly where much contrast is wanted.
 */
#define LINE_ALPHA        0.12f
#define STRONG_LINE_ALPHA 0.5f

/**
 * sonde_text_layout:
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
sonde_text_layout (GtkWidget *widget, const char *text)
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
 * sonde_text_draw:
 * @x_px: the left edge of the text
 * @y_px: its upper edge
 */
void
sonde_text_draw (
    GtkSnapshot *snapshot, PangoLayout *layout, double x_px, double y_px, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x_px, (float) y_px));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * sonde_text_get_color:
 * @color: (out): the colour of text in the widget's style
 */
void
sonde_text_get_color (GtkWidget *widget, GdkRGBA *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

/**
 * sonde_text_get_line_alpha:
 *
 * Reads the style class `high-contrast` of the chart, which its owner sets.
 *
 * Returns: the opacity of a hairline in the colour of text
 */
float
sonde_text_get_line_alpha (GtkWidget *widget)
{
  GtkWidget *chart = gtk_widget_get_parent (widget);

  return chart != NULL && gtk_widget_has_css_class (chart, "high-contrast") ? STRONG_LINE_ALPHA
                                                                            : LINE_ALPHA;
}
