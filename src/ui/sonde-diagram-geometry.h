/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-diagram-grid.h"

G_BEGIN_DECLS

#define SONDE_DIAGRAM_MAX_ROWS 24

/* What is written in a cell, from its top to its bottom. */
typedef enum
{
  SONDE_DIAGRAM_TEXT_NAME,
  SONDE_DIAGRAM_TEXT_BITS,
  SONDE_DIAGRAM_TEXT_VALUE,
  SONDE_DIAGRAM_TEXT_CHARACTER,
  SONDE_DIAGRAM_TEXT_RULER,
  SONDE_DIAGRAM_N_TEXTS
} SondeDiagramText;

/**
 * SondeDiagramGeometry:
 * @grid: where the fields lie in rows of bits
 * @left_px: where bit 0 begins, after the offsets of the rows
 * @top_px: where row 0 begins, below the numbers of the bits
 * @bit_px: how wide a bit is
 * @line_px: how high a line of each text is
 * @font_px: how high its font is
 * @row_y_px: where each row begins, and after the last one where it ends
 * @name_px: what the names in each row take
 * @height_px: of all of it
 *
 * Where the bits of a frame are in pixels.
 */
typedef struct
{
  SondeAnatomy *anatomy;
  SondeDiagramGrid *grid;
  float left_px;
  float top_px;
  float bit_px;
  float line_px[SONDE_DIAGRAM_N_TEXTS];
  float font_px[SONDE_DIAGRAM_N_TEXTS];
  float row_y_px[SONDE_DIAGRAM_MAX_ROWS + 1];
  float name_px[SONDE_DIAGRAM_MAX_ROWS];
  float height_px;
} SondeDiagramGeometry;

#define SONDE_DIAGRAM_MIN_WIDTH_PX     200
#define SONDE_DIAGRAM_NATURAL_WIDTH_PX 720
#define SONDE_DIAGRAM_WIDE_PX          4096

SondeDiagramGeometry *
sonde_diagram_geometry_new (SondeAnatomy *anatomy, PangoContext *context, int width_px);
void sonde_diagram_geometry_free (SondeDiagramGeometry *self);

int sonde_diagram_geometry_find (const SondeDiagramGeometry *self, double x_px, double y_px);
void sonde_diagram_geometry_get_rectangle (const SondeDiagramGeometry *self,
                                           const SondeDiagramCell *cell,
                                           graphene_rect_t *rectangle);

PangoLayout *sonde_diagram_geometry_create_layout (const SondeDiagramGeometry *self,
                                                   PangoContext *context,
                                                   SondeDiagramText text);
char *sonde_diagram_geometry_get_name (const SondeDiagramGeometry *self,
                                       const SondeDiagramCell *cell,
                                       PangoLayout *layout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDiagramGeometry, sonde_diagram_geometry_free)

G_END_DECLS
