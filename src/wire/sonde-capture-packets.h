/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"
#include "sonde-progress.h"

G_BEGIN_DECLS

gboolean sonde_capture_packets_write (SondeFrameLog *log,
                                      GOutputStream *stream,
                                      SondeProgress *progress,
                                      GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
