/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-row-source.h"

G_BEGIN_DECLS

#define SONDE_TYPE_JOINED_SOURCE (sonde_joined_source_get_type ())

/* A past and what came after it as one `SondeRowSource`, as a `SondeTrack` is for a chart. */
G_DECLARE_FINAL_TYPE (SondeJoinedSource, sonde_joined_source, SONDE, JOINED_SOURCE, GObject)

SondeRowSource *sonde_joined_source_new (SondeRowSource *past, SondeRowSource *present);

G_END_DECLS
