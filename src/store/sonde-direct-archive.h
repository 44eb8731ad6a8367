/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DIRECT_ARCHIVE (sonde_direct_archive_get_type ())

/* A recording as the past of a dataset, for a thread that may wait: every answer is read from the
 * disk there and then, so that all of them are whole. */
G_DECLARE_FINAL_TYPE (SondeDirectArchive, sonde_direct_archive, SONDE, DIRECT_ARCHIVE, GObject)

SondeArchive *sonde_direct_archive_new (const char *path, GError **error);

G_END_DECLS
