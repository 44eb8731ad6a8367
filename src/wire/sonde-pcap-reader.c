/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-pcap-reader.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BLOCK_SIZE (16 * 1024 * 1024)
#define MAX_INTERFACES 4096

/* Block types and options of pcapng. */
#define BLOCK_SECTION_HEADER   0x0a0d0d0a
#define BLOCK_INTERFACE        0x00000001
#define BLOCK_PACKET           0x00000002 /* obsolete */
#define BLOCK_SIMPLE_PACKET    0x00000003
#define BLOCK_ENHANCED_PACKET  0x00000006
#define BYTE_ORDER_MAGIC       0x1a2b3c4d
#define OPTION_END             0
#define OPTION_TIME_RESOLUTION 9
#define OPTION_TIME_OFFSET     14

/* Magic numbers of the classic format. */
#define CLASSIC_MICROSECONDS 0xa1b2c3d4
#define CLASSIC_NANOSECONDS  0xa1b23c4d
#define CLASSIC_HEADER_SIZE  24
#define CLASSIC_RECORD_SIZE  16

typedef struct
{
  guint link_type;
  guint64 units_per_s;
  gint64 offset_s;
  guint32 snap_length; /* 0: none */
} Interface;

typedef enum
{
  FORMAT_UNKNOWN,
  FORMAT_CLASSIC,
  FORMAT_NG,
} Format;

struct _SondePcapReader
{
  GInputStream *stream;
  Format format;
  gboolean swapped; /* not this machine's byte order */
  GArray *interfaces;
  guint8 *block;
  gsize allocated;
};

/**
 * sonde_pcap_reader_new:
 * @stream: a capture file, from its first byte
 *
 * Returns: (transfer full): a reader
 */
SondePcapReader *
sonde_pcap_reader_new (GInputStream *stream)
{
  SondePcapReader *self = g_new0 (SondePcapReader, 1);

  self->stream = g_buffered_input_stream_new_sized (stream, 64 * 1024);
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  return self;
}

void
sonde_pcap_reader_free (SondePcapReader *self)
{
  g_object_unref (self->stream);
  g_array_unref (self->interfaces);
  g_free (self->block);
  g_free (self);
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_CAPTURE, why);
  return FALSE;
}

static guint32
get_32 (const SondePcapReader *self, const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return self->swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static guint16
get_16 (const SondePcapReader *self, const guint8 *data)
{
  guint16 value;

  memcpy (&value, data, sizeof value);
  return self->swapped ? GUINT16_SWAP_LE_BE (value) : value;
}

/* Reads exactly @size bytes. At the end of the file @at_end is set, where it may be NULL for a
 * place that the file must not end in. */
static gboolean
read_all (SondePcapReader *self,
          guint8 *data,
          gsize size,
          gboolean *at_end,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize n_read = 0;

  if (!g_input_stream_read_all (self->stream, data, size, &n_read, cancellable, &cause))
    {
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE,
                     _ ("The capture file cannot be read: %s"), cause->message);
      return FALSE;
    }
  if (at_end != NULL)
    *at_end = n_read == 0;
  if (n_read == size || (at_end != NULL && n_read == 0))
    return TRUE;
  return fail (error, _ ("The capture file ends within a packet"));
}

static gboolean
read_body (SondePcapReader *self, gsize size, GCancellable *cancellable, GError **error)
{
  if (size > MAX_BLOCK_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_CAPTURE,
                   _ ("The capture file has a block of %zu bytes, over the limit of %d"), size,
                   MAX_BLOCK_SIZE);
      return FALSE;
    }
  if (size > self->allocated)
    {
      g_free (self->block);
      self->allocated = MAX (size, 4096);
      self->block = g_malloc (self->allocated);
    }
  return read_all (self, self->block, size, NULL, cancellable, error);
}

static gint64
to_us (const Interface *interface, guint64 units)
{
  guint64 whole_s = units / interface->units_per_s;
  guint64 rest = units % interface->units_per_s;
  double fraction = (double) rest / (double) interface->units_per_s;

  /* A time that no clock shows is not worth an error. */
  whole_s = MIN (whole_s, (guint64) G_MAXINT32 * 4);
  return ((gint64) whole_s + CLAMP (interface->offset_s, -G_MAXINT32, G_MAXINT32)) *
             G_USEC_PER_SEC +
         (gint64) (fraction * G_USEC_PER_SEC + 0.5);
}

