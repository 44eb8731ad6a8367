/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-archive-reader.h"

#include "sonde-error.h"
#include "sonde-event.h"
#include "sonde-recording.h"
#include "sonde-rows.h"

#include <string.h>

/* Tiles that are read with one query. */
#define MAX_RUN 64
/* A request that grows beyond this while it waits gives way to the newest one. */
#define MAX_REQUEST_TILES 512
#define MAX_MARKS         10000
/* A recording that could not be opened or read is tried again no sooner. */
#define RETRY_US G_TIME_SPAN_SECOND

typedef struct
{
  gint64 from_us;
  gint64 to_us;
} Range;

/* Belongs to the archive and to the thread: nobody waits for the thread when the archive goes. */
struct _SondeArchiveReader
{
  gatomicrefcount ref_count;
  char *path;
  GMainContext *context;
  GSourceFunc changed;
  gpointer data;
  GThread *thread;

  GMutex mutex;
  GCond cond;
  int stopping;
  GSource *notice; /* one that is under way */
  gboolean poked;
  GHashTable *requests; /* of a channel's number */
  gboolean marks_wanted;
  Range marks_range;

  SondeTileCache *cache;
  GPtrArray *channels;
  gboolean has_span;
  Range span;
  GArray *marks;
  Range marks_known;
  GError *error;
  guint64 generation;
  gint64 retry_us;

  /* of the thread alone */
  SondeRecording *recording;
  gint64 change_count;
};

static void
reader_unref (SondeArchiveReader *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->recording);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->cache, sonde_tile_cache_free);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
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
static void
notify (SondeArchiveReader *self)
{
  self->generation++;
  if (self->notice != NULL || self->stopping)
    return;

  g_atomic_ref_count_inc (&self->ref_count);
  self->notice = g_idle_source_new ();
  g_source_set_priority (self->notice, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->notice, on_notice, self, (GDestroyNotify) reader_unref);
  g_source_attach (self->notice, self->context);
}

/* Keeps the error, or forgets the one before. With the lock. */
static void
take_error (SondeArchiveReader *self, GError *error)
{
  gboolean same = (error == NULL) == (self->error == NULL) &&
                  (error == NULL || strcmp (error->message, self->error->message) == 0);

  if (error != NULL)
    self->retry_us = g_get_monotonic_time () + RETRY_US;
  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    notify (self);
}

/* Everything from here to the thread's main function is the thread's. */

