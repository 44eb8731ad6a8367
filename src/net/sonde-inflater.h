/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One direction of permessage-deflate, inflated message after message with the context of those
 * before (RFC 7692 section 7.2.2). Belongs to one thread at a time. */
typedef struct _SondeInflater SondeInflater;

SondeInflater *sonde_inflater_new (void);
void sonde_inflater_free (SondeInflater *self);

gboolean sonde_inflater_set_window (SondeInflater *self, GBytes *window, GError **error);
void sonde_inflater_begin_message (SondeInflater *self, gsize max_size);
gboolean sonde_inflater_feed (
    SondeInflater *self, const guint8 *data, gsize size, GByteArray *inflated, GError **error);
gboolean sonde_inflater_end_message (SondeInflater *self, GByteArray *inflated, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeInflater, sonde_inflater_free)

G_END_DECLS
