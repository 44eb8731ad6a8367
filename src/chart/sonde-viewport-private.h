/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of the viewport share: where it looks, and what is marked and chosen there. */
#pragma once

#include "sonde-viewport.h"

G_BEGIN_DECLS

/**
 * SondeViewport:
 *
 * The span of time that a stack of charts looks at, whether it follows the present, and the
 * crosshair.
 */
struct _SondeViewport
{
  GObject parent_instance;

  gint64 start_us;
  gint64 end_us;
  gint64 home_span_us;
  gint64 first_us;
  gint64 last_us;
  gint64 cursor_us;
  gint64 markers_us[SONDE_N_MARKERS];
  gint64 selected_from_us;
  gint64 selected_to_us;
  gboolean follow;
  gboolean selecting;
  GArray *history;
};

typedef struct
{
  gint64 start_us;
  gint64 end_us;
  gboolean follow;
} SondeViewportStep;

void sonde_viewport_change (SondeViewport *self, gint64 start_us, gint64 end_us);

G_END_DECLS
