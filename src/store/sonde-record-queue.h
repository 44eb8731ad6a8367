/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_RECORD_MEASURE, /* the data: a double per channel */
  SONDE_RECORD_GAP,     /* how many channels were known; no data */
  SONDE_RECORD_EVENT,   /* its kind, its value, and its text without a zero */
  SONDE_RECORD_MESSAGE, /* its direction and opcode, its round trip in us, and its data */
} SondeRecordType;

/**
 * SondeRecord:
 * @size: how many bytes of data follow
 *
 * Something to record, in the form in which it waits.
 */
typedef struct
{
  gint64 time_us;
  gint64 first;
  gint64 second;
  guint32 size;
  guint32 type;
} SondeRecord;

void sonde_record_queue_append (GByteArray *queue, const SondeRecord *record, const void *data);
gsize sonde_record_queue_get_cost (gsize size);
gboolean sonde_record_queue_next (const GByteArray *queue,
                                  gsize *position,
                                  SondeRecord *record,
                                  const guint8 **data);

G_END_DECLS
