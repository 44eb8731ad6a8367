/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include "sonde-curve-set.h"
#include "sonde-dataset.h"
#include "sonde-viewport.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PLOT (sonde_plot_get_type ())

/* What the layers of one chart share: the channels, the scales, and the area they draw in.
 * Signal "changed" (SondePlotChange what): something that some layer draws is different. */
G_DECLARE_FINAL_TYPE (SondePlot, sonde_plot, SONDE, PLOT, GObject)

#define SONDE_PLOT_MAX_CURVES SONDE_CURVE_SET_MAX_CURVES
#define SONDE_PLOT_MAX_AXES   SONDE_CURVE_SET_MAX_AXES

typedef enum
{
  SONDE_PLOT_TIME = 1 << 0,
  SONDE_PLOT_VALUES = 1 << 1,
  SONDE_PLOT_DATA = 1 << 2,
  SONDE_PLOT_MARKS = 1 << 3,
  SONDE_PLOT_CURSOR = 1 << 4,
  SONDE_PLOT_AREA = 1 << 5,
  SONDE_PLOT_CURVES = 1 << 6,    /* which channels there are, their bounds, how they are drawn */
  SONDE_PLOT_MARKERS = 1 << 7,   /* the two markers */
  SONDE_PLOT_SELECTION = 1 << 8, /* the span that is being chosen */
  SONDE_PLOT_STYLE = 1 << 9,     /* fonts, colours, what is written */
} SondePlotChange;

typedef enum
{
  SONDE_PLOT_MARK_LABELS = 1 << 0, /* marks say in words what happened */
} SondePlotParts;

SondePlot *sonde_plot_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport);
SondePlot *sonde_plot_copy (SondePlot *self, SondeViewport *viewport);

gboolean sonde_plot_add_channel (SondePlot *self, SondeChannel *channel);
gboolean sonde_plot_remove_channel (SondePlot *self, SondeChannel *channel);
void sonde_plot_set_limits (SondePlot *self, SondeChannel *channel, double low, double high);
void sonde_plot_set_fixed_range (SondePlot *self, guint axis, double min, double max);
gboolean sonde_plot_get_fixed_range (SondePlot *self, guint axis, double *min, double *max);
void sonde_plot_set_step_mode (SondePlot *self, SondeStepMode mode);
SondeStepMode sonde_plot_get_step_mode (SondePlot *self);
void sonde_plot_set_part (SondePlot *self, SondePlotParts part, gboolean shown);
gboolean sonde_plot_has_part (SondePlot *self, SondePlotParts part);
void
sonde_plot_set_area (SondePlot *self, const GdkRectangle *area, int width_px, int scale_factor);
void sonde_plot_set_archive (SondePlot *self, SondeArchive *archive);
SondeArchive *sonde_plot_get_archive (SondePlot *self);
SondeTrack *sonde_plot_get_track (SondePlot *self, guint index);
void sonde_plot_set_time_zone (SondePlot *self, GTimeZone *zone);
void sonde_plot_update (SondePlot *self);

guint sonde_plot_get_n_curves (SondePlot *self);
const SondeCurve *sonde_plot_get_curve (SondePlot *self, guint index);
SondeSeries *sonde_plot_get_series (SondePlot *self, guint index);
SondeChannel *sonde_plot_get_channel (SondePlot *self);
gboolean sonde_plot_has_steps (SondePlot *self, const SondeCurve *curve);
guint sonde_plot_get_n_axes (SondePlot *self);
const char *sonde_plot_get_unit (SondePlot *self, guint axis);
const SondeValueScale *sonde_plot_get_scale (SondePlot *self, guint axis);
SondeDataset *sonde_plot_get_dataset (SondePlot *self);
SondeViewport *sonde_plot_get_viewport (SondePlot *self);
GTimeZone *sonde_plot_get_time_zone (SondePlot *self);
const GdkRectangle *sonde_plot_get_area (SondePlot *self);
int sonde_plot_get_width (SondePlot *self);
int sonde_plot_get_scale_factor (SondePlot *self);
guint sonde_plot_get_n_columns (SondePlot *self);
gint64 sonde_plot_get_origin_us (SondePlot *self);
gint64 sonde_plot_get_column_us (SondePlot *self);
gint64 sonde_plot_get_end_us (SondePlot *self);

double sonde_plot_time_to_x (SondePlot *self, gint64 time_us);
gint64 sonde_plot_x_to_time (SondePlot *self, double x_px);
double sonde_plot_value_to_y (SondePlot *self, guint axis, double value);
double sonde_plot_snap (SondePlot *self, double position_px);
gboolean sonde_plot_get_sample (SondePlot *self, guint curve, gint64 time_us, SondeSample *sample);

G_END_DECLS
