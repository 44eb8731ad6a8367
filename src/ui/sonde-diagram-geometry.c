/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagram-geometry.h"

#include "sonde-frame-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* A bit narrower than this cannot show its digit; wider ones get larger letters. */
#define MIN_BIT_PX   17.0
#define SCALE_BIT_PX 18.5
#define MIN_SCALE    0.9
#define MAX_SCALE    2.6

#define PADDING_PX 4.0f
#define GUTTER_PX  8.0f

/* Bytes of payload that are drawn, so that a long frame stays a drawing and not a dump. */
static const struct
{
  guint n_columns;
  guint max_rows;
} shapes[] = { { 32, 9 }, { 16, 14 }, { 8, 24 } };

static const struct
{
  double size; /* of the interface's font */
  gboolean monospace;
  gboolean bold;
} texts[SONDE_DIAGRAM_N_TEXTS] = {
  [SONDE_DIAGRAM_TEXT_NAME] = { 0.78, FALSE, TRUE },
  [SONDE_DIAGRAM_TEXT_BITS] = { 0.82, TRUE, FALSE },
  [SONDE_DIAGRAM_TEXT_VALUE] = { 0.95, TRUE, TRUE },
  [SONDE_DIAGRAM_TEXT_CHARACTER] = { 0.82, TRUE, FALSE },
  [SONDE_DIAGRAM_TEXT_RULER] = { 0.66, TRUE, FALSE },
};

/* For a cell that is too narrow for the whole name. */
static const char *const short_names[SONDE_N_FRAME_FIELDS] = {
  [SONDE_FRAME_FIELD_LENGTH] = "Len",      [SONDE_FRAME_FIELD_EXTENDED_LENGTH] = "Ext. len",
  [SONDE_FRAME_FIELD_MASKING_KEY] = "Key", [SONDE_FRAME_FIELD_PAYLOAD] = "Payload",
  [SONDE_FRAME_FIELD_CLOSE_CODE] = "Code", [SONDE_FRAME_FIELD_CLOSE_REASON] = "Reason",
  [SONDE_FRAME_FIELD_OPCODE] = "op",
};

/**
 * sonde_diagram_geometry_create_layout:
 * @self: the geometry
 * @context: of the widget
 * @text: what is to be written
 *
 * Returns: (transfer full): an empty layout in the font of that text
 */
PangoLayout *
sonde_diagram_geometry_create_layout (const SondeDiagramGeometry *self,
                                      PangoContext *context,
                                      SondeDiagramText text)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription)
      font = pango_font_description_copy (pango_context_get_font_description (context));

  if (texts[text].monospace)
    pango_font_description_set_family_static (font, "monospace");
  if (texts[text].bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size (font, (double) self->font_px[text] * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  return layout;
}

static double
get_font_px (PangoContext *context)
{
  const PangoFontDescription *font = pango_context_get_font_description (context);
  const double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (pango_font_description_get_size_is_absolute (font))
    return size;
  return size * pango_cairo_context_get_resolution (context) / 72.0;
}

static gboolean
fits (PangoLayout *layout, const char *text, double width_px)
{
  int text_px;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &text_px, NULL);
  return text_px <= width_px;
}

static char *
stack_letters (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *letter = name; *letter != '\0'; letter++)
    g_string_append_printf (text, "%s%c", letter > name ? "\n" : "", *letter);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sonde_diagram_geometry_get_name:
 * @self: the geometry
 * @cell: a cell
 * @layout: one for names
 *
 * Chooses what of the field's name fits into a cell. That of a bit stands on end where it must, as
 * in the drawing of RFC 6455 section 5.2. A field that breaks a rule has an exclamation mark.
 *
 * Returns: (transfer full): the text, with a line for each letter where it stands on end
 */
