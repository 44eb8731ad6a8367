/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeCliDrawing:
 * @path: the recording
 * @output: (nullable): the file to make, or %NULL for standard output
 * @format: “png”, “svg” or “pdf”
 * @ids: (nullable) (array zero-terminated=1): the channels, one chart each; %NULL for all
 * @from_us: the first time, or %G_MININT64
 * @to_us: the last time, or %G_MAXINT64
 * @zone: (nullable): whose clock is shown; %NULL for UTC
 * @width_px: the width in pixels of 1/96 inch, or 0 for what suits
 * @height_px: the height, or 0 for what suits
 *
 * What `export` was told of a picture.
 */
typedef struct
{
  const char *path;
  const char *output;
  const char *format;
  const char *const *ids;
  gint64 from_us;
  gint64 to_us;
  GTimeZone *zone;
  int width_px;
  int height_px;
  gboolean dark;
} SondeCliDrawing;

#define SONDE_CLI_MIN_PICTURE_PX 200
#define SONDE_CLI_MAX_PICTURE_PX 8000

typedef gboolean (*SondeCliDrawFunc) (const SondeCliDrawing *drawing,
                                      GCancellable *cancellable,
                                      GError **error);

void sonde_cli_set_draw_func (SondeCliDrawFunc func);
SondeCliDrawFunc sonde_cli_get_draw_func (void);

gboolean sonde_cli_become_painter (const char *command, const char *const *words, GError **error);

G_END_DECLS
