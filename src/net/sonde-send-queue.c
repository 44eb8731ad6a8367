/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-send-queue.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>

void
sonde_send_queue_clear (SondeSendQueue *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear (&self->sizes);
  self->n_bytes = 0;
}

/**
 * sonde_send_queue_check:
 * @size: bytes of the payload of one more message
 *
 * Returns: whether there is room for it, or %FALSE with %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_send_queue_check (const SondeSendQueue *self, gsize size, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (size <= SONDE_SEND_QUEUE_MAX_BYTES - self->n_bytes &&
      self->sizes.length < SONDE_SEND_QUEUE_MAX_MESSAGES)
    return TRUE;

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
               _ ("%u messages of %zu bytes in all wait to be sent already"), self->sizes.length,
               self->n_bytes);
  return FALSE;
}

/**
 * sonde_send_queue_push:
 * @size: bytes of a message that sonde_send_queue_check() let pass
 */
void
sonde_send_queue_push (SondeSendQueue *self, gsize size)
{
  g_return_if_fail (self != NULL);

  self->n_bytes += size;
  g_queue_push_tail (&self->sizes, GSIZE_TO_POINTER (size));
}

/**
 * sonde_send_queue_pop:
 *
 * The oldest message is written.
 */
void
sonde_send_queue_pop (SondeSendQueue *self)
{
  g_return_if_fail (self != NULL);

  self->n_bytes -= GPOINTER_TO_SIZE (g_queue_pop_head (&self->sizes));
}

gsize
sonde_send_queue_get_n_bytes (const SondeSendQueue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_bytes;
}

guint
sonde_send_queue_get_n_messages (const SondeSendQueue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->sizes.length;
}
