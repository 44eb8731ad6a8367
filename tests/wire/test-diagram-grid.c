/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "frame-bytes.h"
#include "sonde-diagram-grid.h"

/* Of the masked “Hello”: FIN, RSV1, RSV2, RSV3, opcode, MASK, length, key, payload. */
#define KEY     7
#define PAYLOAD 8

static void
test_cells (void)
{
  static const struct
  {
    guint n_columns;
    guint n_rows;
    guint n_cells;
  } rows[] = { { 32, 3, 11 }, { 16, 6, 12 }, { 8, 11, 16 } };
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (hello, rows[i].n_columns, 100);
      guint64 bit = 0;

      g_assert_cmpuint (sonde_diagram_grid_get_n_rows (grid), ==, rows[i].n_rows);
      g_assert_cmpuint (sonde_diagram_grid_get_n_cells (grid), ==, rows[i].n_cells);
      g_assert_cmpuint (sonde_diagram_grid_get_n_hidden_bytes (grid), ==, 0);
      for (guint j = 0; j < rows[i].n_cells; j++)
        {
          const SondeDiagramCell *cell = sonde_diagram_grid_get_cell (grid, j);

          g_assert_cmpuint (cell->first_bit, ==, bit);
          g_assert_cmpuint (cell->row * rows[i].n_columns + cell->column, ==, bit);
          g_assert_cmpint (sonde_anatomy_find_bit (hello, bit), ==, (int) cell->field);
          bit += cell->n_columns;
        }
      g_assert_cmpuint (bit, ==, 11 * 8);
    }
}

/* A field that goes over the end of a row says so on both sides. */
static void
test_parts (void)
{
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (hello, 32, 100);
  const SondeDiagramCell *first = sonde_diagram_grid_get_cell (grid, 7);
  const SondeDiagramCell *second = sonde_diagram_grid_get_cell (grid, 8);

  g_assert_cmpuint (first->field, ==, KEY);
  g_assert_cmpuint (first->column, ==, 16);
  g_assert_false (first->from_above);
  g_assert_true (first->goes_on);
  g_assert_cmpuint (second->field, ==, KEY);
  g_assert_cmpuint (second->column, ==, 0);
  g_assert_true (second->from_above);
  g_assert_false (second->goes_on);
}

static void
test_find (void)
{
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (hello, 32, 100);

  g_assert_cmpint (sonde_diagram_grid_find (grid, 0, 0), ==, 0);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 0, 7), ==, 4);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 0, 31), ==, KEY);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 1, 0), ==, KEY);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 1, 16), ==, PAYLOAD);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 2, 23), ==, PAYLOAD);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 2, 24), ==, -1);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 3, 0), ==, -1);
}

static void
test_moves (void)
{
  static const struct
  {
    int field;
    SondeDiagramMove move;
    int expected;
  } rows[] = {
    { -1, SONDE_DIAGRAM_RIGHT, 0 },
    { 0, SONDE_DIAGRAM_LEFT, 0 },
    { 0, SONDE_DIAGRAM_RIGHT, 1 },
    { PAYLOAD, SONDE_DIAGRAM_RIGHT, PAYLOAD },
    { 0, SONDE_DIAGRAM_UP, 0 },
    { 0, SONDE_DIAGRAM_DOWN, KEY },
    { KEY, SONDE_DIAGRAM_DOWN, PAYLOAD },
    { PAYLOAD, SONDE_DIAGRAM_UP, KEY },
    { PAYLOAD, SONDE_DIAGRAM_DOWN, PAYLOAD },
    { PAYLOAD, SONDE_DIAGRAM_FIRST, 0 },
    { 0, SONDE_DIAGRAM_LAST, PAYLOAD },
    { 99, SONDE_DIAGRAM_LEFT, 0 },
  };
  g_autoptr (SondeAnatomy) hello = sonde_anatomy_new_example ();
  g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (hello, 32, 100);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (sonde_diagram_grid_move (grid, rows[i].field, rows[i].move), ==,
                     rows[i].expected);
}

/* A header may claim 2^64-1 bytes. */
static void
test_bound (void)
{
  static const char *const frames[] = { "827f0000000000010000", "827fffffffffffffffff" };
  static const guint64 sizes[] = { 65536 + 10, G_MAXUINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex (
          frames[i], (SondeFrameContext){ .direction = SONDE_DIRECTION_RECEIVED });
      g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (anatomy, 32, 8);

      g_assert_cmpuint (sonde_diagram_grid_get_n_rows (grid), ==, 8);
      g_assert_cmpuint (sonde_diagram_grid_get_n_cells (grid), <=, 7 + 3 + 7);
      g_assert_cmpuint (sonde_diagram_grid_get_n_hidden_bytes (grid), ==, sizes[i] - 32);
    }
}

static void
test_nothing (void)
{
  g_autoptr (SondeAnatomy) anatomy = frame_anatomy_from_hex ("", (SondeFrameContext){ 0 });
  g_autoptr (SondeDiagramGrid) grid = sonde_diagram_grid_new (anatomy, 32, 8);

  g_assert_cmpuint (sonde_diagram_grid_get_n_rows (grid), ==, 0);
  g_assert_cmpint (sonde_diagram_grid_move (grid, 0, SONDE_DIAGRAM_DOWN), ==, -1);
  g_assert_cmpint (sonde_diagram_grid_find (grid, 0, 0), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/diagram-grid/cells", test_cells);
  g_test_add_func ("/diagram-grid/parts", test_parts);
  g_test_add_func ("/diagram-grid/find", test_find);
  g_test_add_func ("/diagram-grid/moves", test_moves);
  g_test_add_func ("/diagram-grid/bound", test_bound);
  g_test_add_func ("/diagram-grid/nothing", test_nothing);

  return g_test_run ();
}
