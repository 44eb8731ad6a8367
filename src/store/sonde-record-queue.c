/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-record-queue.h"

#include <string.h>

/* One growing array instead of an allocation for each measure: the producer copies a few words, and
 * the bound is one number of bytes whatever waits. Every record starts at a multiple of 8. */

#define ALIGN(size) (((gsize) (size) + 7) & ~(gsize) 7)

/**
 * sonde_record_queue_get_cost:
 *
 * Returns: how many bytes a record with so many bytes of data takes
 */
gsize
sonde_record_queue_get_cost (gsize size)
{
  return sizeof (SondeRecord) + ALIGN (size);
}

/**
 * sonde_record_queue_append:
 * @data: (nullable): what belongs to the record, which is copied
 *
 * Puts a record at the end.
 */
void
sonde_record_queue_append (GByteArray *queue, const SondeRecord *record, const void *data)
{
  guint start = queue->len;

  g_byte_array_set_size (queue, start + (guint) sonde_record_queue_get_cost (record->size));
  memcpy (queue->data + start, record, sizeof *record);
  if (record->size > 0)
    memcpy (queue->data + start + sizeof *record, data, record->size);
}

/**
 * sonde_record_queue_next:
 * @position: (inout): 0 for the first record
 * @record: (out caller-allocates): a record
 * @data: (out): its data, aligned to 8 bytes, of the queue
 *
 * Returns: %FALSE at the end
 */
gboolean
sonde_record_queue_next (const GByteArray *queue,
                         gsize *position,
                         SondeRecord *record,
                         const guint8 **data)
{
  if (*position >= queue->len)
    return FALSE;

  memcpy (record, queue->data + *position, sizeof *record);
  *data = queue->data + *position + sizeof *record;
  *position += sonde_record_queue_get_cost (record->size);

  return TRUE;
}
