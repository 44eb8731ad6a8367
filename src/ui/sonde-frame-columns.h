/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of the list of frames, in its order. */
typedef enum
{
  SONDE_FRAME_COLUMN_NUMBER,
  SONDE_FRAME_COLUMN_ARROW,
  SONDE_FRAME_COLUMN_DIRECTION,
  SONDE_FRAME_COLUMN_TIME,
  SONDE_FRAME_COLUMN_FIN,
  SONDE_FRAME_COLUMN_RSV,
  SONDE_FRAME_COLUMN_OPCODE,
  SONDE_FRAME_COLUMN_MASK,
  SONDE_FRAME_COLUMN_LENGTH,
  SONDE_FRAME_COLUMN_MESSAGE,
  SONDE_FRAME_COLUMN_SUMMARY,
  SONDE_N_FRAME_COLUMNS
} SondeFrameColumn;

void sonde_frame_columns_append (GtkColumnView *view);
void sonde_frame_columns_fit (GtkColumnView *view, int width_px);

G_END_DECLS
