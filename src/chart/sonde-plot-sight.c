/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-plot-sight.h"

#include <string.h>

static void
look_at_data (SondePlotSight *self,
              SondeCurveSet *curves,
              SondeDataset *dataset,
              SondeViewport *viewport,
              SondePlotChange *what)
{
  guint64 generation;
  gint64 first_us;
  gint64 last_us;

  for (guint i = 0; i < curves->curves->len; i++)
    {
      SondeCurve *curve = sonde_curve_set_get (curves, i);

      generation = sonde_track_get_generation (curve->track);
      if (generation == curve->generation)
        continue;

      curve->generation = generation;
      *what |= SONDE_PLOT_DATA;
      if (sonde_track_get_span (curve->track, &first_us, &last_us))
        sonde_viewport_include (viewport, first_us, last_us);
    }

  generation = dataset != NULL ? sonde_dataset_get_mark_generation (dataset) : 0;
  if (curves->archive != NULL)
    generation += sonde_archive_get_generation (curves->archive);
  if (generation != self->mark_generation)
    {
      self->mark_generation = generation;
      *what |= SONDE_PLOT_MARKS;
      /* A note may be about a time at which nothing was measured. */
      if (sonde_archive_join_mark_spans (curves->archive, dataset, &first_us, &last_us))
        sonde_viewport_include (viewport, first_us, last_us);
    }
}

static void
look_at_viewport (SondePlotSight *self, SondeViewport *viewport, SondePlotChange *what)
{
  SondePlotSight seen = *self;

  seen.cursor_us = sonde_viewport_get_cursor_us (viewport);
  seen.markers_us[0] = sonde_viewport_get_marker_us (viewport, SONDE_MARKER_A);
  seen.markers_us[1] = sonde_viewport_get_marker_us (viewport, SONDE_MARKER_B);
  sonde_viewport_get_selection (viewport, &seen.selection_us[0], &seen.selection_us[1]);

  if (seen.cursor_us != self->cursor_us)
    *what |= SONDE_PLOT_CURSOR;
  if (memcmp (seen.markers_us, self->markers_us, sizeof (seen.markers_us)) != 0)
    *what |= SONDE_PLOT_MARKERS;
  if (memcmp (seen.selection_us, self->selection_us, sizeof (seen.selection_us)) != 0)
    *what |= SONDE_PLOT_SELECTION;

  *self = seen;
}

void
sonde_plot_sight_init (SondePlotSight *self)
{
  self->cursor_us = SONDE_VIEWPORT_NO_TIME;
  self->markers_us[0] = self->markers_us[1] = SONDE_VIEWPORT_NO_TIME;
  self->selection_us[0] = self->selection_us[1] = SONDE_VIEWPORT_NO_TIME;
}

/**
 * sonde_plot_sight_look:
 * @curves: whose data are looked at
 * @dataset: (nullable): whose marks are
 * @viewport: whose cursor, markers and selection are
 *
 * Looks again. It takes no lock where nothing is new.
 *
 * Returns: what is not as it was the last time
 */
SondePlotChange
sonde_plot_sight_look (SondePlotSight *self,
                       SondeCurveSet *curves,
                       SondeDataset *dataset,
                       SondeViewport *viewport)
{
  SondePlotChange what = 0;

  look_at_data (self, curves, dataset, viewport, &what);
  look_at_viewport (self, viewport, &what);

  return what;
}
