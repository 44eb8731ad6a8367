/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-columns.h"
#include "sonde-raster.h"
#include "sonde-style.h"

G_BEGIN_DECLS

#define SONDE_STROKE_WIDTH_PX 1.75

/**
 * SondeStroke:
 * @plot: what is drawn
 * @index: the place of the curve
 * @curve: the curve
 * @steps: whether it holds each value until the next
 * @filled: whether the area below it is tinted
 * @scalable: see #SondeStyle
 * @color: its colour
 *
 * A curve while it is drawn. Private to the line painter.
 */
typedef struct
{
  SondePlot *plot;
  guint index;
  const SondeCurve *curve;
  gboolean steps;
  gboolean filled;
  gboolean scalable;
  GdkRGBA color;
} SondeStroke;

/**
 * SondeStrokeMemory:
 *
 * What dense curves are drawn in, kept from one drawing to the next so that none allocates.
 */
typedef struct
{
  GArray *columns;   /* SondeColumn */
  GArray *starts_px; /* gint16 */
  GByteArray *alphas;
  SondeRaster *raster;
} SondeStrokeMemory;

void sonde_stroke_memory_clear (SondeStrokeMemory *self);

cairo_t *sonde_stroke_begin_outline (const SondeStroke *self, GtkSnapshot *snapshot);
void sonde_stroke_set_fill_source (const SondeStroke *self, cairo_t *cr);
void sonde_stroke_draw_columns (const SondeStroke *self,
                                SondeStrokeMemory *memory,
                                GtkSnapshot *snapshot,
                                gsize n_in_view);

G_END_DECLS
