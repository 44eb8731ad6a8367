/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagram-painter.h"

#include "sonde-field-color.h"
#include "sonde-frame-words.h"
#include "sonde-palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define PADDING_PX   4.0f
#define TICK_PX      3.0f
#define LINE_PX      1.0f
#define SELECTION_PX 2.5f
#define DIM_ALPHA    0.62f
#define BORDER_ALPHA 0.45f
#define FAINT_ALPHA  0.16f
#define HOVER_ALPHA  0.07f

typedef struct
{
  const SondeDiagramGeometry *geometry;
  const SondeDiagramState *state;
  PangoContext *context;
  GtkSnapshot *snapshot;
  PangoLayout *layouts[SONDE_DIAGRAM_N_TEXTS];
  const guint8 *data;
  gsize size;
  GdkRGBA foreground;
  GdkRGBA accent;
  GdkRGBA error;
  gboolean dark;
} Painting;

static void
fill (Painting *self, const graphene_rect_t *area, const GdkRGBA *color)
{
  gtk_snapshot_append_color (self->snapshot, color, area);
}

static void
frame (Painting *self, const graphene_rect_t *area, const GdkRGBA *color, float width_px)
{
  const float widths[4] = { width_px, width_px, width_px, width_px };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, area, 0);
  gtk_snapshot_append_border (self->snapshot, &outline, widths, colors);
}

/* Writes what the layout holds with its middle at @x_px. */
static void
write_layout (Painting *self, PangoLayout *layout, double x_px, double y_px, const GdkRGBA *color)
{
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);
  gtk_snapshot_save (self->snapshot);
  gtk_snapshot_translate (
      self->snapshot,
      &GRAPHENE_POINT_INIT ((float) round (x_px - width_px / 2.0), (float) round (y_px)));
  gtk_snapshot_append_layout (self->snapshot, layout, color);
  gtk_snapshot_restore (self->snapshot);
}

static void
write_text (Painting *self,
            SondeDiagramText kind,
            const char *text,
            double x_px,
            double y_px,
            const GdkRGBA *color)
{
  pango_layout_set_text (self->layouts[kind], text, -1);
  write_layout (self, self->layouts[kind], x_px, y_px, color);
}

static double
get_bit_middle (Painting *self, guint column)
{
  return (double) self->geometry->left_px + (column + 0.5) * (double) self->geometry->bit_px;
}

static void
paint_ruler (Painting *self)
{
  const GdkRGBA dim = sonde_palette_with_alpha (&self->foreground, DIM_ALPHA);
  const float line_px = self->geometry->line_px[SONDE_DIAGRAM_TEXT_RULER];

  for (guint i = 0; i < sonde_diagram_grid_get_n_columns (self->geometry->grid); i++)
    {
      char digits[2][2] = { { (char) ('0' + i / 10), '\0' }, { (char) ('0' + i % 10), '\0' } };
      const double x_px = get_bit_middle (self, i);

      if (i % 10 == 0)
        write_text (self, SONDE_DIAGRAM_TEXT_RULER, digits[0], x_px, 0, &self->foreground);
      write_text (self, SONDE_DIAGRAM_TEXT_RULER, digits[1], x_px, (double) line_px, &dim);
    }
}

static void
paint_offsets (Painting *self)
{
  const GdkRGBA dim = sonde_palette_with_alpha (&self->foreground, DIM_ALPHA);
  const guint bytes_per_row = sonde_diagram_grid_get_n_columns (self->geometry->grid) / 8;

  for (guint i = 0; i < sonde_diagram_grid_get_n_rows (self->geometry->grid); i++)
    {
      const float top_px = self->geometry->row_y_px[i];
      const float height_px = self->geometry->row_y_px[i + 1] - top_px;
      g_autofree char *text = g_strdup_printf ("%u", i * bytes_per_row);

      write_text (self, SONDE_DIAGRAM_TEXT_RULER, text,
                  (double) (self->geometry->left_px - PADDING_PX) / 2.0,
                  (double) (top_px +
                            (height_px - self->geometry->line_px[SONDE_DIAGRAM_TEXT_RULER]) / 2.0f),
                  &dim);
    }
}

