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

#define PAPER_FONT "Cantarell, Noto Sans, Sans 11"

#define PLATE_PADDING_X_PX 8
#define PLATE_PADDING_Y_PX 3
#define PLATE_RADIUS_PX    6

#define FOCUS_WIDTH_PX  2.0f
#define FOCUS_RADIUS_PX 10.0f
#define FOCUS_ALPHA     0.6f

static PangoLayout *
create_layout (PangoContext *context, const char *text)
{
  PangoLayout *layout;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_context_set_base_dir (context, PANGO_DIRECTION_WEAK_LTR);
  layout = pango_layout_new (context);
  pango_layout_set_text (layout, text, -1);
  pango_attr_list_insert (attributes, pango_attr_scale_new (CAPTION_SCALE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static gboolean
has_high_contrast (GtkWidget *widget)
{
  while (widget != NULL && !gtk_widget_has_css_class (widget, "high-contrast"))
    widget = gtk_widget_get_parent (widget);

  return widget != NULL;
}

/**
 * sonde_style_init_for_widget:
 * @widget: whose font and colours are used
 *
 * Reads the style class `high-contrast`, which the owner sets on a chart or on what charts are in.
 */
void
sonde_style_init_for_widget (SondeStyle *self, GtkWidget *widget)
{
  self->context = g_object_ref (gtk_widget_get_pango_context (widget));
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &self->foreground);
  self->dark = sonde_palette_is_dark (&self->foreground);
  self->line_alpha = has_high_contrast (widget) ? STRONG_LINE_ALPHA : LINE_ALPHA;
  self->scalable = FALSE;
}

/**
 * sonde_style_init_for_paper:
 * @dark: whether to draw light on dark
 *
 * A style that needs neither a window nor a display. Its fonts belong to it, so that a thread may
 * draw while the interface does.
 */
void
sonde_style_init_for_paper (SondeStyle *self, gboolean dark)
{
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (PAPER_FONT);

  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (fonts), 96);
  self->context = pango_font_map_create_context (fonts);
  pango_context_set_font_description (self->context, font);
  self->foreground = dark ? (GdkRGBA){ 1, 1, 1, 1 } : (GdkRGBA){ 0.1f, 0.1f, 0.12f, 1 };
  self->dark = dark;
  self->line_alpha = LINE_ALPHA;
  self->scalable = TRUE;
}

/**
 * sonde_style_clear:
 *
 * Gives the font back.
 */
void
sonde_style_clear (SondeStyle *self)
{
  g_clear_object (&self->context);
}

/**
 * sonde_style_create_layout:
 * @text: what to write
 *
 * Lays a caption out, its figures all of the same width so that numbers do not dance. Its direction
 * is that of its own first letter: a unit stays behind its number whatever the direction of the
 * interface.
 *
 * Returns: (transfer full): the layout
 */
PangoLayout *
sonde_style_create_layout (const SondeStyle *self, const char *text)
{
  return create_layout (self->context, text);
}

/**
 * sonde_style_create_layout_for:
 * @widget: whose font is used
 * @text: what to write
 *
 * Returns: (transfer full): a layout such as `sonde_style_create_layout()` makes
 */
PangoLayout *
sonde_style_create_layout_for (GtkWidget *widget, const char *text)
{
  return create_layout (gtk_widget_get_pango_context (widget), text);
}

/**
 * sonde_style_append_cairo:
 * @bounds: where is drawn
 *
 * Does what gtk_snapshot_append_cairo() does, for paper too: cairo 1.16 writes to an SVG what was
 * recorded as if its bounds began at the origin, so here they do.
 *
 * Returns: (transfer full): what to draw with, in the coordinates of the snapshot
 */
cairo_t *
sonde_style_append_cairo (GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  g_autoptr (GskRenderNode) node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT (0, 0, bounds->size.width, bounds->size.height));
  /* NULL, where it moves nothing */
  g_autoptr (GskTransform) transform = gsk_transform_translate (NULL, &bounds->origin);
  g_autoptr (GskRenderNode) placed = NULL;
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  placed = transform != NULL ? gsk_transform_node_new (node, transform)
                             : gsk_render_node_ref (node);
  cairo_translate (cr, -(double) bounds->origin.x, -(double) bounds->origin.y);
  gtk_snapshot_append_node (snapshot, placed);

  return cr;
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

static void
append_rounded (GtkSnapshot *snapshot,
                const graphene_rect_t *bounds,
                float radius_px,
                const GdkRGBA *color)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, bounds, radius_px);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, bounds);
  gtk_snapshot_pop (snapshot);
}

/**
 * sonde_style_draw_disc:
 * @x_px: its middle
 * @y_px: its middle
 */
void
sonde_style_draw_disc (
    GtkSnapshot *snapshot, double x_px, double y_px, double radius_px, const GdkRGBA *color)
{
  append_rounded (snapshot,
                  &GRAPHENE_RECT_INIT ((float) (x_px - radius_px), (float) (y_px - radius_px),
                                       (float) (2 * radius_px), (float) (2 * radius_px)),
                  (float) radius_px, color);
}

/**
 * sonde_style_get_plate_size:
 * @width_px: (out): the width of the plate that `sonde_style_draw_plate()` draws
 * @height_px: (out): its height
 */
void
sonde_style_get_plate_size (PangoLayout *layout, int *width_px, int *height_px)
{
  pango_layout_get_pixel_size (layout, width_px, height_px);
  *width_px += 2 * PLATE_PADDING_X_PX;
  *height_px += 2 * PLATE_PADDING_Y_PX;
}

/**
 * sonde_style_draw_plate:
 * @x_px: the left edge of the plate
 * @y_px: its upper edge
 * @plate: its colour, which stands out from the background
 *
 * Draws a text on a rounded plate, in the ink that is read best there.
 */
void
sonde_style_draw_plate (const SondeStyle *self,
                        GtkSnapshot *snapshot,
                        PangoLayout *layout,
                        double x_px,
                        double y_px,
                        const GdkRGBA *plate)
{
  static const GdkRGBA white = { 1.0f, 1.0f, 1.0f, 1.0f };
  static const GdkRGBA black = { 0.0f, 0.0f, 0.0f, 0.9f };
  int width_px;
  int height_px;

  sonde_style_get_plate_size (layout, &width_px, &height_px);
  append_rounded (
      snapshot,
      &GRAPHENE_RECT_INIT ((float) x_px, (float) y_px, (float) width_px, (float) height_px),
      PLATE_RADIUS_PX, plate);
  sonde_style_draw_text (snapshot, layout, x_px + PLATE_PADDING_X_PX, y_px + PLATE_PADDING_Y_PX,
                         self->dark ? &black : &white);
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

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &foreground);
  color = sonde_palette_get_channel (color_index, sonde_palette_is_dark (&foreground));
  color = sonde_palette_with_alpha (&color, FOCUS_ALPHA);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, FOCUS_RADIUS_PX);
  gtk_snapshot_append_border (snapshot, &outline, widths_px,
                              (GdkRGBA[]){ color, color, color, color });
}
