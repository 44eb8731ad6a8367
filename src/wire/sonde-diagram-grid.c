/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagram-grid.h"

struct _SondeDiagramGrid
{
  guint n_columns;
  guint n_rows;
  guint n_fields;
  guint64 n_hidden_bytes;
  GArray *cells;
};

static void
add_cells (SondeDiagramGrid *self, const SondeFrameField *field, guint index, guint64 end_bit)
{
  const guint64 field_end = MIN (field->first_bit + field->n_bits, end_bit);
  guint64 bit = field->first_bit;

  while (bit < field_end)
    {
      const guint column = (guint) (bit % self->n_columns);
      const guint n_columns = (guint) MIN (field_end - bit, self->n_columns - column);
      const SondeDiagramCell cell = {
        .field = index,
        .row = (guint) (bit / self->n_columns),
        .column = column,
        .n_columns = n_columns,
        .first_bit = bit,
        .from_above = bit > field->first_bit,
        .goes_on = bit + n_columns < field->first_bit + field->n_bits,
      };

      g_array_append_val (self->cells, cell);
      self->n_rows = cell.row + 1;
      bit += n_columns;
    }
}

/**
 * sonde_diagram_grid_new:
 * @anatomy: a frame
 * @n_columns: bits in a row: 32, 16 or 8
 * @max_rows: rows at most; what does not fit is left out at the end
 *
 * Lays a frame out on rows of bits. The time it takes depends on @max_rows alone.
 *
 * Returns: (transfer full): the layout
 */
SondeDiagramGrid *
sonde_diagram_grid_new (SondeAnatomy *anatomy, guint n_columns, guint max_rows)
{
  SondeDiagramGrid *self;
  const guint64 end_bit = (guint64) n_columns * max_rows;

  g_return_val_if_fail (anatomy != NULL, NULL);
  g_return_val_if_fail (n_columns > 0 && n_columns % 8 == 0, NULL);

  self = g_new0 (SondeDiagramGrid, 1);
  self->n_columns = n_columns;
  self->n_fields = sonde_anatomy_get_n_fields (anatomy);
  self->cells = g_array_new (FALSE, FALSE, sizeof (SondeDiagramCell));
  for (guint i = 0; i < self->n_fields; i++)
    add_cells (self, sonde_anatomy_get_field (anatomy, i), i, end_bit);
  if (sonde_anatomy_get_size (anatomy) > end_bit / 8)
    self->n_hidden_bytes = sonde_anatomy_get_size (anatomy) - end_bit / 8;
  return self;
}

/**
 * sonde_diagram_grid_free:
 * @self: (nullable): a layout
 */
void
sonde_diagram_grid_free (SondeDiagramGrid *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->cells);
  g_free (self);
}

/**
 * sonde_diagram_grid_get_n_columns:
 *
 * Returns: bits in a row
 */
guint
sonde_diagram_grid_get_n_columns (const SondeDiagramGrid *self)
{
  return self->n_columns;
}

/**
 * sonde_diagram_grid_get_n_rows:
 *
 * Returns: rows with something on them
 */
guint
sonde_diagram_grid_get_n_rows (const SondeDiagramGrid *self)
{
  return self->n_rows;
}

/**
 * sonde_diagram_grid_get_n_cells:
 *
 * Returns: how many cells there are, in the order of the wire
 */
guint
sonde_diagram_grid_get_n_cells (const SondeDiagramGrid *self)
{
  return self->cells->len;
}

/**
 * sonde_diagram_grid_get_cell:
 * @self: a layout
 * @index: under sonde_diagram_grid_get_n_cells()
 *
 * Returns: (transfer none): a cell
 */
const SondeDiagramCell *
sonde_diagram_grid_get_cell (const SondeDiagramGrid *self, guint index)
{
  g_return_val_if_fail (index < self->cells->len, NULL);

  return &g_array_index (self->cells, SondeDiagramCell, index);
}

/**
 * sonde_diagram_grid_get_n_hidden_bytes:
 *
 * Returns: how many bytes of the frame found no row
 */
guint64
sonde_diagram_grid_get_n_hidden_bytes (const SondeDiagramGrid *self)
{
  return self->n_hidden_bytes;
}

/**
 * sonde_diagram_grid_find:
 * @self: a layout
 * @row: a row
 * @column: a bit of it
 *
 * Returns: which field is there, or -1
 */
int
sonde_diagram_grid_find (const SondeDiagramGrid *self, guint row, guint column)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      const SondeDiagramCell *cell = &g_array_index (self->cells, SondeDiagramCell, i);

      if (cell->row == row && column >= cell->column && column - cell->column < cell->n_columns)
        return (int) cell->field;
    }
  return -1;
}

static int
find_beside (const SondeDiagramGrid *self, guint field, gboolean below)
{
  const SondeDiagramCell *from = NULL;
  int found;

  for (guint i = 0; i < self->cells->len; i++)
    {
      const SondeDiagramCell *cell = &g_array_index (self->cells, SondeDiagramCell, i);

      if (cell->field == field && (from == NULL || below))
        from = cell;
    }
  if (from == NULL || (!below && from->row == 0))
    return (int) field;
  found = sonde_diagram_grid_find (self, below ? from->row + 1 : from->row - 1, from->column);
  return found >= 0 ? found : (int) field;
}

/**
 * sonde_diagram_grid_move:
 * @self: a layout
 * @field: the field that is selected, or -1
 * @move: where to
 *
 * Returns: the field to select then, or -1 where there is none at all
 */
int
sonde_diagram_grid_move (const SondeDiagramGrid *self, int field, SondeDiagramMove move)
{
  const int last = (int) self->n_fields - 1;

  if (last < 0)
    return -1;
  if (move == SONDE_DIAGRAM_LAST)
    return last;
  if (field < 0 || field > last || move == SONDE_DIAGRAM_FIRST)
    return 0;
  switch (move)
    {
    case SONDE_DIAGRAM_LEFT:
      return MAX (field - 1, 0);
    case SONDE_DIAGRAM_RIGHT:
      return MIN (field + 1, last);
    case SONDE_DIAGRAM_UP:
      return find_beside (self, (guint) field, FALSE);
    case SONDE_DIAGRAM_DOWN:
      return find_beside (self, (guint) field, TRUE);
    case SONDE_DIAGRAM_FIRST:
    case SONDE_DIAGRAM_LAST:
    default:
      return field;
    }
}
