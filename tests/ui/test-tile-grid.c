/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tile-grid.h"

#define TILE_PX 140

static void
test_rows (void)
{
  static const struct
  {
    guint n_tiles;
    guint max_per_row;
    const char *expected;
  } cases[] = {
    { 0, 4, "" },      { 1, 4, "1" },     { 4, 5, "4" },       { 4, 4, "4" },
    { 4, 3, "2 2" },   { 4, 2, "2 2" },   { 4, 1, "1 1 1 1" }, { 4, 0, "1 1 1 1" },
    { 3, 2, "2 1" },   { 5, 4, "3 2" },   { 6, 5, "3 3" },     { 6, 4, "3 3" },
    { 7, 3, "3 2 2" }, { 8, 3, "3 3 2" }, { 9, 4, "3 3 3" },   { 12, 5, "4 4 4" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint n_rows = sonde_tile_grid_count_rows (cases[i].n_tiles, cases[i].max_per_row);
      g_autoptr (GString) rows = g_string_new (NULL);

      for (guint row = 0; row < n_rows; row++)
        g_string_append_printf (rows, "%s%u", row > 0 ? " " : "",
                                sonde_tile_grid_count_in_row (cases[i].n_tiles, n_rows, row));
      g_assert_cmpstr (rows->str, ==, cases[i].expected);
    }
}

static GtkWidget *
make_grid (guint n_tiles)
{
  GtkWidget *grid = g_object_ref_sink (g_object_new (SONDE_TYPE_TILE_GRID, NULL));

  for (guint i = 0; i < n_tiles; i++)
    {
      GtkWidget *tile = gtk_label_new (NULL);

      gtk_widget_set_size_request (tile, TILE_PX, 50);
      sonde_tile_grid_append (SONDE_TILE_GRID (grid), tile);
    }
  return grid;
}

static int
measure_height (GtkWidget *grid, int width_px)
{
  int height_px;

  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, width_px, &height_px, NULL, NULL, NULL);
  return height_px;
}

static void
test_height_follows_width (void)
{
  g_autoptr (GtkWidget) grid = make_grid (4);
  g_autoptr (GtkWidget) empty = make_grid (0);
  int minimum_px;
  int natural_px;

  gtk_widget_measure (grid, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_px, &natural_px, NULL, NULL);
  g_assert_cmpint (minimum_px, ==, TILE_PX);
  g_assert_cmpint (natural_px, ==, 4 * TILE_PX + 27);
  g_assert_cmpint (measure_height (grid, natural_px), ==, 50);
  g_assert_cmpint (measure_height (grid, natural_px - 1), ==, 109);
  g_assert_cmpint (measure_height (grid, 2 * TILE_PX + 9), ==, 109);
  g_assert_cmpint (measure_height (grid, 2 * TILE_PX), ==, 227);
  g_assert_cmpint (measure_height (empty, 500), ==, 0);

  gtk_widget_set_visible (gtk_widget_get_first_child (grid), FALSE);
  g_assert_cmpint (measure_height (grid, 3 * TILE_PX + 18), ==, 50);
}

static void
test_allocation (void)
{
  static const GtkTextDirection directions[] = { GTK_TEXT_DIR_LTR, GTK_TEXT_DIR_RTL };

  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++)
    {
      g_autoptr (GtkWidget) grid = make_grid (4);
      GtkWidget *first = gtk_widget_get_first_child (grid);
      GtkAllocation allocation;

      gtk_widget_set_direction (grid, directions[i]);
      gtk_widget_measure (grid, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, 509, NULL, NULL, NULL, NULL);
      gtk_widget_allocate (grid, 509, 109, -1, NULL);
      gtk_widget_get_allocation (first, &allocation);
      g_assert_cmpint (allocation.width, ==, 250);
      g_assert_cmpint (allocation.x, ==, directions[i] == GTK_TEXT_DIR_LTR ? 0 : 259);
      gtk_widget_get_allocation (gtk_widget_get_last_child (grid), &allocation);
      g_assert_cmpint (allocation.x, ==, directions[i] == GTK_TEXT_DIR_LTR ? 259 : 0);
      g_assert_cmpint (allocation.y, ==, 59);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  g_test_add_func ("/tile-grid/rows", test_rows);
  g_test_add_func ("/tile-grid/height-follows-width", test_height_follows_width);
  g_test_add_func ("/tile-grid/allocation", test_allocation);
  return g_test_run ();
}
