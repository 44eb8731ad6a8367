/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-diagram-grid.h"
#include "sonde-frame-words.h"
#include "sonde-header-words.h"
#include "sonde-unmask-step.h"

#include <string.h>

#define MAX_ROWS 64

/* The first byte is what is known of the connection, the rest is a frame. Its fields follow one
 * another from the first bit on, wherever it ends. */
static void
check_fields (SondeAnatomy *anatomy)
{
  guint64 end = 0;

  for (guint i = 0; i < sonde_anatomy_get_n_fields (anatomy); i++)
    {
      const SondeFrameField *field = sonde_anatomy_get_field (anatomy, i);
      g_autofree char *number = sonde_frame_field_get_number (field);
      g_autofree char *extent = sonde_frame_field_get_extent (field);

      g_assert_cmpuint (field->first_bit, ==, end);
      g_assert_cmpuint (field->n_bits, >, 0);
      g_assert_cmpint (sonde_anatomy_find_bit (anatomy, end), ==, (int) i);
      g_assert_true (g_utf8_validate (field->words, -1, NULL));
      end += field->n_bits;
    }
}

/* What is unmasked octet by octet is what is unmasked at once. */
static void
check_steps (SondeAnatomy *anatomy)
{
  g_autoptr (GBytes) payload = sonde_anatomy_dup_payload (anatomy, G_MAXSIZE);
  const gsize n_steps = sonde_unmask_get_n_steps (anatomy);
  gsize size;
  const guint8 *data = g_bytes_get_data (payload, &size);

  g_assert_cmpuint (n_steps, ==, size);
  for (gsize i = 0; i < n_steps; i++)
    {
      SondeUnmaskStep step;

      sonde_unmask_step_read (&step, anatomy, i);
      g_assert_cmpuint (step.result, ==, data[i]);
      g_assert_true (g_utf8_validate (step.character, -1, NULL));
    }
}

static void
check_grid (SondeAnatomy *anatomy, guint n_columns)
{
  g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (anatomy, n_columns, MAX_ROWS);

  g_assert_cmpuint (sonde_diagram_grid_get_n_rows (grid), <=, MAX_ROWS);
  for (guint i = 0; i < sonde_diagram_grid_get_n_cells (grid); i++)
    {
      const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (grid, i);

      g_assert_cmpuint (cell->column + cell->n_columns, <=, n_columns);
      g_assert_cmpint (sonde_diagram_grid_find (grid, cell->row, cell->column), ==,
                       (int) cell->field);
    }
}

static void
check_lines (GBytes *bytes)
{
  g_autoptr (GPtrArray) lines = sonde_header_lines_read (bytes, G_MAXSIZE);

  for (guint i = 0; i < lines->len; i++)
    {
      const SondeHeaderLine *line = g_ptr_array_index (lines, i);

      g_assert_true (g_utf8_validate (line->line, -1, NULL));
      g_assert_cmpuint (line->name_length, <, strlen (line->line) + 1);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SondeFrameContext context = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SondeAnatomy) anatomy = NULL;

  if (size == 0)
    return 0;

  context.direction = (data[0] & 1) != 0 ? SONDE_DIRECTION_SENT : SONDE_DIRECTION_RECEIVED;
  context.deflate = (data[0] & 2) != 0;
  context.in_message = (data[0] & 4) != 0;
  context.compressed = (data[0] & 8) != 0;
  bytes = g_bytes_new (data + 1, size - 1);
  anatomy = sonde_anatomy_new (bytes, &context);
  check_fields (anatomy);
  check_steps (anatomy);
  for (guint n_columns = 8; n_columns <= 32; n_columns *= 2)
    check_grid (anatomy, n_columns);
  check_lines (bytes);
  return 0;
}
