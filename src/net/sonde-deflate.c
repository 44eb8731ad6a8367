/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-deflate.h"

#include "sonde-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK_SIZE (64 * 1024)

#define FIN     0x80
#define RSV1    0x40
#define CONTROL 0x08

/* What a sender leaves off the end of each message, RFC 7692 section 7.2.1. */
static const guint8 tail[] = { 0x00, 0x00, 0xff, 0xff };

struct _SondeDeflate
{
  SoupWebsocketExtension parent_instance;

  gsize max_message_size;
  GConverter *deflater;
  GConverter *inflater;
  gboolean forgets; /* client_no_context_takeover */

  gboolean inflating;  /* between the first and the last frame of a compressed message */
  gsize inflated_size; /* of that message so far */
  GError *failure;     /* of SONDE_ERROR */
  guint8 *block;       /* scratch of BLOCK_SIZE bytes */
};

G_DEFINE_FINAL_TYPE (SondeDeflate, sonde_deflate, SOUP_TYPE_WEBSOCKET_EXTENSION)

static gboolean
sonde_deflate_configure (SoupWebsocketExtension *extension,
                         SoupWebsocketConnectionType connection_type,
                         GHashTable *params,
                         GError **error)
{
  SondeDeflate *self = SONDE_DEFLATE (extension);

  /* The parameters were judged with the rest of the handshake. A server that forgets its context
   * or has a smaller window needs nothing here: the inflater reads those streams as well. */
  self->forgets = params != NULL && g_hash_table_contains (params, "client_no_context_takeover");
  return TRUE;
}

static GBytes *
sonde_deflate_process_outgoing_message (SoupWebsocketExtension *extension,
                                        guint8 *header,
                                        GBytes *payload,
                                        GError **error)
{
  SondeDeflate *self = SONDE_DEFLATE (extension);
  g_autoptr (GByteArray) deflated = NULL;
  g_autoptr (GBytes) original = payload;
  GConverterResult result;
  const guint8 *data;
  gsize size;

  data = g_bytes_get_data (original, &size);
  if ((header[0] & CONTROL) != 0 || size == 0)
    return g_steal_pointer (&original);

  deflated = g_byte_array_new ();
  do
    {
      gsize n_read = 0;
      gsize n_written = 0;

      result = g_converter_convert (self->deflater, data, size, self->block, BLOCK_SIZE,
                                    G_CONVERTER_FLUSH, &n_read, &n_written, error);
      if (result == G_CONVERTER_ERROR)
        return NULL;
      g_byte_array_append (deflated, self->block, (guint) n_written);
      data += n_read;
      size -= n_read;
    }
  while (result != G_CONVERTER_FLUSHED);

  if (deflated->len >= sizeof tail)
    g_byte_array_set_size (deflated, deflated->len - (guint) sizeof tail);
  if (self->forgets)
    g_converter_reset (self->deflater);

  header[0] |= RSV1;
  return g_byte_array_free_to_bytes (g_steal_pointer (&deflated));
}

/* Takes @failure. libsoup finds its close code in an error of its own domain only. */
static void
fail (SondeDeflate *self, GError *failure, SoupWebsocketCloseCode code, GError **error)
{
  self->failure = failure;
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, (int) code, failure->message);
}