static guint64
units_per_second (guint8 resolution)
{
  guint64 units = 1;
  guint exponent = resolution & 0x7f;

  if ((resolution & 0x80) != 0)
    return exponent < 63 ? G_GUINT64_CONSTANT (1) << exponent : G_GUINT64_CONSTANT (1) << 62;
  for (guint i = 0; i < MIN (exponent, 18); i++)
    units *= 10;
  return units;
}

static void
read_interface_options (SondePcapReader *self, Interface *interface, gsize at, gsize size)
{
  while (size - at >= 4)
    {
      guint16 code = get_16 (self, self->block + at);
      guint16 length = get_16 (self, self->block + at + 2);
      gsize padded = (length + 3u) & ~3u;

      at += 4;
      if (code == OPTION_END || padded > size - at)
        return;
      if (code == OPTION_TIME_RESOLUTION && length == 1)
        interface->units_per_s = units_per_second (self->block[at]);
      if (code == OPTION_TIME_OFFSET && length == 8)
        {
          guint64 offset;

          memcpy (&offset, self->block + at, sizeof offset);
          interface->offset_s = (gint64) (self->swapped ? GUINT64_SWAP_LE_BE (offset) : offset);
        }
      at += padded;
    }
}

static gboolean
read_interface (SondePcapReader *self, gsize size, GError **error)
{
  Interface interface = { .units_per_s = G_USEC_PER_SEC };

  if (size < 8 || self->interfaces->len == MAX_INTERFACES)
    return fail (error, _ ("An interface of the capture file is not described as it should be"));
  interface.link_type = get_16 (self, self->block);
  interface.snap_length = get_32 (self, self->block + 4);
  read_interface_options (self, &interface, 8, size);
  g_array_append_val (self->interfaces, interface);
  return TRUE;
}

/* Fills in the packet of a block that has one. */
static gboolean
read_packet (SondePcapReader *self,
             guint32 type,
             gsize size,
             gboolean *is_packet,
             SondePacket *packet,
             GError **error)
{
  const guint8 *block = self->block;
  gsize head = type == BLOCK_SIMPLE_PACKET ? 4 : 20;
  const Interface *interface;
  guint32 number = 0;
  gsize captured;

  *is_packet = FALSE;
  if (size < head)
    return fail (error, _ ("A packet of the capture file is too short"));
  if (type == BLOCK_ENHANCED_PACKET)
    number = get_32 (self, block);
  else if (type == BLOCK_PACKET)
    number = get_16 (self, block);
  if (number >= self->interfaces->len)
    return fail (error,
                 _ ("A packet of the capture file is of an interface that is not described"));

  interface = &g_array_index (self->interfaces, Interface, number);
  packet->link_type = interface->link_type;
  packet->data = block + head;
  if (type == BLOCK_SIMPLE_PACKET)
    {
      packet->time_us = 0;
      packet->original_size = get_32 (self, block);
      captured = packet->original_size;
      if (interface->snap_length > 0)
        captured = MIN (captured, interface->snap_length);
      captured = MIN (captured, size - head);
    }
  else
    {
      guint64 units = (guint64) get_32 (self, block + 4) << 32 | get_32 (self, block + 8);

      packet->time_us = to_us (interface, units);
      captured = get_32 (self, block + 12);
      packet->original_size = get_32 (self, block + 16);
    }
  if (captured > size - head)
    return fail (error, _ ("A packet of the capture file is longer than its block"));
  packet->size = captured;
  *is_packet = TRUE;
  return TRUE;
}

/* A section has a byte order and interfaces of its own. */
static gboolean
begin_section (SondePcapReader *self, const guint8 *head, GCancellable *cancellable, GError **error)
{
  guint8 magic[4];
  guint32 length;

  if (!read_all (self, magic, sizeof magic, NULL, cancellable, error))
    return FALSE;
  self->swapped = FALSE;
  if (get_32 (self, magic) != BYTE_ORDER_MAGIC)
    {
      self->swapped = TRUE;
      if (get_32 (self, magic) != BYTE_ORDER_MAGIC)
        return fail (error, _ ("This is not a capture file"));
    }
  length = get_32 (self, head + 4);
  if (length < 28 || length % 4 != 0)
    return fail (error, _ ("A section of the capture file has an impossible length"));
  g_array_set_size (self->interfaces, 0);
  return read_body (self, length - 12, cancellable, error);
}