static gboolean
is_of_bytes (SondeFrameFieldKind kind)
{
  return kind >= SONDE_FRAME_FIELD_EXTENDED_LENGTH;
}

/* A byte that the log did not keep has no digits. */
static gboolean
is_known (Painting *self, guint64 bit)
{
  return bit / 8 < self->size;
}

static void
paint_bits (Painting *self, const SondeDiagramCell *cell, double y_px, const GdkRGBA *color)
{
  for (guint i = 0; i < cell->n_columns; i++)
    {
      const guint64 bit = cell->first_bit + i;

      if (is_known (self, bit))
        write_text (self, SONDE_DIAGRAM_TEXT_BITS,
                    (self->data[bit / 8] >> (7 - bit % 8) & 1) != 0 ? "1" : "0",
                    get_bit_middle (self, cell->column + i), y_px, color);
    }
}

static void
paint_byte_values (Painting *self, const SondeDiagramCell *cell, double y_px, gboolean characters)
{
  const GdkRGBA dim = sonde_palette_with_alpha (&self->foreground, DIM_ALPHA);

  for (guint i = 0; i + 8 <= cell->n_columns; i += 8)
    {
      const double x_px = get_bit_middle (self, cell->column + i) +
                          3.5 * (double) self->geometry->bit_px;
      const guint64 byte = (cell->first_bit + i) / 8;
      char text[4];

      if (!is_known (self, byte * 8))
        {
          write_text (self, SONDE_DIAGRAM_TEXT_VALUE, "··", x_px, y_px, &dim);
          continue;
        }
      g_snprintf (text, sizeof text, "%02x", self->data[byte]);
      write_text (self, SONDE_DIAGRAM_TEXT_VALUE, text, x_px, y_px, &self->foreground);
      if (characters && g_ascii_isgraph (self->data[byte]))
        {
          g_snprintf (text, sizeof text, "%c", self->data[byte]);
          write_text (self, SONDE_DIAGRAM_TEXT_CHARACTER, text, x_px,
                      y_px + (double) self->geometry->line_px[SONDE_DIAGRAM_TEXT_VALUE], &dim);
        }
    }
}

static void
paint_number (Painting *self,
              const SondeDiagramCell *cell,
              const graphene_rect_t *area,
              double y_px)
{
  const SondeFrameField *field = sonde_anatomy_get_field (self->geometry->anatomy, cell->field);
  g_autofree char *number = NULL;

  if (field->n_bits == 1)
    return;
  number = sonde_frame_field_get_number (field);
  write_text (self, SONDE_DIAGRAM_TEXT_VALUE, number,
              (double) (area->origin.x + area->size.width / 2.0f), y_px, &self->foreground);
}

/* Beside the names that stand on end there is room for what the opcode means. */
static void
paint_opcode (Painting *self,
              const SondeDiagramCell *cell,
              const graphene_rect_t *area,
              double y_px)
{
  const SondeFrameField *field = sonde_anatomy_get_field (self->geometry->anatomy, cell->field);
  PangoLayout *layout = self->layouts[SONDE_DIAGRAM_TEXT_NAME];
  const float line_px = self->geometry->line_px[SONDE_DIAGRAM_TEXT_NAME];
  int width_px;

  pango_layout_set_text (layout, sonde_frame_opcode_get_label ((guint8) field->value), -1);
  pango_layout_get_pixel_size (layout, &width_px, NULL);
  if (self->geometry->name_px[cell->row] >= 2.0f * line_px &&
      (float) width_px < area->size.width - 2.0f)
    write_layout (self, layout, (double) (area->origin.x + area->size.width / 2.0f),
                  y_px + (double) (self->geometry->name_px[cell->row] - line_px),
                  &self->foreground);
}

static void
paint_ticks (Painting *self, const SondeDiagramCell *cell, const graphene_rect_t *area)
{
  const GdkRGBA tick = sonde_palette_with_alpha (&self->foreground, BORDER_ALPHA);
  const GdkRGBA faint = sonde_palette_with_alpha (&self->foreground, FAINT_ALPHA);

  for (guint i = 1; i < cell->n_columns; i++)
    {
      const float x_px = roundf (self->geometry->left_px +
                                 (float) (cell->column + i) * self->geometry->bit_px);
      const gboolean is_byte = (cell->column + i) % 8 == 0;

      fill (self,
            &GRAPHENE_RECT_INIT (x_px, area->origin.y, LINE_PX,
                                 is_byte ? area->size.height : TICK_PX),
            is_byte ? &faint : &tick);
    }
}

