/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-checksum.h"

#include <string.h>

/* Four tables, so that four bytes take one step. */
static guint32 tables[4][256];

static gpointer
make_tables (gpointer data)
{
  for (guint i = 0; i < 256; i++)
    {
      guint32 remainder = i;

      for (guint bit = 0; bit < 8; bit++)
        remainder = (remainder >> 1) ^ (0xedb88320u & (0 - (remainder & 1)));
      tables[0][i] = remainder;
    }

  for (guint i = 0; i < 256; i++)
    for (guint table = 1; table < 4; table++)
      tables[table][i] = (tables[table - 1][i] >> 8) ^ tables[0][tables[table - 1][i] & 0xff];

  return NULL;
}

/**
 * sonde_checksum:
 * @data: (array length=size): bytes
 * @size: how many
 *
 * The CRC-32 of ISO 3309 (that of gzip, RFC 1952 section 8). Safe from any thread.
 *
 * Returns: the checksum
 */
guint32
sonde_checksum (const guint8 *data, gsize size)
{
  static GOnce once = G_ONCE_INIT;
  guint32 crc = G_MAXUINT32;

  g_once (&once, make_tables, NULL);

  for (; size >= 4; size -= 4, data += 4)
    {
      guint32 word;

      memcpy (&word, data, sizeof word);
      crc ^= GUINT32_FROM_LE (word);
      crc = tables[3][crc & 0xff] ^ tables[2][(crc >> 8) & 0xff] ^ tables[1][(crc >> 16) & 0xff] ^
            tables[0][crc >> 24];
    }
  for (; size > 0; size--, data++)
    crc = (crc >> 8) ^ tables[0][(crc ^ *data) & 0xff];

  return ~crc;
}