char *
sonde_diagram_geometry_get_name (const SondeDiagramGeometry *self,
                                 const SondeDiagramCell *cell,
                                 PangoLayout *layout)
{
  const SondeFrameField *field = sonde_anatomy_get_field (self->anatomy, cell->field);
  const double width_px = cell->n_columns * (double) self->bit_px - 4.0;
  const char *mark = field->remark != NULL ? " !" : "";
  g_autofree char *name = NULL;
  g_autofree char *full = NULL;

  /* Of a long payload the second row says that it goes on, and so do the others by themselves. */
  if (cell->from_above &&
      cell->first_bit - field->first_bit > sonde_diagram_grid_get_n_columns (self->grid))
    return g_strdup ("");
  name = g_strconcat (sonde_frame_field_get_name (field->kind), mark, NULL);
  if (cell->from_above)
    /* Translators: the rest of a field, on the next row of the drawing of a frame. */
    full = g_strdup_printf (_ ("%s (continued)"), name);
  else
    full = g_strdup (name);
  if (fits (layout, full, width_px))
    return g_steal_pointer (&full);
  if (fits (layout, name, width_px))
    return g_steal_pointer (&name);
  if (cell->n_columns == 1)
    {
      g_autofree char *letters = g_strconcat (sonde_frame_field_get_name (field->kind),
                                              field->remark != NULL ? "!" : "", NULL);

      return stack_letters (letters);
    }
  return short_names[field->kind] != NULL ? g_strconcat (short_names[field->kind], mark, NULL)
                                          : g_steal_pointer (&name);
}

static void
measure_texts (SondeDiagramGeometry *self, PangoContext *context, double font_px)
{
  for (guint i = 0; i < SONDE_DIAGRAM_N_TEXTS; i++)
    {
      g_autoptr (PangoLayout) layout = NULL;
      int height_px;

      self->font_px[i] = (float) (font_px * texts[i].size);
      layout = sonde_diagram_geometry_create_layout (self, context, (SondeDiagramText) i);
      pango_layout_set_text (layout, "0", 1);
      pango_layout_get_pixel_size (layout, NULL, &height_px);
      self->line_px[i] = (float) height_px;
    }
}

static gboolean
has_characters (const SondeDiagramGeometry *self, const SondeDiagramCell *cell)
{
  const SondeFrameFieldKind kind = sonde_anatomy_get_field (self->anatomy, cell->field)->kind;
  gsize size;
  const guint8 *data = g_bytes_get_data (sonde_anatomy_get_bytes (self->anatomy), &size);

  if ((kind != SONDE_FRAME_FIELD_PAYLOAD && kind != SONDE_FRAME_FIELD_CLOSE_REASON) ||
      sonde_anatomy_get_header (self->anatomy)->masked)
    return FALSE;
  for (guint64 i = cell->first_bit / 8; i < (cell->first_bit + cell->n_columns) / 8; i++)
    if (i < size && g_ascii_isgraph (data[i]))
      return TRUE;
  return FALSE;
}

static void
place_rows (SondeDiagramGeometry *self, PangoContext *context)
{
  g_autoptr (PangoLayout)
      layout = sonde_diagram_geometry_create_layout (self, context, SONDE_DIAGRAM_TEXT_NAME);
  const guint n_rows = sonde_diagram_grid_get_n_rows (self->grid);
  float rows_px[SONDE_DIAGRAM_MAX_ROWS] = { 0 };
  const float body_px = self->line_px[SONDE_DIAGRAM_TEXT_BITS] +
                        self->line_px[SONDE_DIAGRAM_TEXT_VALUE];

  pango_layout_set_line_spacing (layout, 0.82f);
  for (guint i = 0; i < sonde_diagram_grid_get_n_cells (self->grid); i++)
    {
      const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (self->grid, i);
      g_autofree char *name = sonde_diagram_geometry_get_name (self, cell, layout);
      int name_px;
      float extra_px = 0;

      pango_layout_set_text (layout, name, -1);
      pango_layout_get_pixel_size (layout, NULL, &name_px);
      if (*name == '\0')
        name_px = 0;
      self->name_px[cell->row] = MAX (self->name_px[cell->row], (float) name_px);
      if (has_characters (self, cell))
        extra_px = self->line_px[SONDE_DIAGRAM_TEXT_CHARACTER];
      rows_px[cell->row] = MAX (rows_px[cell->row], body_px + extra_px);
    }
  self->row_y_px[0] = self->top_px;
  for (guint i = 0; i < n_rows; i++)
    self->row_y_px[i + 1] = floorf (self->row_y_px[i] + self->name_px[i] + rows_px[i] +
                                    2.0f * PADDING_PX);
  self->height_px = self->row_y_px[n_rows] + PADDING_PX;
  if (sonde_diagram_grid_get_n_hidden_bytes (self->grid) > 0)
    self->height_px += self->line_px[SONDE_DIAGRAM_TEXT_NAME] + 3.0f * PADDING_PX;
}