static void
paint_cell (Painting *self, const SondeDiagramCell *cell)
{
  const SondeFrameField *field = sonde_anatomy_get_field (self->geometry->anatomy, cell->field);
  const gboolean selected = self->state->selected == (int) cell->field;
  const GdkRGBA tint = sonde_field_get_tint (field->kind, self->dark, selected);
  const GdkRGBA color = sonde_field_get_color (field->kind, self->dark);
  const GdkRGBA border = sonde_palette_with_alpha (
      &self->foreground, self->state->high_contrast ? 1.0f : BORDER_ALPHA);
  g_autofree char *name = sonde_diagram_geometry_get_name (self->geometry, cell,
                                                           self->layouts[SONDE_DIAGRAM_TEXT_NAME]);
  graphene_rect_t area;
  graphene_rect_t outer;
  double y_px;

  sonde_diagram_geometry_get_rectangle (self->geometry, cell, &area);
  fill (self, &area, &tint);
  if (self->state->hovered == (int) cell->field)
    {
      const GdkRGBA hover = sonde_palette_with_alpha (&self->foreground, HOVER_ALPHA);

      fill (self, &area, &hover);
    }
  paint_ticks (self, cell, &area);
  outer = GRAPHENE_RECT_INIT (area.origin.x, area.origin.y, area.size.width + LINE_PX,
                              area.size.height + LINE_PX);
  frame (self, &outer, &border, LINE_PX);

  y_px = (double) (area.origin.y + PADDING_PX);
  write_text (self, SONDE_DIAGRAM_TEXT_NAME, name,
              (double) (area.origin.x + area.size.width / 2.0f), y_px,
              field->remark != NULL ? &self->error : &color);
  if (field->kind == SONDE_FRAME_FIELD_OPCODE)
    paint_opcode (self, cell, &area, y_px);
  y_px += (double) self->geometry->name_px[cell->row];
  paint_bits (self, cell, y_px, &self->foreground);
  y_px += (double) self->geometry->line_px[SONDE_DIAGRAM_TEXT_BITS];
  if (is_of_bytes (field->kind))
    paint_byte_values (self, cell, y_px,
                       !sonde_anatomy_get_header (self->geometry->anatomy)->masked &&
                           field->kind >= SONDE_FRAME_FIELD_PAYLOAD &&
                           field->kind != SONDE_FRAME_FIELD_CLOSE_CODE);
  else
    paint_number (self, cell, &area, y_px);
}

/* Draws one side of a cell, above or below it, but where the field itself goes on there. */
static void
paint_side (Painting *self,
            const SondeDiagramCell *cell,
            const graphene_rect_t *area,
            gboolean below,
            const GdkRGBA *color)
{
  const float y_px = below ? area->origin.y + area->size.height - SELECTION_PX + LINE_PX
                           : area->origin.y;

  for (guint i = 0; i < cell->n_columns; i++)
    {
      const guint column = cell->column + i;
      const float left_px = roundf (self->geometry->left_px +
                                    (float) column * self->geometry->bit_px);
      const float right_px = roundf (self->geometry->left_px +
                                     (float) (column + 1) * self->geometry->bit_px);
      int beyond = -1;

      if (below || cell->row > 0)
        beyond = sonde_diagram_grid_find (self->geometry->grid,
                                          below ? cell->row + 1 : cell->row - 1, column);
      if (beyond != (int) cell->field)
        fill (self, &GRAPHENE_RECT_INIT (left_px, y_px, right_px - left_px + LINE_PX, SELECTION_PX),
              color);
    }
}

/* One line around all of a field, however many rows it takes. */
static void
paint_outline (Painting *self, const SondeDiagramCell *cell, const GdkRGBA *color)
{
  graphene_rect_t area;
  float right_px;

  sonde_diagram_geometry_get_rectangle (self->geometry, cell, &area);
  right_px = area.origin.x + area.size.width - SELECTION_PX + LINE_PX;
  fill (
      self,
      &GRAPHENE_RECT_INIT (area.origin.x, area.origin.y, SELECTION_PX, area.size.height + LINE_PX),
      color);
  fill (self,
        &GRAPHENE_RECT_INIT (right_px, area.origin.y, SELECTION_PX, area.size.height + LINE_PX),
        color);
  paint_side (self, cell, &area, FALSE, color);
  paint_side (self, cell, &area, TRUE, color);
}

