/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagram-text.h"

#include "sonde-diagram-grid.h"
#include "sonde-frame-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_COLUMNS   32
#define LINE_LENGTH (2 * N_COLUMNS + 1)
#define MAX_LETTERS 4

/* What is written in a row of the drawing, from its top to its bottom. */
enum
{
  LINE_NAME,
  LINE_BITS = LINE_NAME + MAX_LETTERS,
  LINE_VALUE,
  N_LINES
};

typedef struct
{
  SondeAnatomy *anatomy;
  SondeDiagramGrid *grid;
  const guint8 *data;
  gsize size;
  char lines[N_LINES][LINE_LENGTH + 1];
} Drawing;

static void
append_line (GString *text, const char *line)
{
  g_string_append (text, line);
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

static void
write_centred (char *line, guint start, guint width, const char *text)
{
  const guint length = (guint) MIN (strlen (text), width);

  memcpy (line + start + (width - length) / 2, text, length);
}

static void
write_name (Drawing *self, const SondeDiagramCell *cell, const SondeFrameField *field)
{
  const char *name = sonde_frame_field_get_name (field->kind);
  const guint start = 2 * cell->column + 1;
  const guint width = 2 * cell->n_columns - 1;
  g_autofree char *whole = g_strconcat (name, cell->from_above ? " (continued)" : "", NULL);

  if (cell->n_columns > 1)
    {
      write_centred (self->lines[LINE_NAME], start, width, strlen (whole) <= width ? whole : name);
      return;
    }
  for (guint i = 0; i < MAX_LETTERS && name[i] != '\0'; i++)
    self->lines[LINE_NAME + i][start] = name[i];
}

static void
write_values (Drawing *self, const SondeDiagramCell *cell, const SondeFrameField *field)
{
  g_autofree char *number = NULL;

  for (guint i = 0; i < cell->n_columns; i++)
    {
      const guint64 bit = cell->first_bit + i;
      char *digit = &self->lines[LINE_BITS][2 * (cell->column + i) + 1];

      *digit = '.';
      if (bit / 8 < self->size)
        *digit = (self->data[bit / 8] >> (7 - bit % 8) & 1) != 0 ? '1' : '0';
    }
  if (field->n_bits == 1)
    return;
  if (field->kind < SONDE_FRAME_FIELD_EXTENDED_LENGTH)
    {
      number = sonde_frame_field_get_number (field);
      write_centred (self->lines[LINE_VALUE], 2 * cell->column + 1, 2 * cell->n_columns - 1,
                     number);
      return;
    }
  for (guint i = 0; i < cell->n_columns; i += 8)
    {
      const guint64 byte = (cell->first_bit + i) / 8;
      char hex[3] = "..";

      if (byte < self->size)
        g_snprintf (hex, sizeof hex, "%02x", self->data[byte]);
      write_centred (self->lines[LINE_VALUE], 2 * (cell->column + i) + 1, 15, hex);
    }
}

/* Between two rows, one of which may be missing: a corner wherever a field begins or ends. */
static void
append_border (Drawing *self, GString *text, guint row)
{
  char line[LINE_LENGTH + 1];

  memset (line, ' ', LINE_LENGTH);
  line[LINE_LENGTH] = '\0';
  for (guint i = 0; i < sonde_diagram_grid_get_n_cells (self->grid); i++)
    {
      const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (self->grid, i);
      const guint start = 2 * cell->column;
      const guint end = start + 2 * cell->n_columns;

      if (cell->row != row && cell->row + 1 != row)
        continue;
      for (guint j = start + 1; j < end; j++)
        if (line[j] != '+')
          line[j] = '-';
      line[start] = '+';
      line[end] = '+';
    }
  append_line (text, line);
}

static void
append_row (Drawing *self, GString *text, guint row)
{
  guint n_name_lines = 1;

  for (guint i = 0; i < N_LINES; i++)
    {
      memset (self->lines[i], ' ', LINE_LENGTH);
      self->lines[i][LINE_LENGTH] = '\0';
    }
  for (guint i = 0; i < sonde_diagram_grid_get_n_cells (self->grid); i++)
    {
      const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (self->grid, i);
      const SondeFrameField *field = sonde_anatomy_get_field (self->anatomy, cell->field);

      if (cell->row != row)
        continue;
      for (guint j = 0; j < N_LINES; j++)
        {
          self->lines[j][2 * cell->column] = '|';
          self->lines[j][2 * (cell->column + cell->n_columns)] = '|';
        }
      write_name (self, cell, field);
      write_values (self, cell, field);
      if (cell->n_columns == 1)
        n_name_lines = MAX_LETTERS;
    }
  for (guint i = 0; i < N_LINES; i++)
    if (i < n_name_lines || i >= LINE_BITS)
      append_line (text, self->lines[i]);
}

static void
append_ruler (GString *text)
{
  char line[LINE_LENGTH + 1];

  memset (line, ' ', LINE_LENGTH);
  line[LINE_LENGTH] = '\0';
  for (guint i = 0; i < N_COLUMNS; i += 10)
    line[2 * i + 1] = (char) ('0' + i / 10);
  append_line (text, line);
  for (guint i = 0; i < N_COLUMNS; i++)
    line[2 * i + 1] = (char) ('0' + i % 10);
  append_line (text, line);
}

/**
 * sonde_diagram_to_text:
 * @anatomy: a frame
 * @max_rows: rows of 32 bits at most
 *
 * Draws a frame with characters, as RFC 6455 section 5.2 does, filled with its values.
 *
 * Returns: (transfer full): lines of ASCII but for the last, which counts what was left out
 */
char *
sonde_diagram_to_text (SondeAnatomy *anatomy, guint max_rows)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SondeDiagramGrid) grid = NULL;
  Drawing drawing = { .anatomy = anatomy };
  guint64 n_hidden;

  g_return_val_if_fail (anatomy != NULL, NULL);

  grid = sonde_diagram_grid_new (anatomy, N_COLUMNS, max_rows);
  drawing.grid = grid;
  drawing.data = g_bytes_get_data (sonde_anatomy_get_bytes (anatomy), &drawing.size);
  append_ruler (text);
  for (guint row = 0; row < sonde_diagram_grid_get_n_rows (grid); row++)
    {
      append_border (&drawing, text, row);
      append_row (&drawing, text, row);
    }
  append_border (&drawing, text, sonde_diagram_grid_get_n_rows (grid));
  n_hidden = sonde_diagram_grid_get_n_hidden_bytes (grid);
  if (n_hidden > 0)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "… and %llu byte more\n",
                                         "… and %llu bytes more\n",
                                         (gulong) MIN (n_hidden, G_MAXULONG)),
                            (unsigned long long) n_hidden);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
