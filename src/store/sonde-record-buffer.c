/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-record-buffer.h"

#include "sonde-error.h"
#include "sonde-packed.h"

#include <glib/gi18n-lib.h>

/**
 * SondeRecordBuffer:
 *
 * What waits for a recorder's thread, and what became of it.
 *
 * Any thread adds, and never waits for the disk; one takes. The bytes that wait are bounded: what
 * there is no room for is counted, and leaves a gap.
 */
struct _SondeRecordBuffer
{
  SondeRecordBufferFunc changed;
  gpointer user_data;

  GMutex mutex;
  GCond work;     /* there is something to do */
  GCond progress; /* something was done */
  GByteArray *pending;
  gint64 pending_since_us; /* monotonic */
  gsize n_writing_bytes;   /* what the thread has taken and not committed */
  GPtrArray *channels;
  guint retention_days;
  gboolean flushing;
  gboolean closing;
  gboolean closed;
  gboolean is_open;
  gboolean losing;
  gint64 lost_from_us;
  guint64 n_recorded;
  guint64 n_lost;
  guint64 n_attempts;
  GError *error;
  char *aside;
  char *refused; /* the first channel that there was no column for */
};

#define COMMIT_US (G_USEC_PER_SEC / 4)

/* So much is worth a transaction of its own. */
#define EAGER_BYTES (1024 * 1024)

/* Takes the error. With the lock. */
static void
set_error (SondeRecordBuffer *self, GError *error)
{
  g_autoptr (GError) old = g_steal_pointer (&self->error);

  self->error = error;
  if ((old == NULL) != (error == NULL) ||
      (error != NULL && !g_error_matches (old, error->domain, error->code)))
    self->changed (self->user_data);
}

static gsize
count_waiting (SondeRecordBuffer *self)
{
  return self->pending->len + self->n_writing_bytes;
}

/* Adds a record if there is room. With the lock. */
static gboolean
push (SondeRecordBuffer *self, const SondeRecord *record, const void *data)
{
  if (self->closing || count_waiting (self) + sonde_record_queue_get_cost (record->size) >
                           SONDE_RECORDER_MAX_QUEUE_BYTES)
    {
      self->n_lost++;
      if (!self->losing)
        {
          self->losing = TRUE;
          self->lost_from_us = record->time_us;
          self->changed (self->user_data);
        }
      return FALSE;
    }

  if (self->pending->len == 0)
    {
      self->pending_since_us = g_get_monotonic_time ();
      g_cond_signal (&self->work);
    }
  sonde_record_queue_append (self->pending, record, data);
  if (self->pending->len >= EAGER_BYTES)
    g_cond_signal (&self->work);

  return TRUE;
}

/* A gap of every channel of the file, of which those of this run are the first. */
static void
push_gap (SondeRecordBuffer *self, gint64 time_us)
{
  SondeRecord record = { time_us, self->channels->len, 0, 0, SONDE_RECORD_GAP };

  push (self, &record, NULL);
}

/* With the lock. */
static gboolean
has_work (SondeRecordBuffer *self, gint64 now_us)
{
  return self->closing || self->flushing || self->pending->len >= EAGER_BYTES ||
         (self->pending->len > 0 && now_us >= self->pending_since_us + COMMIT_US);
}

/* Waits until there is something to do, with the lock. */
static void
wait_for_work (SondeRecordBuffer *self, gint64 wake_us, gboolean good)
{
  gint64 now_us = g_get_monotonic_time ();

  /* After a failure there is nothing to do but to try again, in a while. */
  while (now_us < wake_us && !(good ? has_work (self, now_us) : self->closing))
    {
      gint64 until_us = wake_us;

      if (good && self->pending->len > 0)
        until_us = MIN (until_us, self->pending_since_us + COMMIT_US);
      g_cond_wait_until (&self->work, &self->mutex, until_us);
      now_us = g_get_monotonic_time ();
    }
}

/* With the lock. */
static GError *
copy_error (SondeRecordBuffer *self)
{
  if (self->error != NULL)
    return g_error_copy (self->error);

  if (self->n_lost == 0 && self->refused != NULL)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_TOO_MANY,
                        _ ("“%s” is not recorded: a recording holds %d quantities at most"),
                        self->refused, SONDE_PACKED_MAX_COLUMNS);
  if (self->n_lost == 0)
    return NULL;

  return g_error_new (SONDE_ERROR, SONDE_ERROR_OVERRUN,
                      g_dngettext (GETTEXT_PACKAGE, "%llu measure or message was not recorded",
                                   "%llu measures or messages were not recorded",
                                   (gulong) self->n_lost),
                      (unsigned long long) self->n_lost);
}

/* With the lock. */
static void
refuse (SondeRecordBuffer *self, const char *id)
{
  if (self->refused != NULL)
    return;
  self->refused = g_strdup (id);
  self->changed (self->user_data);
}

/**
 * sonde_record_buffer_new:
 * @changed: called where the error becomes another or none, or something is lost; on any thread,
 *   with the lock
 *
 * Returns: (transfer full): an empty buffer
 */