/* Learns what the recording holds by now. */
static gboolean
look (SondeArchiveReader *self, GError **error)
{
  g_auto (GStrv) ids = sonde_recording_dup_channels (self->recording, error);
  Range span;
  gboolean has_span;
  gboolean fresh;

  self->change_count = sonde_recording_get_change_count (self->recording);
  if (ids == NULL ||
      !sonde_recording_get_span (self->recording, &span.from_us, &span.to_us, &has_span, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  fresh = self->has_span != has_span || self->channels->len != g_strv_length (ids);
  for (guint i = self->channels->len; ids[i] != NULL; i++)
    g_ptr_array_add (self->channels, g_strdup (ids[i]));
  self->has_span = has_span;
  self->span = span;
  if (fresh)
    notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

static SondeTile *
create_tile (SondeArchiveReader *self, const SondeBucket *slices, gsize n_slices)
{
  SondeTile *tile = sonde_tile_new (slices, n_slices);

  tile->change_count = self->change_count;
  tile->checked_us = g_get_monotonic_time ();
  tile->complete_until_us = self->has_span ? self->span.to_us : G_MININT64;

  return tile;
}

/* Reads tiles that lie side by side. */
static gboolean
read_run (SondeArchiveReader *self,
          guint channel,
          guint level,
          gint64 first,
          gsize n_tiles,
          GError **error)
{
  gint64 slice_us = sonde_tile_get_slice_us (level);
  gsize n_slices = n_tiles * SONDE_TILE_SLICES;
  g_autofree SondeBucket *slices = g_new (SondeBucket, n_slices);

  if (!sonde_recording_get_buckets (self->recording, channel, first * slice_us * SONDE_TILE_SLICES,
                                    slice_us, slices, n_slices, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  for (gsize i = 0; i < n_tiles; i++)
    {
      SondeTileKey key = { first + (gint64) i, G_MAXINT64, channel, level };

      sonde_tile_cache_insert (
          self->cache, &key, create_tile (self, slices + i * SONDE_TILE_SLICES, SONDE_TILE_SLICES));
    }
  notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* Reads the part of a slice that is older than a time. */
static gboolean
read_cut (SondeArchiveReader *self, guint channel, const SondeTileRequest *request, GError **error)
{
  gint64 slice_us = sonde_tile_get_slice_us (request->level);
  gint64 cut_us = sonde_series_align_us (request->before_us, slice_us);
  SondeTileKey key = { cut_us / slice_us, request->before_us, channel, request->level };
  SondeBucket bucket;
  gboolean known;

  if (cut_us == request->before_us ||
      sonde_tile_get_index (request->level, cut_us) > request->last ||
      sonde_tile_get_index (request->level, cut_us) < request->first)
    return TRUE;

  g_mutex_lock (&self->mutex);
  known = sonde_tile_cache_get (self->cache, &key) != NULL;
  g_mutex_unlock (&self->mutex);
  if (known)
    return TRUE;

  if (!sonde_recording_get_range (self->recording, channel, cut_us, request->before_us, &bucket,
                                  error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  sonde_tile_cache_insert (self->cache, &key, create_tile (self, &bucket, 1));
  notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* Whether a tile should be read, now that the recording was looked at. */
static gboolean
is_wanted (SondeArchiveReader *self, guint channel, const SondeTileRequest *request, gint64 index)
{
  SondeTileKey key = { index, G_MAXINT64, channel, request->level };
  gint64 end_us = (index + 1) * sonde_tile_get_slice_us (request->level) * SONDE_TILE_SLICES;
  gint64 now_us = g_get_monotonic_time ();
  gboolean wanted;
  SondeTile *tile;

  g_mutex_lock (&self->mutex);
  tile = sonde_tile_cache_get (self->cache, &key);
  wanted = tile == NULL || sonde_tile_is_due (tile, MIN (end_us, request->before_us), now_us);
  if (tile != NULL && wanted && tile->change_count == self->change_count)
    {
      tile->checked_us = now_us;
      wanted = FALSE;
    }
  g_mutex_unlock (&self->mutex);

  return wanted;
}

/* Whether what is being read is no longer what is looked at. */
static gboolean
is_overtaken (SondeArchiveReader *self, guint channel, const SondeTileRequest *request)
{
  const SondeTileRequest *newer;
  gboolean overtaken;

  g_mutex_lock (&self->mutex);
  newer = g_hash_table_lookup (self->requests, GUINT_TO_POINTER (channel));
  overtaken = self->stopping || (newer != NULL && newer->level != request->level);
  g_mutex_unlock (&self->mutex);

  return overtaken;
}

static gboolean
serve (SondeArchiveReader *self, guint channel, const SondeTileRequest *request, GError **error)
{
  gint64 index = request->first;

  while (index <= request->last && !is_overtaken (self, channel, request))
    {
      gsize n_tiles = 0;

      while (index + (gint64) n_tiles <= request->last && n_tiles < MAX_RUN &&
             is_wanted (self, channel, request, index + (gint64) n_tiles))
        n_tiles++;
      if (n_tiles > 0 && !read_run (self, channel, request->level, index, n_tiles, error))
        return FALSE;

      index += (gint64) MAX (n_tiles, 1);
    }

  return read_cut (self, channel, request, error);
}

static gboolean
read_marks (SondeArchiveReader *self, Range range, GError **error)
{
  g_autoptr (GPtrArray) events = sonde_recording_list_events (self->recording, range.from_us,
                                                              range.to_us, MAX_MARKS, error);

  if (events == NULL)
    return FALSE;

  g_mutex_lock (&self->mutex);
  g_array_set_size (self->marks, 0);
  for (guint i = 0; i < events->len; i++)
    {
      SondeMark mark;

      if (sonde_event_get_mark (g_ptr_array_index (events, i), &mark))
        g_array_append_val (self->marks, mark);
    }
  self->marks_known = range;
  notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* A few tiles of the whole, so that there is something to draw from the first moment on. */
static gboolean
read_overview (SondeArchiveReader *self, GError **error)
{
  guint n_channels = self->channels->len;

  if (!self->has_span)
    return TRUE;

  for (guint channel = 0; channel < n_channels; channel++)
    {
      guint level = sonde_tile_choose_overview (self->span.to_us - self->span.from_us);
      gint64 first = sonde_tile_get_index (level, self->span.from_us);
      gint64 last = sonde_tile_get_index (level, self->span.to_us);

      if (!read_run (self, channel, level, first, (gsize) MIN (last - first + 1, MAX_RUN), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
ensure_open (SondeArchiveReader *self, GError **error)
{
  /* What is yet to be recorded is no error: there is nothing, for now. */
  if (self->recording == NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      g_mutex_lock (&self->mutex);
      self->retry_us = g_get_monotonic_time () + RETRY_US;
      g_mutex_unlock (&self->mutex);
      return FALSE;
    }

  if (self->recording != NULL)
    return sonde_recording_get_change_count (self->recording) == self->change_count ||
           look (self, error);

  self->recording = sonde_recording_open (self->path, error);
  if (self->recording != NULL && look (self, error) && read_overview (self, error))
    return TRUE;

  g_clear_object (&self->recording);

  return FALSE;
}

typedef struct
{
  gboolean has_request;
  guint channel;
  SondeTileRequest request;
  gboolean has_marks;
  Range marks;
} Task;

/* Waits for something to do. */
static gboolean
next_task (SondeArchiveReader *self, Task *task)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  memset (task, 0, sizeof *task);

  g_mutex_lock (&self->mutex);
  while (!self->stopping && !self->poked && !self->marks_wanted &&
         g_hash_table_size (self->requests) == 0)
    g_cond_wait (&self->cond, &self->mutex);

  self->poked = FALSE;
  g_hash_table_iter_init (&iter, self->requests);
  if (g_hash_table_iter_next (&iter, &key, &value))
    {
      task->has_request = TRUE;
      task->channel = GPOINTER_TO_UINT (key);
      task->request = *(SondeTileRequest *) value;
      g_hash_table_iter_remove (&iter);
    }
  task->has_marks = self->marks_wanted;
  task->marks = self->marks_range;
  self->marks_wanted = FALSE;
  g_mutex_unlock (&self->mutex);

  return !g_atomic_int_get (&self->stopping);
}

static gpointer
run (gpointer data)
{
  SondeArchiveReader *self = data;
  Task task;

  while (next_task (self, &task))
    {
      GError *error = NULL;
      gboolean good = ensure_open (self, &error) &&
                      (!task.has_request || serve (self, task.channel, &task.request, &error)) &&
                      (!task.has_marks || read_marks (self, task.marks, &error));

      g_mutex_lock (&self->mutex);
      if (good || error != NULL)
        take_error (self, error);
      g_mutex_unlock (&self->mutex);
    }

  reader_unref (self);

  return NULL;
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
  self->cache = sonde_tile_cache_new (SONDE_TILE_CACHE_MAX_BYTES);
  self->channels = g_ptr_array_new_with_free_func (g_free);
  self->marks = g_array_new (FALSE, FALSE, sizeof (SondeMark));
  self->marks_known = (Range){ G_MAXINT64, G_MININT64 };

  g_atomic_ref_count_inc (&self->ref_count);
  self->thread = g_thread_new ("sonde-archive", run, self);

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
  reader_unref (self);
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
  reader_unref (self);
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

  whole = sonde_tile_reader_fill (self->cache, channel, start_us, width_us, before_us, buckets,
                                  n_buckets, &request, &wanted);
  if (wanted)
    {
      add_request (self, channel, &request);
      wake (self);
    }

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

  for (guint i = 0; i < self->marks->len; i++)
    {
      SondeMark mark = g_array_index (self->marks, SondeMark, i);

      if (mark.time_us >= from_us && mark.time_us <= to_us)
        g_array_append_val (marks, mark);
    }

  if (MAX (from_us, -SONDE_ROWS_MAX_TIME_US) < self->marks_known.from_us ||
      MIN (to_us, SONDE_ROWS_MAX_TIME_US) > self->marks_known.to_us)
    {
      gint64 margin_us;

      from_us = MAX (from_us, -SONDE_ROWS_MAX_TIME_US);
      to_us = MIN (to_us, SONDE_ROWS_MAX_TIME_US);
      margin_us = (to_us - from_us) / 2;
      self->marks_range = (Range){ from_us - margin_us, to_us + margin_us };
      self->marks_wanted = TRUE;
      wake (self);
    }

  *n_marks = marks->len;

  return marks->len > 0 ? (SondeMark *) (gpointer) g_array_free (g_steal_pointer (&marks), FALSE)
                        : NULL;
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
