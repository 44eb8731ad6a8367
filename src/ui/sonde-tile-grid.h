/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SONDE_TYPE_TILE_GRID (sonde_tile_grid_get_type ())

/* Rows of tiles of equal height, each row as wide as the grid. The rows are as few as fit, and no
 * two differ by more than one tile: four tiles stand in one row or two by two, never three and
 * one. */
G_DECLARE_FINAL_TYPE (SondeTileGrid, sonde_tile_grid, SONDE, TILE_GRID, GtkWidget)

void sonde_tile_grid_append (SondeTileGrid *self, GtkWidget *tile);

guint sonde_tile_grid_count_rows (guint n_tiles, guint max_per_row);
guint sonde_tile_grid_count_in_row (guint n_tiles, guint n_rows, guint row);

G_END_DECLS
