/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-private.h"

#include "sonde-rows.h"

/* The events and raw messages of a recording. */

typedef gpointer (*ReadRow) (sqlite3_stmt *statement);

static GPtrArray *
list_rows (SondeRecording *self,
           const char *sql,
           gint64 from_us,
           gint64 to_us,
           guint max_rows,
           ReadRow read_row,
           GDestroyNotify free_row,
           GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  sqlite3_stmt *statement = sonde_database_prepare (self->database, sql, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, from_us);
  sqlite3_bind_int64 (statement, 2, to_us);
  sqlite3_bind_int64 (statement, 3, max_rows);
  while (sonde_database_step (self->database, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&rows);

      g_ptr_array_add (rows, read_row (statement));
    }

  return NULL;
}

static gpointer
read_event (sqlite3_stmt *statement)
{
  const char *text = (const char *) sqlite3_column_text (statement, 3);
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  return sonde_event_new (
      sqlite3_column_int64 (statement, 0),
      sonde_event_kind_from_name ((const char *) sqlite3_column_text (statement, 1)),
      sqlite3_column_int64 (statement, 2), valid);
}

static gpointer
read_message (sqlite3_stmt *statement)
{
  g_autoptr (GBytes) data = g_bytes_new (sqlite3_column_blob (statement, 4),
                                         (gsize) sqlite3_column_bytes (statement, 4));

  return sonde_message_new (
      sqlite3_column_int (statement, 1) == SONDE_DIRECTION_SENT ? SONDE_DIRECTION_SENT
                                                                : SONDE_DIRECTION_RECEIVED,
      (SondeOpcode) (sqlite3_column_int (statement, 2) & 0xf), data,
      sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 3));
}

/* Looks for the first event or the last one; a time that no clock could have shown is of none. */
static gboolean
find_event (SondeRecording *self, const char *sql, gint64 *time_us, gboolean *found, GError **error)
{
  sqlite3_stmt *statement = sonde_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, -SONDE_ROWS_MAX_TIME_US);
  sqlite3_bind_int64 (statement, 2, SONDE_ROWS_MAX_TIME_US);
  if (!sonde_database_step (self->database, statement, found, error))
    return FALSE;

  *time_us = *found ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);

  return TRUE;
}

/**
 * sonde_recording_get_event_span:
 * @first_us: (out): the time of the first event, or 0
 * @last_us: (out): the time of the last one, or 0
 * @has_span: (out): whether there is any
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean
sonde_recording_get_event_span (
    SondeRecording *self, gint64 *first_us, gint64 *last_us, gboolean *has_span, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (first_us != NULL && last_us != NULL && has_span != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);

  return find_event (self,
                     "SELECT time_us FROM event WHERE time_us > ? AND time_us < ? ORDER BY time_us",
                     first_us, has_span, error) &&
         find_event (
             self,
             "SELECT time_us FROM event WHERE time_us > ? AND time_us < ? ORDER BY time_us DESC",
             last_us, has_span, error);
}

/**
 * sonde_recording_list_events:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @max_events: where to stop
 *
 * Returns: (transfer full) (element-type SondeEvent) (nullable): the first events of the range, in
 *   order of time
 */
GPtrArray *
sonde_recording_list_events (
    SondeRecording *self, gint64 from_us, gint64 to_us, guint max_events, GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  return list_rows (self,
                    "SELECT time_us, kind, value, text FROM event WHERE time_us BETWEEN ? AND ?"
                    " ORDER BY time_us, number LIMIT ?",
                    from_us, to_us, max_events, read_event, (GDestroyNotify) sonde_event_free,
                    error);
}

/**
 * sonde_recording_list_messages:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @max_messages: where to stop
 *
 * Returns: (transfer full) (element-type SondeMessage) (nullable): the first messages of the range,
 *   in order of time
 */
GPtrArray *
sonde_recording_list_messages (
    SondeRecording *self, gint64 from_us, gint64 to_us, guint max_messages, GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  return list_rows (self,
                    "SELECT time_us, direction, opcode, rtt_us, data FROM message"
                    " WHERE time_us BETWEEN ? AND ? ORDER BY time_us, number LIMIT ?",
                    from_us, to_us, max_messages, read_message,
                    (GDestroyNotify) sonde_message_unref, error);
}

/**
 * sonde_recording_skip_messages:
 * @last: (inout): the number of a message, or 0; after it come, when this returns, only so many of
 *   the newest messages as are within both bounds
 * @max_messages: how many messages there is room for
 * @max_bytes: how many bytes of them
 * @n_messages: (out): how many messages the recording has
 *
 * Finds out where to begin to read the newest messages, from their sizes alone.
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean
sonde_recording_skip_messages (SondeRecording *self,
                               gint64 *last,
                               guint max_messages,
                               gsize max_bytes,
                               guint64 *n_messages,
                               GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  sqlite3_stmt *statement;
  gboolean row = TRUE;
  gint64 n_all;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (last != NULL && n_messages != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (!sonde_database_get_integer (self->database, "SELECT count(*) FROM message", &n_all, error))
    return FALSE;
  *n_messages = (guint64) n_all;

  statement = sonde_database_prepare (
      self->database,
      "SELECT number, length(data) FROM message WHERE number > ? ORDER BY number DESC", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, *last);
  while (sonde_database_step (self->database, statement, &row, error))
    {
      gsize size;

      if (!row)
        return TRUE;

      size = (gsize) sqlite3_column_int64 (statement, 1);
      if (max_messages == 0 || size > max_bytes)
        {
          *last = sqlite3_column_int64 (statement, 0);
          sqlite3_reset (statement);
          return TRUE;
        }
      max_messages--;
      max_bytes -= size;
    }

  return FALSE;
}

/**
 * sonde_recording_read_messages:
 * @last: (inout): the number of a message, or 0; the number of the last one that was read
 * @max_messages: where to stop
 *
 * Reads raw messages in the order in which they were recorded, whatever a clock said then.
 *
 * Returns: (transfer full) (element-type SondeMessage) (nullable): the messages that come next, or
 *   %NULL with an error
 */
GPtrArray *
sonde_recording_read_messages (SondeRecording *self,
                               gint64 *last,
                               guint max_messages,
                               GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GPtrArray)
      messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_unref);
  sqlite3_stmt *statement;
  gboolean row = TRUE;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);
  g_return_val_if_fail (last != NULL, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  statement = sonde_database_prepare (self->database,
                                      "SELECT time_us, direction, opcode, rtt_us, data, number"
                                      " FROM message WHERE number > ? ORDER BY number LIMIT ?",
                                      error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, *last);
  sqlite3_bind_int64 (statement, 2, max_messages);
  while (sonde_database_step (self->database, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&messages);

      g_ptr_array_add (messages, read_message (statement));
      *last = sqlite3_column_int64 (statement, 5);
    }

  return NULL;
}
