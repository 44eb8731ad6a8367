/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-model.h"

#include "sonde-frame-item.h"

/* Frames are looked at a few hundred at a time, so that the network thread does not wait. */
#define SCAN_AT_ONCE 256

static gboolean
passes (const SondeFrameRecord *record, SondeFrameFilter flags)
{
  const guint direction = record->direction == SONDE_DIRECTION_SENT ? SONDE_FRAME_FILTER_SENT
                                                                    : SONDE_FRAME_FILTER_RECEIVED;
  const guint kind = sonde_opcode_is_control (record->header.opcode) ? SONDE_FRAME_FILTER_CONTROL
                                                                     : SONDE_FRAME_FILTER_DATA;

  return (flags & direction) != 0 && (flags & kind) != 0;
}

static void
get_range (gpointer log, guint64 *first, guint64 *end)
{
  sonde_frame_log_get_range (log, first, end);
}

static gpointer
create_item (gpointer log, guint64 number)
{
  return sonde_frame_item_new (sonde_frame_log_get (log, number));
}

static void
scan (gpointer log, gconstpointer filter, guint64 start, guint64 stop, GArray *matches)
{
  const SondeFrameFilter flags = GPOINTER_TO_UINT (filter);

  while (start < stop)
    {
      const guint n_wanted = (guint) MIN (stop - start, SCAN_AT_ONCE);
      g_autoptr (GPtrArray) records = sonde_frame_log_get_frames (log, start, n_wanted);

      for (guint i = 0; i < records->len; i++)
        {
          const SondeFrameRecord *record = g_ptr_array_index (records, i);

          if (record->number >= start && record->number < stop && passes (record, flags))
            g_array_append_val (matches, record->number);
        }
      start += n_wanted;
    }
}

static const SondeLogKind kind = { sonde_frame_item_get_type, get_range, create_item, scan };

/**
 * sonde_frame_model_new:
 *
 * Returns: (transfer full): a list for a #SondeFrameLog, which it has none of yet
 */
SondeLogModel *
sonde_frame_model_new (void)
{
  return sonde_log_model_new (&kind);
}

/**
 * sonde_frame_model_set_filter:
 * @model: a list of frames
 * @flags: which directions and kinds to list, at least one of each
 *
 * Does what `sonde_log_model_set_filter()` says, where it is another filter.
 */
void
sonde_frame_model_set_filter (SondeLogModel *model, SondeFrameFilter flags)
{
  const gpointer filter = GUINT_TO_POINTER (flags == SONDE_FRAME_FILTER_ALL ? 0 : flags);

  g_return_if_fail (flags != 0);

  if (filter != sonde_log_model_get_filter (model))
    sonde_log_model_set_filter (model, filter, NULL);
}
