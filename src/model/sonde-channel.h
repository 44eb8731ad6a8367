/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-quantity.h"
#include "sonde-series.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHANNEL (sonde_channel_get_type ())

/* A named series: immutable but for its samples, safe from any thread. */
G_DECLARE_FINAL_TYPE (SondeChannel, sonde_channel, SONDE, CHANNEL, GObject)

SondeChannel *sonde_channel_new (const char *id, guint index, gsize max_samples);

const char *sonde_channel_get_id (SondeChannel *self);
const char *sonde_channel_get_label (SondeChannel *self);
const char *sonde_channel_get_unit (SondeChannel *self);
const char *sonde_channel_get_icon_name (SondeChannel *self);
guint sonde_channel_get_decimals (SondeChannel *self);
guint sonde_channel_get_index (SondeChannel *self);
SondeSeries *sonde_channel_get_series (SondeChannel *self);
char *sonde_channel_format_value (SondeChannel *self, double value);

G_END_DECLS
