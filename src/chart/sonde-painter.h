/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"
#include "sonde-style.h"

G_BEGIN_DECLS

/**
 * SondePainter:
 * @redraw: the changes after which it draws anew
 * @state_size: how much it keeps between two drawings, zeroed at first; may be 0
 * @changed: (nullable): learns of every change, and tells whether it too asks for a drawing
 * @clear: (nullable): frees what the state holds
 * @draw: draws the plot
 *
 * One layer of a chart. It knows no widget, so that a window and a file show the same.
 */
typedef struct
{
  guint redraw;
  gsize state_size;
  gboolean (*changed) (gpointer state, SondePlot *plot, SondePlotChange what);
  void (*clear) (gpointer state);
  void (*draw) (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot);
} SondePainter;

extern const SondePainter sonde_grid_painter;
extern const SondePainter sonde_limit_painter;
extern const SondePainter sonde_line_painter;
extern const SondePainter sonde_mark_painter;
extern const SondePainter sonde_marker_painter;
extern const SondePainter sonde_selection_painter;
extern const SondePainter sonde_crosshair_painter;
extern const SondePainter sonde_time_axis_painter;
extern const SondePainter sonde_time_cursor_painter;

void sonde_painter_draw_once (const SondePainter *painter,
                              SondePlot *plot,
                              const SondeStyle *style,
                              GtkSnapshot *snapshot);
int sonde_painter_get_time_axis_height (PangoLayout *caption);

G_END_DECLS