/**
 * sonde_diagram_geometry_new:
 * @anatomy: a frame
 * @context: of the widget that draws
 * @width_px: what there is
 *
 * Lays a frame out on rows of 32 bits where there is room, else of 16 or 8. Letters grow with the
 * bits.
 *
 * Returns: (transfer full): the geometry
 */
SondeDiagramGeometry *
sonde_diagram_geometry_new (SondeAnatomy *anatomy, PangoContext *context, int width_px)
{
  SondeDiagramGeometry *self = g_new0 (SondeDiagramGeometry, 1);
  const double font_px = get_font_px (context);
  /* The offsets of the rows have three digits at most. */
  const double gutter_px = ceil (font_px * texts[SONDE_DIAGRAM_TEXT_RULER].size * 1.3) + 3 +
                           (double) GUTTER_PX;
  const double available_px = width_px - gutter_px - 2.0;
  gsize shape = 0;
  double scale;

  while (shape + 1 < G_N_ELEMENTS (shapes) &&
         available_px / shapes[shape].n_columns < MIN_BIT_PX * font_px / 15.0)
    shape++;
  self->anatomy = sonde_anatomy_ref (anatomy);
  self->grid = sonde_diagram_grid_new (anatomy, shapes[shape].n_columns, shapes[shape].max_rows);
  self->left_px = (float) gutter_px;
  self->bit_px = (float) MAX (available_px / shapes[shape].n_columns, 1.0);
  scale = CLAMP ((double) self->bit_px / SCALE_BIT_PX, MIN_SCALE, MAX_SCALE);
  measure_texts (self, context, font_px * MIN (scale, shape == 0 ? MAX_SCALE : 1.0));
  self->top_px = 2.0f * self->line_px[SONDE_DIAGRAM_TEXT_RULER] + PADDING_PX / 2.0f;
  place_rows (self, context);
  return self;
}

/**
 * sonde_diagram_geometry_free:
 * @self: (nullable): a geometry
 */
void
sonde_diagram_geometry_free (SondeDiagramGeometry *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);
  g_clear_pointer (&self->grid, sonde_diagram_grid_free);
  g_free (self);
}

/**
 * sonde_diagram_geometry_find:
 * @self: the geometry
 * @x_px: from the left of the widget
 * @y_px: from its top
 *
 * Returns: which field is there, or -1
 */
int
sonde_diagram_geometry_find (const SondeDiagramGeometry *self, double x_px, double y_px)
{
  const double column = floor ((x_px - (double) self->left_px) / (double) self->bit_px);

  if (column < 0 || column >= sonde_diagram_grid_get_n_columns (self->grid))
    return -1;
  for (guint row = 0; row < sonde_diagram_grid_get_n_rows (self->grid); row++)
    if (y_px >= (double) self->row_y_px[row] && y_px < (double) self->row_y_px[row + 1])
      return sonde_diagram_grid_find (self->grid, row, (guint) column);
  return -1;
}

/**
 * sonde_diagram_geometry_get_rectangle:
 * @self: the geometry
 * @cell: a cell of its grid
 * @rectangle: (out caller-allocates): where it is drawn
 */
void
sonde_diagram_geometry_get_rectangle (const SondeDiagramGeometry *self,
                                      const SondeDiagramCell *cell,
                                      graphene_rect_t *rectangle)
{
  const float left_px = roundf (self->left_px + (float) cell->column * self->bit_px);
  const float right_px = roundf (self->left_px +
                                 (float) (cell->column + cell->n_columns) * self->bit_px);

  graphene_rect_init (rectangle, left_px, self->row_y_px[cell->row], right_px - left_px,
                      self->row_y_px[cell->row + 1] - self->row_y_px[cell->row]);
}
