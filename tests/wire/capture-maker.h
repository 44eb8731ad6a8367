/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"
#include "sonde-message.h"
#include "sonde-pcapng-writer.h"

/* One WebSocket connection that is put into packets by hand: its bytes do not come from a frame
 * log, and its packets are cut, doubled and exchanged as networks do. */
typedef struct
{
  SondeSocket client;
  SondeSocket server;
  guint32 mask;         /* of the next frame that is masked */
  GByteArray *bytes[2]; /* by #SondeDirection: all that it sends, HTTP included */
  gsize head_sizes[2];
} MadeConnection;

/* The client's port is this and the number of the connection. */
#define MADE_CONNECTION_PORT 20000

MadeConnection *made_connection_new (guint number, gboolean ipv6, const char *extension);
void made_connection_free (MadeConnection *self);

void made_connection_add (MadeConnection *self,
                          SondeDirection direction,
                          guint8 first,
                          gboolean masked,
                          const guint8 *payload,
                          gsize size);
void made_connection_add_raw (MadeConnection *self,
                              SondeDirection direction,
                              const guint8 *data,
                              gsize size);
void made_connection_write (MadeConnection *self,
                            SondePcapngWriter *writer,
                            gint64 *time_us,
                            GRand *rand);

SondeFrameLog *
made_log_new (const char *uri, const char *local, const char *remote, gsize max_bytes);
void made_log_add (SondeFrameLog *log, SondeDirection direction, const guint8 *bytes, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MadeConnection, made_connection_free)
