/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive.h"

G_BEGIN_DECLS

#define SONDE_TYPE_RECORDING_ARCHIVE (sonde_recording_archive_get_type ())

/* A recording as the past of a dataset: a `SondeArchive` that reads on a thread of its own. */
G_DECLARE_FINAL_TYPE (
    SondeRecordingArchive, sonde_recording_archive, SONDE, RECORDING_ARCHIVE, GObject)

SondeArchive *sonde_recording_archive_new (const char *path);
const char *sonde_recording_archive_get_path (SondeRecordingArchive *self);
void sonde_recording_archive_close (SondeRecordingArchive *self);

G_END_DECLS
