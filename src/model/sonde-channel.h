/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-quantity.h"
#include "sonde-series.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHANNEL (sonde_channel_get_type ())

/* A named series: immutable but for its samples, safe from any thread.
 * Properties, all read only: "id", "label", "unit", "icon-name" (s). */
G_DECLARE_FINAL_TYPE (SondeChannel, sonde_channel, SONDE, CHANNEL, GObject)

#define SONDE_CHANNEL_MAX_ID_CHARS 64

SondeChannel *sonde_channel_new (const char *id, guint index, gsize max_samples);
SondeChannel *sonde_channel_new_with_series (const char *id, guint index, SondeSeries *series);

const char *sonde_channel_get_id (SondeChannel *self);
const char *sonde_channel_get_label (SondeChannel *self);
const char *sonde_channel_get_unit (SondeChannel *self);
const char *sonde_channel_get_icon_name (SondeChannel *self);
guint sonde_channel_get_decimals (SondeChannel *self); /* or SONDE_FORMAT_GENERAL */
double sonde_channel_get_min_range (SondeChannel *self);
guint sonde_channel_get_index (SondeChannel *self);
SondeSeries *sonde_channel_get_series (SondeChannel *self);
char *sonde_channel_format_value (SondeChannel *self, double value);     /* the number alone */
char *sonde_channel_format_with_unit (SondeChannel *self, double value); /* "28.34 °C" */

G_END_DECLS
