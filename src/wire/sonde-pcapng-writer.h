/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-segment.h"

G_BEGIN_DECLS

/* Writes IP packets into a pcapng file (draft-ietf-opsawg-pcapng), each with a comment where it has
 * one. Blocks on the stream: not for the thread of an interface. */
typedef struct _SondePcapngWriter SondePcapngWriter;

SondePcapngWriter *sonde_pcapng_writer_new (GOutputStream *stream, const char *comment);
void sonde_pcapng_writer_free (SondePcapngWriter *self);

gboolean sonde_pcapng_writer_add (SondePcapngWriter *self,
                                  const SondeSegment *segment,
                                  gint64 time_us,
                                  const char *comment,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean
sonde_pcapng_writer_flush (SondePcapngWriter *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondePcapngWriter, sonde_pcapng_writer_free)

G_END_DECLS
