/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-archive-reader.h"

#include "sonde-archive-state.h"
#include "sonde-event.h"
#include "sonde-rows.h"
#include "sonde-tile-reader.h"

#include <string.h>

/* A request that grows beyond this while it waits gives way to the newest one. */
#define MAX_REQUEST_TILES 512
/* How soon to find out that what was read has become another. */
#define LOOK_US (2 * G_TIME_SPAN_SECOND)

void
sonde_archive_state_unref (SondeArchiveReader *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->recording);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->asked_us, g_array_unref);
  g_clear_pointer (&self->cache, sonde_tile_cache_free);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

static gboolean
on_notice (gpointer data)
{
  SondeArchiveReader *self = data;
  gboolean stopping;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->notice, g_source_unref);
  stopping = self->stopping;
  g_mutex_unlock (&self->mutex);

  if (!stopping)
    self->changed (self->data);

  return G_SOURCE_REMOVE;
}

/* Tells the archive that something is new. With the lock. */
void
sonde_archive_state_notify (SondeArchiveReader *self)
{
  self->generation++;
  if (self->notice != NULL || self->stopping)
    return;

  g_atomic_ref_count_inc (&self->ref_count);
  self->notice = g_idle_source_new ();
  g_source_set_priority (self->notice, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->notice, on_notice, self, (GDestroyNotify) sonde_archive_state_unref);
  g_source_attach (self->notice, self->context);
}

/**
 * sonde_archive_reader_new:
 * @path: a recording, which need not exist yet
 * @changed: called in the main context that is now the default one of this thread, until the reader
 *   is stopped
 * @data: what it is called with
 *
 * Returns: (transfer full): a reader
 */
SondeArchiveReader *
sonde_archive_reader_new (const char *path, GSourceFunc changed, gpointer data)
{
  SondeArchiveReader *self = g_new0 (SondeArchiveReader, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->path = g_strdup (path);
  self->context = g_main_context_ref_thread_default ();
  self->changed = changed;
  self->data = data;
  self->poked = TRUE;
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->asked_us = g_array_new (FALSE, TRUE, sizeof (gint64));
  self->cache = sonde_tile_cache_new (SONDE_TILE_CACHE_MAX_BYTES);
  self->channels = g_ptr_array_new_with_free_func (g_free);
  self->events = g_ptr_array_new ();
  self->marks_known = (SondeArchiveRange){ G_MAXINT64, G_MININT64 };

  g_atomic_ref_count_inc (&self->ref_count);
  self->thread = g_thread_new ("sonde-archive", sonde_archive_thread_run, self);

  return self;
}

static GThread *
stop (SondeArchiveReader *self)
{
  GThread *thread;

  g_mutex_lock (&self->mutex);
  g_atomic_int_set (&self->stopping, TRUE);
  if (self->notice != NULL)
    g_source_destroy (self->notice);
  g_clear_pointer (&self->notice, g_source_unref);
  g_cond_signal (&self->cond);
  thread = g_steal_pointer (&self->thread);
  g_mutex_unlock (&self->mutex);

  return thread;
}

/**
 * sonde_archive_reader_stop:
 *
 * Frees the reader, without waiting for its thread.
 */
void
sonde_archive_reader_stop (SondeArchiveReader *self)
{
  GThread *thread = stop (self);

  g_clear_pointer (&thread, g_thread_unref);
  sonde_archive_state_unref (self);
}

/**
 * sonde_archive_reader_join:
 *
 * Frees the reader when its thread has ended.
 */
void
sonde_archive_reader_join (SondeArchiveReader *self)
{
  GThread *thread = stop (self);

  g_clear_pointer (&thread, g_thread_join);
  sonde_archive_state_unref (self);
}

/* With the lock. */
static gboolean
find_channel (SondeArchiveReader *self, const char *channel_id, guint *channel)
{
  for (*channel = 0; *channel < self->channels->len; (*channel)++)
    if (strcmp (g_ptr_array_index (self->channels, *channel), channel_id) == 0)
      return TRUE;

  return FALSE;
}

static void
wake (SondeArchiveReader *self)
{
  if (g_get_monotonic_time () < self->retry_us)
    {
      g_hash_table_remove_all (self->requests);
      self->marks_wanted = FALSE;
      return;
    }

  self->poked = TRUE;
  self->looked_us = g_get_monotonic_time ();
  g_cond_signal (&self->cond);
}

/* Puts a request in line, together with one for tiles nearby that still waits: a view asks for its
 * neighbours too. With the lock. */
static void
add_request (SondeArchiveReader *self, guint channel, const SondeTileRequest *request)
{
  SondeTileRequest *waiting = g_hash_table_lookup (self->requests, GUINT_TO_POINTER (channel));
  SondeTileRequest joined = *request;

  if (waiting != NULL && waiting->level == request->level &&
      waiting->before_us == request->before_us && waiting->first <= request->last + 1 &&
      request->first <= waiting->last + 1)
    {
      joined.first = MIN (waiting->first, request->first);
      joined.last = MAX (waiting->last, request->last);
      if (joined.last - joined.first >= MAX_REQUEST_TILES)
        joined = *request;
    }

  g_hash_table_replace (self->requests, GUINT_TO_POINTER (channel),
                        g_memdup2 (&joined, sizeof joined));
}

/**
 * sonde_archive_reader_get_buckets:
 *
 * Does what `sonde_archive_get_buckets()` says.
 */
gboolean
sonde_archive_reader_get_buckets (SondeArchiveReader *self,
                                  const char *channel_id,
                                  gint64 start_us,
                                  gint64 width_us,
                                  gint64 before_us,
                                  SondeBucket *buckets,
                                  gsize n_buckets)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  SondeTileRequest request;
  gboolean wanted;
  gboolean whole;
  guint channel;

  if (n_buckets == 0)
    return TRUE;

  if (!find_channel (self, channel_id, &channel) || before_us <= start_us)
    {
      for (gsize i = 0; i < n_buckets; i++)
        buckets[i] = (SondeBucket){ .gap = TRUE };
      wake (self);
      return self->has_span;
    }

  if (channel >= self->asked_us->len)
    g_array_set_size (self->asked_us, channel + 1);
  g_array_index (self->asked_us, gint64, channel) = g_get_monotonic_time ();
  whole = sonde_tile_reader_fill (self->cache, channel, start_us, width_us, before_us, buckets,
                                  n_buckets, &request, &wanted);
  if (wanted)
    add_request (self, channel, &request);
  if (wanted || g_get_monotonic_time () - self->looked_us >= LOOK_US)
    wake (self);

  return whole;
}

