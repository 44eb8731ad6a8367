/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-row-source.h"

G_BEGIN_DECLS

#define SONDE_TYPE_RECORDING_SOURCE (sonde_recording_source_get_type ())

/* A recording as a `SondeRowSource`, also while it is recorded to. */
G_DECLARE_FINAL_TYPE (
    SondeRecordingSource, sonde_recording_source, SONDE, RECORDING_SOURCE, GObject)

SondeRowSource *sonde_recording_source_new (const char *path);
SondeRowSource *sonde_recording_source_new_optional (const char *path);

G_END_DECLS
