/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MESSAGE_LOG (sonde_message_log_get_type ())

/* A bounded log: the oldest messages go first. Appended to by one thread, read by any.
 * A message keeps its sequence number for life; numbers start at 0 and have no holes. */
G_DECLARE_FINAL_TYPE (SondeMessageLog, sonde_message_log, SONDE, MESSAGE_LOG, GObject)

#define SONDE_MESSAGE_LOG_DEFAULT_MESSAGES 30000
#define SONDE_MESSAGE_LOG_DEFAULT_BYTES    (64 * 1024 * 1024)

SondeMessageLog *sonde_message_log_new (guint max_messages, gsize max_bytes);

guint64 sonde_message_log_append (SondeMessageLog *self, SondeMessage *message);
void sonde_message_log_set_bounds (SondeMessageLog *self, guint max_messages, gsize max_bytes);
void sonde_message_log_get_bounds (SondeMessageLog *self, guint *max_messages, gsize *max_bytes);
void sonde_message_log_clear (SondeMessageLog *self);

void sonde_message_log_get_range (SondeMessageLog *self, guint64 *first, guint64 *end);
gsize sonde_message_log_get_n_bytes (SondeMessageLog *self);
SondeMessage *sonde_message_log_get (SondeMessageLog *self, guint64 sequence);

G_END_DECLS
