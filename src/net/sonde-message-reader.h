/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-log.h"

G_BEGIN_DECLS

/* Reads whole messages out of a #SondeFrameLog: their fragments joined, unmasked and inflated. One
 * that follows the one that was read before costs its own size; any other costs to inflate some
 * hundred messages at most before it. Belongs to one thread at a time, which need not be that of
 * the log: not that of the interface, where messages may be long. */
typedef struct _SondeMessageReader SondeMessageReader;

SondeMessageReader *sonde_message_reader_new (SondeFrameLog *log, gsize max_size);
void sonde_message_reader_free (SondeMessageReader *self);

GBytes *sonde_message_reader_read (SondeMessageReader *self, guint64 number, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMessageReader, sonde_message_reader_free)

G_END_DECLS
