/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-segment.h"

G_BEGIN_DECLS

/* What waits for the bytes before it, at most; over that, they are given up. */
#define SONDE_TCP_STREAM_MAX_WAITING (4 * 1024 * 1024)

/* One direction of a TCP connection as a capture has it, put in order: what came twice is told
 * once, and what came too early waits. A plain value. */
typedef struct
{
  gboolean started;
  guint32 next;      /* sequence number of the next byte */
  gboolean has_gap;  /* a byte will never come: there is no going on */
  gboolean is_ended; /* all came up to the FIN */
  GQueue waiting;    /* of pieces, by their sequence numbers */
  gsize n_waiting;
} SondeTcpStream;

typedef void (*SondeTcpStreamFunc) (const guint8 *data, gsize size, gpointer user_data);

void sonde_tcp_stream_init (SondeTcpStream *self);
void sonde_tcp_stream_clear (SondeTcpStream *self);
void sonde_tcp_stream_add (SondeTcpStream *self,
                           const SondeSegment *segment,
                           SondeTcpStreamFunc func,
                           gpointer user_data);
void sonde_tcp_stream_finish (SondeTcpStream *self);

G_END_DECLS
