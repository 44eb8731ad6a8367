/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-inflater.h"

#include "sonde-deflate-window.h"
#include "sonde-diagnosis.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define BLOCK_SIZE (64 * 1024)

/* What a sender leaves off the end of each message, RFC 7692 section 7.2.1. */
static const guint8 tail[] = { 0x00, 0x00, 0xff, 0xff };

struct _SondeInflater
{
  GConverter *converter;
  gsize max_size;
  gsize inflated_size; /* of the message at hand */
  guint8 *block;       /* scratch of BLOCK_SIZE bytes */
};

/**
 * sonde_inflater_new:
 *
 * Returns: (transfer full): an inflater for the first message of a connection
 */
SondeInflater *
sonde_inflater_new (void)
{
  SondeInflater *self = g_new0 (SondeInflater, 1);

  self->converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  self->block = g_malloc (BLOCK_SIZE);
  self->max_size = G_MAXSIZE;
  return self;
}

void
sonde_inflater_free (SondeInflater *self)
{
  g_object_unref (self->converter);
  g_free (self->block);
  g_free (self);
}

/**
 * sonde_inflater_begin_message:
 * @max_size: bytes that the message may inflate to
 *
 * Goes on to another message.
 */
void
sonde_inflater_begin_message (SondeInflater *self, gsize max_size)
{
  self->max_size = max_size;
  self->inflated_size = 0;
}

/**
 * sonde_inflater_feed:
 * @data: (array length=size): the next bytes of the message, as many as there are
 * @inflated: (nullable): what they inflate to is added to this
 *
 * Inflates all of @data.
 *
 * Returns: %FALSE with %SONDE_ERROR_ENCODING, or with %SONDE_ERROR_TOO_BIG before more than a block
 *   of the surplus is in memory; there is no going on after that
 */
gboolean
sonde_inflater_feed (
    SondeInflater *self, const guint8 *data, gsize size, GByteArray *inflated, GError **error)
{
  gboolean more = TRUE;

  while (size > 0 || more)
    {
      g_autoptr (GError) cause = NULL;
      gsize n_read = 0;
      gsize n_written = 0;
      GConverterResult result;

      result = g_converter_convert (self->converter, data, size, self->block, BLOCK_SIZE,
                                    G_CONVERTER_NO_FLAGS, &n_read, &n_written, &cause);
      if (result == G_CONVERTER_ERROR)
        {
          if (size == 0 && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
            return TRUE;
          g_propagate_error (
              error, sonde_diagnosis_new_error (SONDE_CAUSE_DEFLATE,
                                                _ ("A compressed message cannot be inflated: %s"),
                                                cause->message));
          return FALSE;
        }
      /* A block may end the stream (RFC 7692 section 7.2.3.4); what follows starts another. */
      if (result == G_CONVERTER_FINISHED)
        g_converter_reset (self->converter);

      data += n_read;
      size -= n_read;
      more = n_written == BLOCK_SIZE;
      if (n_written > self->max_size - self->inflated_size)
        {
          g_propagate_error (
              error, sonde_diagnosis_new_error (
                         SONDE_CAUSE_TOO_BIG,
                         _ ("A compressed message inflates to more than the limit of %zu bytes"),
                         self->max_size));
          return FALSE;
        }
      self->inflated_size += n_written;
      if (inflated != NULL)
        g_byte_array_append (inflated, self->block, (guint) n_written);
    }
  return TRUE;
}

/**
 * sonde_inflater_end_message:
 *
 * Adds what the last bytes of a message still hold back. See sonde_inflater_feed().
 */
gboolean
sonde_inflater_end_message (SondeInflater *self, GByteArray *inflated, GError **error)
{
  return sonde_inflater_feed (self, tail, sizeof tail, inflated, error);
}

/**
 * sonde_inflater_set_window:
 * @window: (nullable): the last 32 KiB of what the messages before inflate to; %NULL where there
 *   were none
 *
 * Starts between two messages. The window goes through a block that is stored as it is (RFC 1951
 * section 3.2.4), which leaves the inflater as the messages themselves would have.
 */
gboolean
sonde_inflater_set_window (SondeInflater *self, GBytes *window, GError **error)
{
  const guint8 *data;
  gsize size;
  guint8 head[5] = { 0 };

  g_converter_reset (self->converter);
  if (window == NULL || g_bytes_get_size (window) == 0)
    return TRUE;

  data = g_bytes_get_data (window, &size);
  size = MIN (size, SONDE_DEFLATE_WINDOW_SIZE);
  data += g_bytes_get_size (window) - size;
  head[1] = (guint8) size;
  head[2] = (guint8) (size >> 8);
  head[3] = (guint8) ~head[1];
  head[4] = (guint8) ~head[2];
  sonde_inflater_begin_message (self, G_MAXSIZE);
  return sonde_inflater_feed (self, head, sizeof head, NULL, error) &&
         sonde_inflater_feed (self, data, size, NULL, error);
}
