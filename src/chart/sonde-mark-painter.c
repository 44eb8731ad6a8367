/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-painter.h"

#include <math.h>

#define LINE_ALPHA      0.45f
#define LABEL_ALPHA     0.75f
#define DASH_PX         3
#define GLYPH_RADIUS_PX 3.0
#define LABEL_MARGIN_PX 7
#define LABEL_TOP_PX    1
/* The least air between a label and the mark to its left. */
#define LABEL_GAP_PX 6
/* What somebody typed may be long. */
#define MAX_LABEL_PX 160
/* Marks closer than this are drawn as one. */
#define MERGE_PX 3

typedef struct
{
  SondeMark mark;
  char *text; /* the mark's own, or NULL */
  PangoLayout *layout;
} Mark;

typedef struct
{
  gint64 listed_from_us;
  gint64 listed_to_us;
  GArray *marks;
} Marks;

typedef enum
{
  GLYPH_FILLED,
  GLYPH_HOLLOW,
  GLYPH_DIAMOND,
  GLYPH_FLAG,
} Glyph;

static void
clear_mark (gpointer data)
{
  Mark *self = data;

  g_clear_object (&self->layout);
  g_clear_pointer (&self->text, g_free);
}

static void
clear (gpointer state)
{
  g_clear_pointer (&((Marks *) state)->marks, g_array_unref);
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  if ((what & (SONDE_PLOT_MARKS | SONDE_PLOT_STYLE)) != 0)
    clear (state);

  return FALSE;
}

static void
append (Marks *self, const SondeMark *marks, gsize n_marks)
{
  for (gsize i = 0; i < n_marks; i++)
    {
      Mark mark = { marks[i], g_strdup (marks[i].text), NULL };

      mark.mark.text = mark.text;

      g_array_append_val (self->marks, mark);
    }
}

/* The archive answers for what is older than the first mark in memory. */
static gint64
get_first_us (SondePlot *plot)
{
  SondeDataset *dataset = sonde_plot_get_dataset (plot);
  gint64 first_us;
  gint64 last_us;

  return dataset != NULL && sonde_dataset_get_mark_span (dataset, &first_us, &last_us) ? first_us
                                                                                       : G_MAXINT64;
}

/* As with ticks: what is listed reaches beyond what is shown, so that a moving view lists seldom.
 */
static void
ensure_marks (Marks *self, SondePlot *plot)
{
  gint64 from_us = sonde_plot_get_origin_us (plot);
  gint64 to_us = sonde_plot_get_end_us (plot);
  gint64 margin_us = (to_us - from_us) / 2;
  g_autofree SondeMark *marks = NULL;
  g_autofree SondeMark *past = NULL;
  gsize n_marks = 0;
  gsize n_past = 0;

  if (self->marks != NULL && from_us >= self->listed_from_us && to_us <= self->listed_to_us)
    return;

  self->listed_from_us = from_us - margin_us;
  self->listed_to_us = to_us + margin_us;

  clear (self);
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (self->marks, clear_mark);
  if (sonde_plot_get_dataset (plot) != NULL)
    marks = sonde_dataset_copy_marks (sonde_plot_get_dataset (plot), self->listed_from_us,
                                      self->listed_to_us, &n_marks);
  if (sonde_plot_get_archive (plot) != NULL)
    past = sonde_archive_copy_marks (sonde_plot_get_archive (plot), self->listed_from_us,
                                     MIN (self->listed_to_us, get_first_us (plot) - 1), &n_past);

  append (self, past, n_past);
  append (self, marks, n_marks);
}

static Glyph
choose_glyph (const SondeMark *mark)
{
  static const Glyph glyphs[] = {
    [SONDE_MARK_CONNECTED] = GLYPH_FILLED, [SONDE_MARK_LOST] = GLYPH_HOLLOW,
    [SONDE_MARK_ETAT] = GLYPH_FILLED,      [SONDE_MARK_PERIODE] = GLYPH_DIAMOND,
    [SONDE_MARK_NOTE] = GLYPH_FLAG,
  };

  if (mark->kind == SONDE_MARK_ETAT && mark->value == 0)
    return GLYPH_HOLLOW;

  return glyphs[mark->kind];
}

