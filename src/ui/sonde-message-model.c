/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-model.h"

typedef struct
{
  SondeMessageFilter flags;
  char *needle; /* folded, or NULL */
} Filter;

static void
filter_free (gpointer data)
{
  Filter *filter = data;

  g_free (filter->needle);
  g_free (filter);
}

static SondeMessageFilter
classify (SondeMessage *message)
{
  SondeMessageFilter direction = SONDE_MESSAGE_FILTER_RECEIVED;

  if (sonde_message_get_direction (message) == SONDE_DIRECTION_SENT)
    direction = SONDE_MESSAGE_FILTER_SENT;
  switch (sonde_message_get_opcode (message))
    {
    case SONDE_OPCODE_TEXT:
      return direction | SONDE_MESSAGE_FILTER_TEXT;
    case SONDE_OPCODE_BINARY:
      return direction | SONDE_MESSAGE_FILTER_BINARY;
    case SONDE_OPCODE_CONTINUATION:
    case SONDE_OPCODE_CLOSE:
    case SONDE_OPCODE_PING:
    case SONDE_OPCODE_PONG:
    default:
      return direction | SONDE_MESSAGE_FILTER_CONTROL;
    }
}

static gboolean
passes (SondeMessage *message, const Filter *filter)
{
  const SondeMessageFilter class = classify (message);

  return (class & filter->flags) == class &&
         (filter->needle == NULL || sonde_message_matches (message, filter->needle));
}

static void
get_range (gpointer log, guint64 *first, guint64 *end)
{
  sonde_message_log_get_range (log, first, end);
}

static gpointer
create_item (gpointer log, guint64 number)
{
  return sonde_message_item_new (sonde_message_log_get (log, number));
}

static void
scan (gpointer log, gconstpointer filter, guint64 start, guint64 stop, GArray *matches)
{
  for (guint64 number = start; number < stop; number++)
    {
      g_autoptr (SondeMessage) message = sonde_message_log_get (log, number);

      if (message != NULL && passes (message, filter))
        g_array_append_val (matches, number);
    }
}

static const SondeLogKind kind = { sonde_message_item_get_type, get_range, create_item, scan };

/**
 * sonde_message_model_new:
 *
 * Returns: (transfer full): a list for a #SondeMessageLog, which it has none of yet
 */
SondeLogModel *
sonde_message_model_new (void)
{
  return sonde_log_model_new (&kind);
}

/**
 * sonde_message_model_set_filter:
 * @model: a list of messages
 * @flags: which directions and kinds to list
 * @needle: (nullable): a text that a message must contain, whatever the case
 *
 * Does what `sonde_log_model_set_filter()` says, where it is another filter.
 */
void
sonde_message_model_set_filter (SondeLogModel *model, SondeMessageFilter flags, const char *needle)
{
  g_autofree char *folded = NULL;
  const Filter *old = sonde_log_model_get_filter (model);
  Filter *filter = NULL;

  if (needle != NULL && *needle != '\0')
    folded = g_utf8_casefold (needle, -1);
  if (flags == (old != NULL ? old->flags : SONDE_MESSAGE_FILTER_ALL) &&
      g_strcmp0 (folded, old != NULL ? old->needle : NULL) == 0)
    return;

  if (flags != SONDE_MESSAGE_FILTER_ALL || folded != NULL)
    {
      filter = g_new (Filter, 1);
      filter->flags = flags;
      filter->needle = g_steal_pointer (&folded);
    }
  sonde_log_model_set_filter (model, filter, filter_free);
}