/**
 * sonde_archive_reader_copy_marks:
 *
 * Does what `sonde_archive_copy_marks()` says.
 */
SondeMark *
sonde_archive_reader_copy_marks (SondeArchiveReader *self,
                                 gint64 from_us,
                                 gint64 to_us,
                                 gsize *n_marks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (SondeMark));

  for (guint i = 0; i < self->events->len; i++)
    {
      SondeMark mark;

      if (sonde_event_get_mark (g_ptr_array_index (self->events, i), &mark) &&
          mark.time_us >= from_us && mark.time_us <= to_us)
        g_array_append_val (marks, mark);
    }

  if (MAX (from_us, -SONDE_ROWS_MAX_TIME_US) < self->marks_known.from_us ||
      MIN (to_us, SONDE_ROWS_MAX_TIME_US) > self->marks_known.to_us)
    {
      gint64 margin_us;

      from_us = MAX (from_us, -SONDE_ROWS_MAX_TIME_US);
      to_us = MIN (to_us, SONDE_ROWS_MAX_TIME_US);
      margin_us = (to_us - from_us) / 2;
      self->marks_range = (SondeArchiveRange){ from_us - margin_us, to_us + margin_us };
      self->marks_wanted = TRUE;
      wake (self);
    }

  *n_marks = marks->len;

  return sonde_mark_copy_array ((const SondeMark *) (gpointer) marks->data, marks->len);
}

/**
 * sonde_archive_reader_get_mark_span:
 *
 * Does what `sonde_archive_get_mark_span()` says.
 */
gboolean
sonde_archive_reader_get_mark_span (SondeArchiveReader *self, gint64 *first_us, gint64 *last_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *first_us = self->mark_span.from_us;
  *last_us = self->mark_span.to_us;

  return self->has_mark_span;
}

/**
 * sonde_archive_reader_get_span:
 *
 * Does what `sonde_archive_get_span()` says.
 */
gboolean
sonde_archive_reader_get_span (SondeArchiveReader *self, gint64 *first_us, gint64 *last_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *first_us = self->span.from_us;
  *last_us = self->span.to_us;

  return self->has_span;
}

/**
 * sonde_archive_reader_dup_channels:
 *
 * Does what `sonde_archive_dup_channels()` says.
 */
char **
sonde_archive_reader_dup_channels (SondeArchiveReader *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **ids;

  for (guint i = 0; i < self->channels->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->channels, i));
  ids = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return ids;
}

/**
 * sonde_archive_reader_get_generation:
 *
 * Does what `sonde_archive_get_generation()` says.
 */
guint64
sonde_archive_reader_get_generation (SondeArchiveReader *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->generation;
}

/**
 * sonde_archive_reader_dup_error:
 *
 * Returns: (transfer full) (nullable): why the recording cannot be read
 */
GError *
sonde_archive_reader_dup_error (SondeArchiveReader *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->error != NULL ? g_error_copy (self->error) : NULL;
}