/* Over the cells, so that no neighbour covers it. */
static void
paint_outlines (Painting *self)
{
  for (guint i = 0; i < sonde_diagram_grid_get_n_cells (self->geometry->grid); i++)
    {
      const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (self->geometry->grid, i);
      const SondeFrameField *field = sonde_anatomy_get_field (self->geometry->anatomy, cell->field);
      const GdkRGBA color = sonde_field_get_color (field->kind, self->dark);

      if (field->remark != NULL)
        paint_outline (self, cell, &self->error);
      if (self->state->selected == (int) cell->field)
        paint_outline (self, cell, self->state->focused ? &self->accent : &color);
    }
}

static void
paint_rest (Painting *self)
{
  const guint64 n_hidden = sonde_diagram_grid_get_n_hidden_bytes (self->geometry->grid);
  const GdkRGBA dim = sonde_palette_with_alpha (&self->foreground, DIM_ALPHA);
  const guint n_rows = sonde_diagram_grid_get_n_rows (self->geometry->grid);
  const double width_px = sonde_diagram_grid_get_n_columns (self->geometry->grid) *
                          (double) self->geometry->bit_px;
  g_autofree char *text = NULL;

  if (n_hidden == 0)
    return;
  text = g_strdup_printf (g_dngettext (NULL, "… and %llu byte more", "… and %llu bytes more",
                                       (gulong) MIN (n_hidden, G_MAXULONG)),
                          (unsigned long long) n_hidden);
  write_text (self, SONDE_DIAGRAM_TEXT_NAME, text,
              (double) self->geometry->left_px + width_px / 2.0,
              (double) (self->geometry->row_y_px[n_rows] + 2.0f * PADDING_PX), &dim);
}

static void
look_up_color (GtkWidget *widget, const char *name, GdkRGBA *color, const GdkRGBA *otherwise)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, color))
    *color = *otherwise;
}

/**
 * sonde_diagram_paint:
 * @geometry: where everything is
 * @state: what is selected
 * @widget: whose fonts and colours are used
 * @snapshot: where to draw
 *
 * Draws the table of RFC 6455 section 5.2 with the values of a frame: its bits, and below them the
 * bytes in hexadecimal or the number that they are.
 */
void
sonde_diagram_paint (const SondeDiagramGeometry *geometry,
                     const SondeDiagramState *state,
                     GtkWidget *widget,
                     GtkSnapshot *snapshot)
{
  Painting self = {
    .geometry = geometry,
    .state = state,
    .context = gtk_widget_get_pango_context (widget),
    .snapshot = snapshot,
    .dark = sonde_field_is_on_dark (widget),
  };

  self.data = g_bytes_get_data (sonde_anatomy_get_bytes (geometry->anatomy), &self.size);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &self.foreground);
  look_up_color (widget, "accent_color", &self.accent, &self.foreground);
  look_up_color (widget, "error_color", &self.error, &self.foreground);
  for (guint i = 0; i < SONDE_DIAGRAM_N_TEXTS; i++)
    self.layouts[i] = sonde_diagram_geometry_create_layout (geometry, self.context,
                                                            (SondeDiagramText) i);
  pango_layout_set_alignment (self.layouts[SONDE_DIAGRAM_TEXT_NAME], PANGO_ALIGN_CENTER);
  pango_layout_set_line_spacing (self.layouts[SONDE_DIAGRAM_TEXT_NAME], 0.82f);

  paint_ruler (&self);
  paint_offsets (&self);
  for (guint i = 0; i < sonde_diagram_grid_get_n_cells (geometry->grid); i++)
    paint_cell (&self, sonde_diagram_grid_get_cell (geometry->grid, i));
  paint_outlines (&self);
  paint_rest (&self);

  for (guint i = 0; i < SONDE_DIAGRAM_N_TEXTS; i++)
    g_object_unref (self.layouts[i]);
}
