/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_SEND_QUEUE_MAX_BYTES (16 * 1024 * 1024)

/* libsoup's own cost of a frame is over a hundred bytes, so that messages are counted as well. */
#define SONDE_SEND_QUEUE_MAX_MESSAGES 65536

/* How much was handed over to be sent and is not written yet. A plain value that starts as zeros;
 * the messages themselves are libsoup's. */
typedef struct
{
  GQueue sizes; /* of the messages, oldest first */
  gsize n_bytes;
} SondeSendQueue;

void sonde_send_queue_clear (SondeSendQueue *self);
gboolean sonde_send_queue_check (const SondeSendQueue *self, gsize size, GError **error);
void sonde_send_queue_push (SondeSendQueue *self, gsize size);
void sonde_send_queue_pop (SondeSendQueue *self);
gsize sonde_send_queue_get_n_bytes (const SondeSendQueue *self);
guint sonde_send_queue_get_n_messages (const SondeSendQueue *self);

G_END_DECLS
