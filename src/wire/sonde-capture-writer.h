/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"
#include "sonde-progress.h"

G_BEGIN_DECLS

/**
 * SondeCaptureFormat:
 * @SONDE_CAPTURE_FORMAT_PCAPNG: packets, for Wireshark and its like
 * @SONDE_CAPTURE_FORMAT_HAR: HAR 1.2 with the messages of WebSockets, as Chromium writes it
 */
typedef enum
{
  SONDE_CAPTURE_FORMAT_PCAPNG,
  SONDE_CAPTURE_FORMAT_HAR,
} SondeCaptureFormat;

gboolean sonde_capture_format_from_name (SondeCaptureFormat *self, const char *file_name);

gboolean sonde_capture_write (SondeFrameLog *log,
                              SondeCaptureFormat format,
                              GOutputStream *stream,
                              SondeProgress *progress,
                              GCancellable *cancellable,
                              GError **error);
gboolean sonde_capture_write_file (SondeFrameLog *log,
                                   GFile *file,
                                   SondeProgress *progress,
                                   GCancellable *cancellable,
                                   GError **error);
void sonde_capture_write_async (SondeFrameLog *log,
                                GFile *file,
                                SondeProgress *progress,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sonde_capture_write_finish (SondeFrameLog *log, GAsyncResult *result, GError **error);

G_END_DECLS
