/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeLaunch:
 * @demo: start the embedded probe and show it
 * @dark: always be dark
 * @rtl: lay the window out from right to left, as in Arabic or Hebrew
 * @width_px: the first width of the window; 0 uses the remembered one
 * @height_px: its first height
 * @seed: where the simulated weather starts; 0 picks a new one
 * @page: (nullable): the page to show
 * @screenshot: (nullable): a PNG to write once measures are on the charts
 *
 * What the command line asks of the program that it starts.
 */
typedef struct
{
  gboolean demo;
  gboolean dark;
  gboolean rtl;
  int width_px;
  int height_px;
  guint32 seed;
  char *page;
  char *screenshot;
} SondeLaunch;

void sonde_launch_add_options (GApplication *application);
gboolean sonde_launch_read (SondeLaunch *self, GVariantDict *options, GError **error);
gboolean sonde_launch_is_recording (const char *argument);
void sonde_launch_clear (SondeLaunch *self);

G_END_DECLS
