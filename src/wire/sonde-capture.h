/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"
#include "sonde-progress.h"

G_BEGIN_DECLS

/* What is kept of a capture file; the latest frames are. */
#define SONDE_CAPTURE_MAX_FRAMES 200000
#define SONDE_CAPTURE_MAX_BYTES  (128 * 1024 * 1024)

/**
 * SondeCapture:
 * @log: a dial for each WebSocket handshake in the file, in the order of their answers, and the
 *   frames of all of them in the order of their packets
 * @n_packets: how many packets the file has
 * @n_connections: TCP connections among them
 * @n_encrypted: connections that began with TLS, whose frames cannot be read
 * @damage: (nullable): what is wrong with the rest of the file, where it could not be read to its
 * end
 *
 * A capture file that was read.
 */
typedef struct
{
  SondeFrameLog *log;
  guint64 n_packets;
  guint n_connections;
  guint n_encrypted;
  GError *damage;
} SondeCapture;

SondeCapture *sonde_capture_read (GInputStream *stream,
                                  SondeProgress *progress,
                                  GCancellable *cancellable,
                                  GError **error);
void sonde_capture_read_async (GFile *file,
                               SondeProgress *progress,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SondeCapture *sonde_capture_read_finish (GFile *file, GAsyncResult *result, GError **error);
void sonde_capture_free (SondeCapture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCapture, sonde_capture_free)

G_END_DECLS
