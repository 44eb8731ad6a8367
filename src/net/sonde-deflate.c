/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-deflate.h"

#include "sonde-deflate-window.h"
#include "sonde-error.h"
#include "sonde-inflater.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK_SIZE (64 * 1024)

#define FIN     0x80
#define RSV1    0x40
#define CONTROL 0x08

/* Of the empty block that a sender leaves off the end of each message, RFC 7692 section 7.2.1. */
#define TAIL_SIZE 4

/* How far apart windows are told: what may have to be inflated to reach a message, and what cannot
 * be inflated any more where the messages before it are gone. */
#define MESSAGES_PER_WINDOW 128
#define BYTES_PER_WINDOW    (64 * 1024)

/* What went through one direction. */
typedef struct
{
  guint n_messages;
  guint n_messages_since; /* a window was told */
  gsize n_bytes_since;
  SondeDeflateWindow window;
} Stream;

struct _SondeDeflate
{
  SoupWebsocketExtension parent_instance;

  gsize max_message_size;
  GConverter *deflater;
  SondeInflater *inflater;
  gboolean forgets; /* client_no_context_takeover */

  gboolean inflating; /* between the first and the last frame of a compressed message */
  GError *failure;    /* of SONDE_ERROR */
  guint8 *block;      /* scratch of BLOCK_SIZE bytes */

  SondeDeflateWindowFunc window_func; /* or NULL: no window is kept */
  gpointer window_data;
  Stream streams[2];
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

static void
begin_message (SondeDeflate *self, SondeDirection direction)
{
  Stream *stream = &self->streams[direction];
  g_autoptr (GBytes) window = NULL;

  stream->n_messages++;
  stream->n_messages_since++;
  if (self->window_func == NULL ||
      (stream->n_messages_since < MESSAGES_PER_WINDOW && stream->n_bytes_since < BYTES_PER_WINDOW))
    return;

  window = sonde_deflate_window_get_bytes (&stream->window);
  stream->n_messages_since = 0;
  stream->n_bytes_since = 0;
  self->window_func (direction, stream->n_messages, window, self->window_data);
}

static void
note_data (SondeDeflate *self,
           SondeDirection direction,
           const guint8 *data,
           gsize size,
           gsize deflated_size)
{
  Stream *stream = &self->streams[direction];

  stream->n_bytes_since += deflated_size;
  if (self->window_func != NULL)
    sonde_deflate_window_add (&stream->window, data, size);
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

  begin_message (self, SONDE_DIRECTION_SENT);
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

  if (deflated->len >= TAIL_SIZE)
    g_byte_array_set_size (deflated, deflated->len - TAIL_SIZE);
  note_data (self, SONDE_DIRECTION_SENT, g_bytes_get_data (original, NULL),
             g_bytes_get_size (original), deflated->len);
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

/* Takes a failure of the inflater. */
static void
fail_to_inflate (SondeDeflate *self, GError *failure, GError **error)
{
  fail (self, failure,
        g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_TOO_BIG) ? SOUP_WEBSOCKET_CLOSE_TOO_BIG
                                                                    : SOUP_WEBSOCKET_CLOSE_BAD_DATA,
        error);
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
  GError *failure = NULL;
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
    {
      sonde_inflater_begin_message (self->inflater, self->max_message_size);
      begin_message (self, SONDE_DIRECTION_RECEIVED);
    }
  self->inflating = !is_last;
  header[0] &= (guint8) ~RSV1;

  data = g_bytes_get_data (original, &size);
  inflated = g_byte_array_new ();
  if (!sonde_inflater_feed (self->inflater, data, size, inflated, &failure) ||
      (is_last && !sonde_inflater_end_message (self->inflater, inflated, &failure)))
    {
      fail_to_inflate (self, failure, error);
      return NULL;
    }
  note_data (self, SONDE_DIRECTION_RECEIVED, inflated->data, inflated->len, size);
  return g_byte_array_free_to_bytes (g_steal_pointer (&inflated));
}

static void
sonde_deflate_finalize (GObject *object)
{
  SondeDeflate *self = SONDE_DEFLATE (object);

  g_clear_object (&self->deflater);
  g_clear_pointer (&self->inflater, sonde_inflater_free);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->block, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (self->streams); i++)
    sonde_deflate_window_clear (&self->streams[i].window);

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
  self->inflater = sonde_inflater_new ();
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
 * sonde_deflate_set_window_func:
 * @func: (nullable): what to tell windows
 *
 * Has somebody else told now and then, once in 128 messages or 64 KiB of a direction, what it
 * takes to inflate the message that comes next without those before it. To be called before the
 * first message.
 */
void
sonde_deflate_set_window_func (SondeDeflate *self, SondeDeflateWindowFunc func, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_DEFLATE (self));

  self->window_func = func;
  self->window_data = user_data;
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
