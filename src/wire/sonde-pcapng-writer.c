/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-pcapng-writer.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER_SIZE (256 * 1024)

#define BLOCK_SECTION_HEADER  0x0a0d0d0a
#define BLOCK_INTERFACE       1
#define BLOCK_ENHANCED_PACKET 6
#define BYTE_ORDER_MAGIC      0x1a2b3c4d
#define OPTION_END            0
#define OPTION_COMMENT        1
#define OPTION_INTERFACE_NAME 2
#define OPTION_APPLICATION    4

struct _SondePcapngWriter
{
  GOutputStream *stream;
  GByteArray *buffer;
};

static void
put_16 (SondePcapngWriter *self, guint16 value)
{
  g_byte_array_append (self->buffer, (const guint8 *) &value, sizeof value);
}

static void
put_32 (SondePcapngWriter *self, guint32 value)
{
  g_byte_array_append (self->buffer, (const guint8 *) &value, sizeof value);
}

static void
put_padded (SondePcapngWriter *self, const void *data, gsize size)
{
  static const guint8 zeros[4] = { 0 };

  g_byte_array_append (self->buffer, data, (guint) size);
  g_byte_array_append (self->buffer, zeros, (guint) (-size & 3));
}

static void
put_option (SondePcapngWriter *self, guint16 code, const char *text)
{
  gsize size = text != NULL ? strlen (text) : 0;

  if (size == 0 || size > G_MAXUINT16)
    return;
  put_16 (self, code);
  put_16 (self, (guint16) size);
  put_padded (self, text, size);
}

static gsize
begin_block (SondePcapngWriter *self, guint32 type)
{
  gsize start = self->buffer->len;

  put_32 (self, type);
  put_32 (self, 0); /* the length, once it is known */
  return start;
}

static void
end_block (SondePcapngWriter *self, gsize start)
{
  guint32 length;

  put_32 (self, OPTION_END);
  length = (guint32) (self->buffer->len - start + sizeof length);
  put_32 (self, length);
  memcpy (self->buffer->data + start + 4, &length, sizeof length);
}

/**
 * sonde_pcapng_writer_new:
 * @stream: where the file goes
 * @comment: (nullable): on all of it
 *
 * Returns: (transfer full): a writer of a file whose packets are of %SONDE_LINK_TYPE_RAW
 */
SondePcapngWriter *
sonde_pcapng_writer_new (GOutputStream *stream, const char *comment)
{
  SondePcapngWriter *self = g_new0 (SondePcapngWriter, 1);
  gsize start;

  self->stream = g_object_ref (stream);
  self->buffer = g_byte_array_sized_new (BUFFER_SIZE);

  start = begin_block (self, BLOCK_SECTION_HEADER);
  put_32 (self, BYTE_ORDER_MAGIC);
  put_16 (self, 1); /* the version of the format: 1.0 */
  put_16 (self, 0);
  put_32 (self, G_MAXUINT32); /* a length that is not given */
  put_32 (self, G_MAXUINT32);
  put_option (self, OPTION_COMMENT, comment);
  put_option (self, OPTION_APPLICATION, "Sonde " VERSION);
  end_block (self, start);

  start = begin_block (self, BLOCK_INTERFACE);
  put_16 (self, SONDE_LINK_TYPE_RAW);
  put_16 (self, 0);
  put_32 (self, 0); /* no limit to a packet */
  put_option (self, OPTION_INTERFACE_NAME, "sonde");
  end_block (self, start);
  return self;
}

void
sonde_pcapng_writer_free (SondePcapngWriter *self)
{
  g_object_unref (self->stream);
  g_byte_array_unref (self->buffer);
  g_free (self);
}

/**
 * sonde_pcapng_writer_flush:
 *
 * Writes what is in memory to the stream, which it leaves open.
 *
 * Returns: %FALSE with %SONDE_ERROR_STORE or %G_IO_ERROR_CANCELLED
 */
gboolean
sonde_pcapng_writer_flush (SondePcapngWriter *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_output_stream_write_all (self->stream, self->buffer->data, self->buffer->len, NULL,
                                 cancellable, &cause))
    {
      g_byte_array_set_size (self->buffer, 0);
      return TRUE;
    }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE,
                 _ ("The capture file cannot be written: %s"), cause->message);
  return FALSE;
}

/**
 * sonde_pcapng_writer_add:
 * @segment: what the packet holds
 * @time_us: wall-clock microseconds since the Unix epoch
 * @comment: (nullable): on the packet
 *
 * Adds a packet. See sonde_pcapng_writer_flush() for its errors.
 */
gboolean
sonde_pcapng_writer_add (SondePcapngWriter *self,
                         const SondeSegment *segment,
                         gint64 time_us,
                         const char *comment,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GByteArray) packet = sonde_segment_write (segment);
  guint64 units = (guint64) MAX (time_us, 0);
  gsize start = begin_block (self, BLOCK_ENHANCED_PACKET);

  put_32 (self, 0); /* the interface */
  put_32 (self, (guint32) (units >> 32));
  put_32 (self, (guint32) units);
  put_32 (self, packet->len);
  put_32 (self, packet->len);
  put_padded (self, packet->data, packet->len);
  put_option (self, OPTION_COMMENT, comment);
  end_block (self, start);
  return self->buffer->len < BUFFER_SIZE || sonde_pcapng_writer_flush (self, cancellable, error);
}