SondeRecordBuffer *
sonde_record_buffer_new (SondeRecordBufferFunc changed, gpointer user_data)
{
  SondeRecordBuffer *self = g_new0 (SondeRecordBuffer, 1);

  self->changed = changed;
  self->user_data = user_data;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->work);
  g_cond_init (&self->progress);
  self->pending = g_byte_array_new ();
  self->channels = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
sonde_record_buffer_free (SondeRecordBuffer *self)
{
  g_byte_array_unref (self->pending);
  g_ptr_array_unref (self->channels);
  g_clear_error (&self->error);
  g_free (self->aside);
  g_free (self->refused);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->work);
  g_cond_clear (&self->progress);
  g_free (self);
}

/**
 * sonde_record_buffer_set_retention_days:
 *
 * What `sonde_recorder_set_retention_days()` documents.
 */
void
sonde_record_buffer_set_retention_days (SondeRecordBuffer *self, guint days)
{
  g_mutex_lock (&self->mutex);
  self->retention_days = days;
  g_cond_signal (&self->work);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_ensure_channel:
 *
 * What `sonde_recorder_ensure_channel()` documents.
 */
int
sonde_record_buffer_ensure_channel (SondeRecordBuffer *self, const char *id)
{
  guint place;

  g_mutex_lock (&self->mutex);
  if (!g_ptr_array_find_with_equal_func (self->channels, id, g_str_equal, &place))
    {
      place = self->channels->len;
      if (place < SONDE_PACKED_MAX_COLUMNS)
        g_ptr_array_add (self->channels, g_strdup (id));
      else
        refuse (self, id);
    }
  g_mutex_unlock (&self->mutex);

  return place < SONDE_PACKED_MAX_COLUMNS ? (int) place : -1;
}

/**
 * sonde_record_buffer_add:
 * @data: (nullable): what belongs to the record, which is copied
 *
 * Adds a record if there is room.
 */
void
sonde_record_buffer_add (SondeRecordBuffer *self, const SondeRecord *record, const void *data)
{
  g_mutex_lock (&self->mutex);

  /* There is room again: what is missing was not measured as far as anybody can tell. */
  if (self->losing && count_waiting (self) < SONDE_RECORDER_MAX_QUEUE_BYTES / 2)
    {
      self->losing = FALSE;
      push_gap (self, self->lost_from_us);
    }
  push (self, record, data);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_add_gap:
 *
 * What `sonde_recorder_add_gap()` documents.
 */
void
sonde_record_buffer_add_gap (SondeRecordBuffer *self, gint64 time_us)
{
  g_mutex_lock (&self->mutex);
  push_gap (self, time_us);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_get_status:
 *
 * What `sonde_recorder_get_status()` documents.
 */
void
sonde_record_buffer_get_status (SondeRecordBuffer *self, SondeRecorderStatus *status)
{
  g_mutex_lock (&self->mutex);
  *status = (SondeRecorderStatus){ self->is_open, self->n_recorded, count_waiting (self),
                                   self->n_lost };
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_dup_error:
 *
 * What `sonde_recorder_dup_error()` documents.
 */
GError *
sonde_record_buffer_dup_error (SondeRecordBuffer *self)
{
  GError *error;

  g_mutex_lock (&self->mutex);
  error = copy_error (self);
  g_mutex_unlock (&self->mutex);

  return error;
}

/**
 * sonde_record_buffer_dup_aside:
 *
 * What `sonde_recorder_dup_aside()` documents.
 */
char *
sonde_record_buffer_dup_aside (SondeRecordBuffer *self)
{
  char *aside;

  g_mutex_lock (&self->mutex);
  aside = g_strdup (self->aside);
  g_mutex_unlock (&self->mutex);

  return aside;
}

/**
 * sonde_record_buffer_wait_open:
 *
 * What `sonde_recorder_wait_open()` documents.
 */
gboolean
sonde_record_buffer_wait_open (SondeRecordBuffer *self, GError **error)
{
  gboolean good;

  g_mutex_lock (&self->mutex);
  while (self->n_attempts == 0)
    g_cond_wait (&self->progress, &self->mutex);
  good = self->error == NULL;
  if (!good && error != NULL)
    *error = copy_error (self);
  g_mutex_unlock (&self->mutex);

  return good;
}

/**
 * sonde_record_buffer_flush:
 *
 * What `sonde_recorder_flush()` documents.
 */
gboolean
sonde_record_buffer_flush (SondeRecordBuffer *self, GError **error)
{
  gboolean good;

  g_mutex_lock (&self->mutex);
  while ((self->n_attempts == 0 || count_waiting (self) > 0) && self->error == NULL &&
         !self->closed)
    {
      self->flushing = TRUE;
      g_cond_signal (&self->work);
      g_cond_wait (&self->progress, &self->mutex);
    }
  good = self->error == NULL;
  if (!good && error != NULL)
    *error = copy_error (self);
  g_mutex_unlock (&self->mutex);

  return good;
}

/**
 * sonde_record_buffer_close:
 *
 * Takes nothing more from now on, and has the thread write what waits.
 */
void
sonde_record_buffer_close (SondeRecordBuffer *self)
{
  g_mutex_lock (&self->mutex);
  self->closing = TRUE;
  g_cond_signal (&self->work);
  g_mutex_unlock (&self->mutex);
}

/* With the lock. */
static gboolean
is_all_recorded (SondeRecordBuffer *self, GError **error)
{
  const gboolean good = self->error == NULL && self->n_lost == 0;

  if (!good && error != NULL)
    *error = copy_error (self);

  return good;
}

/**
 * sonde_record_buffer_finish:
 *
 * Says that the thread has ended.
 *
 * Returns: %FALSE with the reason where something could not be recorded
 */
gboolean
sonde_record_buffer_finish (SondeRecordBuffer *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->closed = TRUE;
  g_cond_broadcast (&self->progress);

  return is_all_recorded (self, error);
}

/**
 * sonde_record_buffer_wait_closed:
 *
 * Waits until somebody else has said that the thread has ended.
 *
 * Returns: %FALSE with the reason where something could not be recorded
 */
gboolean
sonde_record_buffer_wait_closed (SondeRecordBuffer *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!self->closed)
    g_cond_wait (&self->progress, &self->mutex);

  return is_all_recorded (self, error);
}

/**
 * sonde_record_buffer_get_retention_days:
 *
 * Returns: how long to keep what is recorded; 0 for ever
 */
guint
sonde_record_buffer_get_retention_days (SondeRecordBuffer *self)
{
  guint days;

  g_mutex_lock (&self->mutex);
  days = self->retention_days;
  g_mutex_unlock (&self->mutex);

  return days;
}

/**
 * sonde_record_buffer_dup_channels:
 *
 * Returns: (transfer full) (element-type utf8): the channels of this run, by their places
 */
GPtrArray *
sonde_record_buffer_dup_channels (SondeRecordBuffer *self)
{
  GPtrArray *channels = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->channels->len; i++)
    g_ptr_array_add (channels, g_strdup (g_ptr_array_index (self->channels, i)));
  g_mutex_unlock (&self->mutex);

  return channels;
}

/**
 * sonde_record_buffer_take:
 * @wake_us: until when to wait at most, in monotonic microseconds
 * @good: whether the last attempt was; where it was not there is nothing to do but to try again
 * @batch: (inout): an empty array for what waits; one that is not empty is to be tried again
 *
 * Waits until there is something to do, and takes it.
 *
 * Returns: whether the recorder closes
 */
gboolean
sonde_record_buffer_take (SondeRecordBuffer *self,
                          gint64 wake_us,
                          gboolean good,
                          GByteArray **batch)
{
  gboolean closing;

  g_mutex_lock (&self->mutex);
  wait_for_work (self, wake_us, good);

  /* A batch that failed is tried again as it was. */
  if ((*batch)->len == 0)
    {
      GByteArray *taken = self->pending;

      self->pending = *batch;
      *batch = taken;
      self->n_writing_bytes = taken->len;
    }
  closing = self->closing;
  self->flushing = FALSE;
  g_mutex_unlock (&self->mutex);

  return closing;
}

/**
 * sonde_record_buffer_note_attempt:
 * @is_open: whether the file is open
 * @n_measures: how many measures what was taken has
 * @error: (transfer full) (nullable): why it is not in the file, or %NULL where it is
 *
 * Says what became of what was taken.
 */
void
sonde_record_buffer_note_attempt (SondeRecordBuffer *self,
                                  gboolean is_open,
                                  guint64 n_measures,
                                  GError *error)
{
  gboolean good = error == NULL;

  g_mutex_lock (&self->mutex);
  self->is_open = is_open;
  self->n_attempts++;
  set_error (self, error);
  if (good)
    {
      self->n_writing_bytes = 0;
      self->n_recorded += n_measures;
    }
  g_cond_broadcast (&self->progress);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_refuse:
 * @id: a channel that the file has no column for
 *
 * Has the recorder say that something is not recorded.
 */
void
sonde_record_buffer_refuse (SondeRecordBuffer *self, const char *id)
{
  g_mutex_lock (&self->mutex);
  refuse (self, id);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_set_aside:
 * @path: (nullable): where a history that could not be continued was put
 */
void
sonde_record_buffer_set_aside (SondeRecordBuffer *self, const char *path)
{
  g_mutex_lock (&self->mutex);
  if (g_strcmp0 (path, self->aside) != 0)
    {
      g_free (self->aside);
      self->aside = g_strdup (path);
      self->changed (self->user_data);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_record_buffer_end_round:
 *
 * Wakes who waits for the thread.
 *
 * Returns: whether nothing waits
 */
gboolean
sonde_record_buffer_end_round (SondeRecordBuffer *self)
{
  gboolean is_empty;

  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->progress);
  is_empty = self->pending->len == 0;
  g_mutex_unlock (&self->mutex);

  return is_empty;
}