/* Inflates all of @data and appends it to @inflated, unless the message would get too big. */
static gboolean
inflate (SondeDeflate *self, const guint8 *data, gsize size, GByteArray *inflated, GError **error)
{
  gboolean more = TRUE;

  while (size > 0 || more)
    {
      g_autoptr (GError) cause = NULL;
      gsize n_read = 0;
      gsize n_written = 0;
      GConverterResult result;

      result = g_converter_convert (self->inflater, data, size, self->block, BLOCK_SIZE,
                                    G_CONVERTER_NO_FLAGS, &n_read, &n_written, &cause);
      if (result == G_CONVERTER_ERROR)
        {
          if (size == 0 && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
            return TRUE;
          fail (self,
                g_error_new (SONDE_ERROR, SONDE_ERROR_ENCODING,
                             _ ("The server sent compressed data that cannot be inflated: %s"),
                             cause->message),
                SOUP_WEBSOCKET_CLOSE_BAD_DATA, error);
          return FALSE;
        }
      /* A block may end the stream (RFC 7692 section 7.2.3.4); what follows starts another. */
      if (result == G_CONVERTER_FINISHED)
        g_converter_reset (self->inflater);

      data += n_read;
      size -= n_read;
      more = n_written == BLOCK_SIZE;
      if (n_written > self->max_message_size - self->inflated_size)
        {
          fail (
              self,
              g_error_new (SONDE_ERROR, SONDE_ERROR_TOO_BIG,
                           _ ("A compressed message inflates to more than the limit of %zu bytes"),
                           self->max_message_size),
              SOUP_WEBSOCKET_CLOSE_TOO_BIG, error);
          return FALSE;
        }
      self->inflated_size += n_written;
      g_byte_array_append (inflated, self->block, (guint) n_written);
    }
  return TRUE;
}

static GBytes *
sonde_deflate_process_incoming_message (SoupWebsocketExtension *extension,
                                        guint8 *header,
                                        GBytes *payload,
                                        GError **error)
{
  SondeDeflate *self = SONDE_DEFLATE (extension);
  g_autoptr (GByteArray) inflated = NULL;
  g_autoptr (GBytes) original = payload;
  const guint8 *data;
  gboolean is_last = (header[0] & FIN) != 0;
  gsize size;

  if (self->failure != NULL)
    {
      g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_BAD_DATA,
                           "A message before this one could not be inflated");
      return NULL;
    }
  if ((header[0] & CONTROL) != 0 || (!self->inflating && (header[0] & RSV1) == 0))
    return g_steal_pointer (&original);
  if (self->inflating && (header[0] & RSV1) != 0)
    {
      fail (self,
            g_error_new_literal (SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                                 _ ("A continuation frame has RSV1 set (RFC 7692 section 6.1)")),
            SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, error);
      return NULL;
    }

  if (!self->inflating)
    self->inflated_size = 0;
  self->inflating = !is_last;
  header[0] &= (guint8) ~RSV1;

  data = g_bytes_get_data (original, &size);
  inflated = g_byte_array_new ();
  if (!inflate (self, data, size, inflated, error) ||
      (is_last && !inflate (self, tail, sizeof tail, inflated, error)))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&inflated));
}

static void
sonde_deflate_finalize (GObject *object)
{
  SondeDeflate *self = SONDE_DEFLATE (object);

  g_clear_object (&self->deflater);
  g_clear_object (&self->inflater);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->block, g_free);

  G_OBJECT_CLASS (sonde_deflate_parent_class)->finalize (object);
}

static void
sonde_deflate_class_init (SondeDeflateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SoupWebsocketExtensionClass *extension_class = SOUP_WEBSOCKET_EXTENSION_CLASS (klass);

  object_class->finalize = sonde_deflate_finalize;

  extension_class->name = "permessage-deflate";
  extension_class->configure = sonde_deflate_configure;
  extension_class->process_outgoing_message = sonde_deflate_process_outgoing_message;
  extension_class->process_incoming_message = sonde_deflate_process_incoming_message;
}

static void
sonde_deflate_init (SondeDeflate *self)
{
  self->deflater = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1));
  self->inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  self->block = g_malloc (BLOCK_SIZE);
}

/**
 * sonde_deflate_new:
 * @max_message_size: bytes that a received message may inflate to
 *
 * Makes the extension for one connection. A message that would inflate to more fails with
 * %SOUP_WEBSOCKET_CLOSE_TOO_BIG before more than a block of the surplus is in memory.
 */
SondeDeflate *
sonde_deflate_new (gsize max_message_size)
{
  SondeDeflate *self = g_object_new (SONDE_TYPE_DEFLATE, NULL);

  self->max_message_size = max_message_size;
  return self;
}

/**
 * sonde_deflate_get_failure:
 *
 * Returns: (nullable): what was wrong with a received message: %SONDE_ERROR_ENCODING,
 *   %SONDE_ERROR_TOO_BIG or %SONDE_ERROR_PROTOCOL
 */
const GError *
sonde_deflate_get_failure (SondeDeflate *self)
{
  g_return_val_if_fail (SONDE_IS_DEFLATE (self), NULL);

  return self->failure;
}
