/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-deflate-window.h"

#include <string.h>

void
sonde_deflate_window_clear (SondeDeflateWindow *self)
{
  g_clear_pointer (&self->ring, g_free);
  self->at = 0;
  self->size = 0;
}

/**
 * sonde_deflate_window_add:
 * @data: (array length=size): the bytes of a message, not compressed
 *
 * Goes on by some bytes, and forgets as many.
 */
void
sonde_deflate_window_add (SondeDeflateWindow *self, const guint8 *data, gsize size)
{
  gsize n_before_end;

  if (size == 0)
    return;
  if (self->ring == NULL)
    self->ring = g_malloc (SONDE_DEFLATE_WINDOW_SIZE);
  if (size > SONDE_DEFLATE_WINDOW_SIZE)
    {
      data += size - SONDE_DEFLATE_WINDOW_SIZE;
      size = SONDE_DEFLATE_WINDOW_SIZE;
    }

  n_before_end = MIN (size, SONDE_DEFLATE_WINDOW_SIZE - self->at);
  memcpy (self->ring + self->at, data, n_before_end);
  memcpy (self->ring, data + n_before_end, size - n_before_end);
  self->at = (self->at + size) % SONDE_DEFLATE_WINDOW_SIZE;
  self->size = MIN (self->size + size, SONDE_DEFLATE_WINDOW_SIZE);
}

/**
 * sonde_deflate_window_get_bytes:
 *
 * Returns: (transfer full): the latest bytes, at most 32 KiB of them, the oldest first
 */
GBytes *
sonde_deflate_window_get_bytes (const SondeDeflateWindow *self)
{
  guint8 *bytes;
  gsize start;
  gsize n_before_end;

  if (self->size == 0)
    return g_bytes_new_static (NULL, 0);

  bytes = g_malloc (self->size);
  start = (self->at + SONDE_DEFLATE_WINDOW_SIZE - self->size) % SONDE_DEFLATE_WINDOW_SIZE;
  n_before_end = MIN (self->size, SONDE_DEFLATE_WINDOW_SIZE - start);
  memcpy (bytes, self->ring + start, n_before_end);
  memcpy (bytes + n_before_end, self->ring, self->size - n_before_end);
  return g_bytes_new_take (bytes, self->size);
}
