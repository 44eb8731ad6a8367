/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-diagram-geometry.h"

G_BEGIN_DECLS

/**
 * SondeDiagramState:
 * @selected: the field that is selected, or -1
 * @hovered: the field under the pointer, or -1
 * @focused: whether keys go to the drawing
 * @high_contrast: whether much contrast is wanted
 *
 * What changes in the drawing while the frame stays.
 */
typedef struct
{
  int selected;
  int hovered;
  gboolean focused;
  gboolean high_contrast;
} SondeDiagramState;

void sonde_diagram_paint (const SondeDiagramGeometry *geometry,
                          const SondeDiagramState *state,
                          GtkWidget *widget,
                          GtkSnapshot *snapshot);

G_END_DECLS
