/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy.h"

G_BEGIN_DECLS

/**
 * SondeDiagramCell:
 * @field: which field of the anatomy it shows a part of
 * @row: 0 at the top
 * @column: the bit of the row where it begins
 * @n_columns: how many bits of the row it takes
 * @first_bit: which bit of the frame @column is
 * @from_above: whether the field began on the row before
 * @goes_on: whether the field goes on below
 *
 * What one row of the drawing shows of one field.
 */
typedef struct
{
  guint field;
  guint row;
  guint column;
  guint n_columns;
  guint64 first_bit;
  gboolean from_above;
  gboolean goes_on;
} SondeDiagramCell;

typedef enum
{
  SONDE_DIAGRAM_LEFT,
  SONDE_DIAGRAM_RIGHT,
  SONDE_DIAGRAM_UP,
  SONDE_DIAGRAM_DOWN,
  SONDE_DIAGRAM_FIRST,
  SONDE_DIAGRAM_LAST,
} SondeDiagramMove;

/* Where the fields of a frame lie in the drawing of RFC 6455 section 5.2, on rows of 32 bits or
 * fewer. It knows bits, not pixels. */
typedef struct _SondeDiagramGrid SondeDiagramGrid;

SondeDiagramGrid *sonde_diagram_grid_new (SondeAnatomy *anatomy, guint n_columns, guint max_rows);
void sonde_diagram_grid_free (SondeDiagramGrid *self);

guint sonde_diagram_grid_get_n_columns (const SondeDiagramGrid *self);
guint sonde_diagram_grid_get_n_rows (const SondeDiagramGrid *self);
guint sonde_diagram_grid_get_n_cells (const SondeDiagramGrid *self);
const SondeDiagramCell *sonde_diagram_grid_get_cell (const SondeDiagramGrid *self, guint index);
guint64 sonde_diagram_grid_get_n_hidden_bytes (const SondeDiagramGrid *self);
int sonde_diagram_grid_find (const SondeDiagramGrid *self, guint row, guint column);
int sonde_diagram_grid_move (const SondeDiagramGrid *self, int field, SondeDiagramMove move);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDiagramGrid, sonde_diagram_grid_free)

G_END_DECLS