static void
draw_glyph (cairo_t *cr, Glyph glyph, double x_px, double y_px)
{
  double radius_px = GLYPH_RADIUS_PX;

  cairo_new_path (cr);
  switch (glyph)
    {
    case GLYPH_FILLED:
      cairo_arc (cr, x_px, y_px, radius_px, 0, 2 * G_PI);
      cairo_fill (cr);
      break;
    case GLYPH_HOLLOW:
      cairo_arc (cr, x_px, y_px, radius_px - 0.5, 0, 2 * G_PI);
      cairo_stroke (cr);
      break;
    case GLYPH_DIAMOND:
      cairo_move_to (cr, x_px, y_px - radius_px - 0.5);
      cairo_line_to (cr, x_px + radius_px + 0.5, y_px);
      cairo_line_to (cr, x_px, y_px + radius_px + 0.5);
      cairo_line_to (cr, x_px - radius_px - 0.5, y_px);
      cairo_fill (cr);
      break;
    case GLYPH_FLAG:
      cairo_move_to (cr, x_px, y_px - radius_px - 1);
      cairo_line_to (cr, x_px + 2.5 * radius_px, y_px - 0.5);
      cairo_line_to (cr, x_px, y_px + radius_px);
      cairo_fill (cr);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Labels stand left of their mark, so that a new one at the right edge is whole at once. The latest
 * come first: what is left out does not change while the view moves. */
static void
draw_label (SondePlot *plot,
            const SondeStyle *style,
            GtkSnapshot *snapshot,
            Mark *mark,
            double x_px,
            double left_limit_px,
            const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  int width_px;
  int height_px;

  if (mark->layout == NULL)
    {
      g_autofree char *text = sonde_mark_describe (&mark->mark);

      mark->layout = sonde_style_create_layout (style, text);
      pango_layout_set_single_paragraph_mode (mark->layout, TRUE);
      pango_layout_get_pixel_size (mark->layout, &width_px, NULL);
      if (width_px > MAX_LABEL_PX)
        {
          pango_layout_set_ellipsize (mark->layout, PANGO_ELLIPSIZE_END);
          pango_layout_set_width (mark->layout, MAX_LABEL_PX * PANGO_SCALE);
        }
    }

  pango_layout_get_pixel_size (mark->layout, &width_px, &height_px);
  if (x_px - LABEL_MARGIN_PX - width_px < left_limit_px)
    return;

  sonde_style_draw_text (snapshot, mark->layout, x_px - LABEL_MARGIN_PX - width_px,
                         area->y + LABEL_TOP_PX, color);
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  Marks *self = state;
  const GdkRectangle *area = sonde_plot_get_area (plot);
  const double dashes[] = { DASH_PX, DASH_PX };
  double hairline_px = 1.0 / sonde_plot_get_scale_factor (plot);
  double previous_px = G_MAXDOUBLE;
  GdkRGBA label_color = sonde_palette_with_alpha (&style->foreground, LABEL_ALPHA);
  cairo_t *cr = NULL;

  if (sonde_plot_get_dataset (plot) == NULL && sonde_plot_get_archive (plot) == NULL)
    return;

  ensure_marks (self, plot);

  for (guint i = self->marks->len; i-- > 0;)
    {
      Mark *mark = &g_array_index (self->marks, Mark, i);
      double x_px = sonde_plot_snap (plot, sonde_plot_time_to_x (plot, mark->mark.time_us));
      GdkRGBA color = sonde_palette_with_alpha (&style->foreground, LINE_ALPHA);
      double left_limit_px = area->x;

      /* A view that begins with a mark begins in the middle of a column. */
      if (x_px >= area->x - 1)
        x_px = MAX (x_px, area->x);
      if (x_px < area->x || x_px > area->x + area->width || previous_px - x_px < MERGE_PX)
        continue;

      if (mark->mark.kind == SONDE_MARK_LOST)
        color = sonde_palette_get_loss (style->dark);

      if (cr == NULL)
        {
          cr = sonde_style_append_cairo (
              snapshot, &GRAPHENE_RECT_INIT ((float) area->x - 4, (float) area->y,
                                             (float) area->width + 12, (float) area->height));
          cairo_set_line_width (cr, hairline_px);
        }

      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, hairline_px);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
      cairo_move_to (cr, x_px + hairline_px / 2, area->y + 4 * GLYPH_RADIUS_PX);
      cairo_line_to (cr, x_px + hairline_px / 2, area->y + area->height);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      cairo_set_line_width (cr, 1);
      draw_glyph (cr, choose_glyph (&mark->mark), x_px + hairline_px / 2,
                  area->y + 2.5 * GLYPH_RADIUS_PX);

      previous_px = x_px;
      if (!sonde_plot_has_part (plot, SONDE_PLOT_MARK_LABELS))
        continue;

      if (i > 0)
        {
          double neighbour_px = sonde_plot_time_to_x (
              plot, g_array_index (self->marks, Mark, i - 1).mark.time_us);

          left_limit_px = MAX (left_limit_px, neighbour_px + GLYPH_RADIUS_PX + LABEL_GAP_PX);
        }
      draw_label (plot, style, snapshot, mark, x_px, left_limit_px, &label_color);
    }

  g_clear_pointer (&cr, cairo_destroy);
}

/* What happened, as dashed lines with a glyph and, where wanted, in words. */
const SondePainter sonde_mark_painter = {
  .redraw = SONDE_PLOT_TIME | SONDE_PLOT_AREA | SONDE_PLOT_MARKS | SONDE_PLOT_STYLE,
  .state_size = sizeof (Marks),
  .changed = changed,
  .clear = clear,
  .draw = draw,
};
