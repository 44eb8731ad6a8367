/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of the LINKTYPE_ registry at tcpdump.org. */
#define SONDE_LINK_TYPE_NULL     0
#define SONDE_LINK_TYPE_ETHERNET 1
#define SONDE_LINK_TYPE_RAW      101
#define SONDE_LINK_TYPE_LOOP     108
#define SONDE_LINK_TYPE_SLL      113
#define SONDE_LINK_TYPE_IPV4     228
#define SONDE_LINK_TYPE_IPV6     229
#define SONDE_LINK_TYPE_SLL2     276

#define SONDE_TCP_FIN 0x01
#define SONDE_TCP_SYN 0x02
#define SONDE_TCP_RST 0x04
#define SONDE_TCP_PSH 0x08
#define SONDE_TCP_ACK 0x10

/* One end of a TCP connection; a plain value that may be compared as bytes. */
typedef struct
{
  guint8 address[16]; /* four bytes of it for IPv4, the others 0 */
  guint16 port;
  guint16 family; /* 4 or 6 */
} SondeSocket;

/* A TCP segment in a packet (RFC 9293 section 3.1). Its payload lies in the packet, which may have
 * been cut: then it is shorter than the segment. */
typedef struct
{
  SondeSocket source;
  SondeSocket destination;
  guint32 sequence;
  guint32 acknowledgement;
  guint8 flags;
  const guint8 *payload;
  gsize size;
} SondeSegment;

gboolean sonde_segment_parse (SondeSegment *self, guint link_type, const guint8 *data, gsize size);
GByteArray *sonde_segment_write (const SondeSegment *self);

GSocketAddress *sonde_socket_to_address (const SondeSocket *self); /* transfer full */
gboolean sonde_socket_from_address (SondeSocket *self, GSocketAddress *address);

G_END_DECLS