static gboolean
next_of_ng (SondePcapReader *self, SondePacket *packet, GCancellable *cancellable, GError **error)
{
  gboolean is_packet = FALSE;

  while (!is_packet)
    {
      guint8 head[8];
      gboolean at_end;
      guint32 type;
      guint32 length;

      if (!read_all (self, head, sizeof head, &at_end, cancellable, error) || at_end)
        return FALSE;
      type = get_32 (self, head);
      if (type == BLOCK_SECTION_HEADER)
        {
          if (!begin_section (self, head, cancellable, error))
            return FALSE;
          continue;
        }

      length = get_32 (self, head + 4);
      if (length < 12 || length % 4 != 0)
        return fail (error, _ ("A block of the capture file has an impossible length"));
      if (!read_body (self, length - 8, cancellable, error))
        return FALSE;
      /* The last four bytes are the length again. */
      if (type == BLOCK_INTERFACE && !read_interface (self, length - 12, error))
        return FALSE;
      if ((type == BLOCK_PACKET || type == BLOCK_SIMPLE_PACKET || type == BLOCK_ENHANCED_PACKET) &&
          !read_packet (self, type, length - 12, &is_packet, packet, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
next_of_classic (SondePcapReader *self,
                 SondePacket *packet,
                 GCancellable *cancellable,
                 GError **error)
{
  const Interface *interface = &g_array_index (self->interfaces, Interface, 0);
  guint8 head[CLASSIC_RECORD_SIZE];
  gboolean at_end;
  gsize captured;

  if (!read_all (self, head, sizeof head, &at_end, cancellable, error) || at_end)
    return FALSE;
  captured = get_32 (self, head + 8);
  if (!read_body (self, captured, cancellable, error))
    return FALSE;
  packet->link_type = interface->link_type;
  packet->time_us = (gint64) get_32 (self, head) * G_USEC_PER_SEC +
                    (gint64) (get_32 (self, head + 4) / (interface->units_per_s / G_USEC_PER_SEC));
  packet->data = self->block;
  packet->size = captured;
  packet->original_size = get_32 (self, head + 12);
  return TRUE;
}

static gboolean
read_classic_header (SondePcapReader *self,
                     guint32 magic,
                     GCancellable *cancellable,
                     GError **error)
{
  Interface interface = { 0 };
  guint8 head[CLASSIC_HEADER_SIZE];

  /* The first four bytes were read to tell the format. */
  if (!read_all (self, head + 4, sizeof head - 4, NULL, cancellable, error))
    return FALSE;
  interface.units_per_s = magic == CLASSIC_NANOSECONDS ? 1000 * G_USEC_PER_SEC : G_USEC_PER_SEC;
  interface.link_type = get_32 (self, head + 20) & 0xffff;
  g_array_append_val (self->interfaces, interface);
  self->format = FORMAT_CLASSIC;
  return TRUE;
}

static gboolean
is_classic (guint32 magic)
{
  return magic == CLASSIC_MICROSECONDS || magic == CLASSIC_NANOSECONDS;
}

static gboolean
recognise (SondePcapReader *self, GCancellable *cancellable, GError **error)
{
  guint8 head[8];
  gboolean at_end;
  guint32 magic;

  if (!read_all (self, head, 4, &at_end, cancellable, error))
    return FALSE;
  if (at_end)
    return fail (error, _ ("The capture file is empty"));
  magic = get_32 (self, head);
  if (magic == BLOCK_SECTION_HEADER)
    {
      self->format = FORMAT_NG;
      return read_all (self, head + 4, 4, NULL, cancellable, error) &&
             begin_section (self, head, cancellable, error);
    }
  if (!is_classic (magic))
    {
      self->swapped = TRUE;
      magic = get_32 (self, head);
    }
  if (!is_classic (magic))
    return fail (error, _ ("This is not a capture file: it begins neither as pcapng nor as pcap"));
  return read_classic_header (self, magic, cancellable, error);
}

/**
 * sonde_pcap_reader_next:
 * @self: a reader
 * @packet: (out caller-allocates): the packet
 *
 * Returns: %FALSE at the end of the file, without an error; and with %SONDE_ERROR_CAPTURE,
 *   %SONDE_ERROR_STORE or %G_IO_ERROR_CANCELLED, after which there is no going on
 */
gboolean
sonde_pcap_reader_next (SondePcapReader *self,
                        SondePacket *packet,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (packet != NULL, FALSE);

  if (self->format == FORMAT_UNKNOWN && !recognise (self, cancellable, error))
    return FALSE;
  return self->format == FORMAT_NG ? next_of_ng (self, packet, cancellable, error)
                                   : next_of_classic (self, packet, cancellable, error);
}
