/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tile-grid.h"

#define SPACING_PX 9

/* Where tiles would like more room, two still stand beside each other, and shorten their texts. */
#define MIN_PER_ROW 2

/**
 * SondeTileGrid:
 *
 * The tiles of a dashboard.
 */
struct _SondeTileGrid
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SondeTileGrid, sonde_tile_grid, GTK_TYPE_WIDGET)

static GtkWidget *
skip_hidden (GtkWidget *tile)
{
  while (tile != NULL && !gtk_widget_should_layout (tile))
    tile = gtk_widget_get_next_sibling (tile);
  return tile;
}

static guint
count_tiles (SondeTileGrid *self)
{
  guint n_tiles = 0;

  for (GtkWidget *tile = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self))); tile != NULL;
       tile = skip_hidden (gtk_widget_get_next_sibling (tile)))
    n_tiles++;
  return n_tiles;
}

static void
measure_tiles (
    SondeTileGrid *self, GtkOrientation orientation, int for_size, int *minimum_px, int *natural_px)
{
  *minimum_px = 0;
  *natural_px = 0;
  for (GtkWidget *tile = skip_hidden (gtk_widget_get_first_child (GTK_WIDGET (self))); tile != NULL;
       tile = skip_hidden (gtk_widget_get_next_sibling (tile)))
    {
      int tile_minimum_px;
      int tile_natural_px;

      gtk_widget_measure (tile, orientation, for_size, &tile_minimum_px, &tile_natural_px, NULL,
                          NULL);
      *minimum_px = MAX (*minimum_px, tile_minimum_px);
      *natural_px = MAX (*natural_px, tile_natural_px);
    }
}

static guint
fit (int width_px, int tile_px)
{
  return (guint) (MAX (width_px + SPACING_PX, 0) / (tile_px + SPACING_PX));
}

static guint
get_n_rows (SondeTileGrid *self, guint n_tiles, int width_px)
{
  int minimum_px;
  int natural_px;
  guint max_per_row;

  measure_tiles (self, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_px, &natural_px);
  max_per_row = MAX (fit (width_px, natural_px), MIN (fit (width_px, minimum_px), MIN_PER_ROW));
  return sonde_tile_grid_count_rows (n_tiles, max_per_row);
}

static int
get_tile_width (int width_px, guint n_in_row)
{
  return MAX (width_px - ((int) n_in_row - 1) * SPACING_PX, 0) / (int) n_in_row;
}

static GtkSizeRequestMode
sonde_tile_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sonde_tile_grid_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  SondeTileGrid *self = SONDE_TILE_GRID (widget);
  const int n_tiles = (int) count_tiles (self);
  int n_rows = 1;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_tiles (self, orientation, -1, minimum, natural);
      *natural = MAX (n_tiles * (*natural + SPACING_PX) - SPACING_PX, 0);
      return;
    }
  if (for_size >= 0 && n_tiles > 0)
    n_rows = (int) get_n_rows (self, (guint) n_tiles, for_size);
  measure_tiles (self, orientation, -1, minimum, natural);
  *minimum = *natural = n_rows * (*natural + SPACING_PX) - SPACING_PX;
}

static void
sonde_tile_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeTileGrid *self = SONDE_TILE_GRID (widget);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const guint n_tiles = count_tiles (self);
  GtkWidget *tile = skip_hidden (gtk_widget_get_first_child (widget));
  GtkAllocation allocation = { 0 };
  guint n_rows;

  if (n_tiles == 0)
    return;
  n_rows = get_n_rows (self, n_tiles, width);
  allocation.height = MAX (height - ((int) n_rows - 1) * SPACING_PX, 0) / (int) n_rows;
  for (guint row = 0; row < n_rows; row++)
    {
      const guint n_in_row = sonde_tile_grid_count_in_row (n_tiles, n_rows, row);

      allocation.width = get_tile_width (width, n_in_row);
      for (guint column = 0; column < n_in_row; column++)
        {
          allocation.x = (int) column * (allocation.width + SPACING_PX);
          if (mirrored)
            allocation.x = width - allocation.x - allocation.width;
          gtk_widget_size_allocate (tile, &allocation, -1);
          tile = skip_hidden (gtk_widget_get_next_sibling (tile));
        }
      allocation.y += allocation.height + SPACING_PX;
    }
}

static void
sonde_tile_grid_dispose (GObject *object)
{
  GtkWidget *tile;

  while ((tile = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (tile);

  G_OBJECT_CLASS (sonde_tile_grid_parent_class)->dispose (object);
}

static void
sonde_tile_grid_class_init (SondeTileGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_tile_grid_dispose;
  widget_class->get_request_mode = sonde_tile_grid_get_request_mode;
  widget_class->measure = sonde_tile_grid_measure;
  widget_class->size_allocate = sonde_tile_grid_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sonde_tile_grid_init (SondeTileGrid *self)
{
}

/**
 * sonde_tile_grid_append:
 * @self: a grid
 * @tile: (transfer floating): a tile; `gtk_widget_unparent()` takes it out again
 *
 * Adds a tile after the others.
 */
void
sonde_tile_grid_append (SondeTileGrid *self, GtkWidget *tile)
{
  g_return_if_fail (SONDE_IS_TILE_GRID (self));

  gtk_widget_set_parent (tile, GTK_WIDGET (self));
}

/**
 * sonde_tile_grid_count_rows:
 * @n_tiles: how many tiles there are
 * @max_per_row: how many fit beside each other; 0 counts as 1
 *
 * Returns: the least number of rows that has room for all of them
 */
guint
sonde_tile_grid_count_rows (guint n_tiles, guint max_per_row)
{
  max_per_row = MAX (max_per_row, 1);
  return (n_tiles + max_per_row - 1) / max_per_row;
}

/**
 * sonde_tile_grid_count_in_row:
 * @n_tiles: how many tiles there are
 * @n_rows: in how many rows, above 0
 * @row: which row, counted from 0
 *
 * Shares tiles out so evenly that no row has two more than another.
 *
 * Returns: how many tiles that row has
 */
guint
sonde_tile_grid_count_in_row (guint n_tiles, guint n_rows, guint row)
{
  g_return_val_if_fail (n_rows > 0, n_tiles);

  return n_tiles / n_rows + (row < n_tiles % n_rows);
}
