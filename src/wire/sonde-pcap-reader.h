/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondePacket:
 * @time_us: wall-clock microseconds since the Unix epoch; 0 where the file does not say
 * @link_type: of the LINKTYPE_ registry at tcpdump.org
 * @data: (array length=size): what was captured of it; valid until the next one is read
 * @original_size: bytes that it had on the wire
 */
typedef struct
{
  gint64 time_us;
  guint link_type;
  const guint8 *data;
  gsize size;
  gsize original_size;
} SondePacket;

/* Reads the packets of a capture file one after the other: pcapng (draft-ietf-opsawg-pcapng) or
 * the classic format of libpcap, of either byte order. What it holds in memory is one block, 16 MiB
 * at most. Blocks on the stream: not for the thread of an interface. */
typedef struct _SondePcapReader SondePcapReader;

SondePcapReader *sonde_pcap_reader_new (GInputStream *stream);
void sonde_pcap_reader_free (SondePcapReader *self);

gboolean sonde_pcap_reader_next (SondePcapReader *self,
                                 SondePacket *packet,
                                 GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondePcapReader, sonde_pcap_reader_free)

G_END_DECLS
