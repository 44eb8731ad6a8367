/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A mask for one colour, drawn in runs of a column of pixels each. It keeps its memory from one
 * image to the next. */
typedef struct _SondeRaster SondeRaster;

SondeRaster *sonde_raster_new (void);
void sonde_raster_free (SondeRaster *self);

void sonde_raster_begin (SondeRaster *self, int width_px, int height_px);
void sonde_raster_fill (SondeRaster *self, const gint16 *starts_px, const guint8 *alphas);
void
sonde_raster_add_run (SondeRaster *self, int column, float top_px, float bottom_px, guint8 alpha);
cairo_pattern_t *sonde_raster_end (SondeRaster *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeRaster, sonde_raster_free)

G_END_DECLS
