/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-archive-state.h"

#include "sonde-event.h"
#include "sonde-tile-reader.h"

#include <string.h>

/* Tiles that are read with one query. */
#define MAX_RUN   64
#define MAX_MARKS 10000
/* Channels that are looked at together are read together. */
#define MAX_CHANNELS 8
#define COMPANION_US G_TIME_SPAN_SECOND

/* Keeps the error, or forgets the one before. With the lock. */
static void
take_error (SondeArchiveReader *self, GError *error)
{
  gboolean same = (error == NULL) == (self->error == NULL) &&
                  (error == NULL || strcmp (error->message, self->error->message) == 0);

  if (error != NULL)
    self->retry_us = g_get_monotonic_time () + SONDE_ARCHIVE_RETRY_US;
  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    sonde_archive_state_notify (self);
}

/* Learns what the recording holds by now. */
static gboolean
look (SondeArchiveReader *self, GError **error)
{
  g_auto (GStrv) ids = sonde_recording_dup_channels (self->recording, error);
  SondeArchiveRange span;
  SondeArchiveRange mark_span;
  gboolean has_span;
  gboolean has_mark_span;
  gint64 n_rewrites;
  gboolean fresh;

  self->change_count = sonde_recording_get_change_count (self->recording);
  if (ids == NULL ||
      !sonde_recording_get_span (self->recording, &span.from_us, &span.to_us, &has_span, error) ||
      !sonde_recording_get_event_span (self->recording, &mark_span.from_us, &mark_span.to_us,
                                       &has_mark_span, error) ||
      !sonde_recording_get_n_rewrites (self->recording, &n_rewrites, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  fresh = self->has_span != has_span || self->channels->len != g_strv_length (ids) ||
          self->has_mark_span != has_mark_span || self->mark_span.to_us != mark_span.to_us;
  for (guint i = self->channels->len; ids[i] != NULL; i++)
    g_ptr_array_add (self->channels, g_strdup (ids[i]));
  /* Marks come after those that are known, and only then do measures. */
  self->marks_known.to_us = MIN (self->marks_known.to_us, self->span.to_us);
  if (n_rewrites != sonde_tile_cache_get_n_rewrites (self->cache))
    {
      sonde_tile_cache_set_n_rewrites (self->cache, n_rewrites);
      self->marks_known = (SondeArchiveRange){ G_MAXINT64, G_MININT64 };
      fresh = TRUE;
    }
  self->has_span = has_span;
  self->span = span;
  self->has_mark_span = has_mark_span;
  self->mark_span = mark_span;
  if (fresh)
    sonde_archive_state_notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

static SondeArchiveTile *
create_tile (SondeArchiveReader *self, const SondeBucket *slices, gsize n_slices)
{
  SondeArchiveTile *tile = sonde_archive_tile_new (slices, n_slices);

  tile->change_count = self->change_count;
  tile->n_rewrites = sonde_tile_cache_get_n_rewrites (self->cache);
  tile->checked_us = g_get_monotonic_time ();
  tile->complete_until_us = self->has_span ? self->span.to_us : G_MININT64;

  return tile;
}

/* Reads tiles of some channels that lie side by side. */
static gboolean
read_run (SondeArchiveReader *self,
          const guint *channels,
          gsize n_channels,
          guint level,
          gint64 first,
          gsize n_tiles,
          GError **error)
{
  gint64 slice_us = sonde_archive_tile_get_slice_us (level);
  gsize n_slices = n_tiles * SONDE_TILE_SLICES;
  g_autofree SondeBucket *slices = g_new (SondeBucket, n_channels * n_slices);

  if (!sonde_recording_get_buckets (self->recording, channels, n_channels,
                                    first * slice_us * SONDE_TILE_SLICES, slice_us, slices,
                                    n_slices, NULL, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  for (gsize i = 0; i < n_channels * n_tiles; i++)
    {
      SondeTileKey key = { first + (gint64) (i % n_tiles), G_MAXINT64, channels[i / n_tiles],
                           level };

      sonde_tile_cache_insert (
          self->cache, &key, create_tile (self, slices + i * SONDE_TILE_SLICES, SONDE_TILE_SLICES));
    }
  sonde_archive_state_notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* Reads the part of a slice that is older than a time. */
static gboolean
read_cut (SondeArchiveReader *self, guint channel, const SondeTileRequest *request, GError **error)
{
  gint64 slice_us = sonde_archive_tile_get_slice_us (request->level);
  gint64 cut_us = sonde_series_align_us (request->before_us, slice_us);
  SondeTileKey key = { cut_us / slice_us, request->before_us, channel, request->level };
  const SondeArchiveTile *tile;
  SondeBucket bucket;
  gboolean known;

  if (cut_us == request->before_us ||
      sonde_archive_tile_get_index (request->level, cut_us) > request->last ||
      sonde_archive_tile_get_index (request->level, cut_us) < request->first)
    return TRUE;

  g_mutex_lock (&self->mutex);
  tile = sonde_tile_cache_get (self->cache, &key);
  known = tile != NULL && tile->n_rewrites == sonde_tile_cache_get_n_rewrites (self->cache);
  g_mutex_unlock (&self->mutex);
  if (known)
    return TRUE;

  if (!sonde_recording_get_range (self->recording, channel, cut_us, request->before_us, &bucket,
                                  error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  sonde_tile_cache_insert (self->cache, &key, create_tile (self, &bucket, 1));
  sonde_archive_state_notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* Whether a tile should be read, now that the recording was looked at. */
static gboolean
is_wanted (SondeArchiveReader *self, guint channel, const SondeTileRequest *request, gint64 index)
{
  SondeTileKey key = { index, G_MAXINT64, channel, request->level };
  gint64 end_us = (index + 1) * sonde_archive_tile_get_slice_us (request->level) *
                  SONDE_TILE_SLICES;
  gint64 now_us = g_get_monotonic_time ();
  gboolean wanted;
  SondeArchiveTile *tile;

  g_mutex_lock (&self->mutex);
  tile = sonde_tile_cache_get (self->cache, &key);
  wanted = tile == NULL ||
           sonde_archive_tile_is_due (tile, sonde_tile_cache_get_n_rewrites (self->cache),
                                      MIN (end_us, request->before_us), now_us);
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

/* Whether a channel was asked for just now. */
static gboolean
is_looked_at (SondeArchiveReader *self, guint channel)
{
  gboolean looked_at;

  g_mutex_lock (&self->mutex);
  looked_at = channel < self->asked_us->len &&
              g_get_monotonic_time () - g_array_index (self->asked_us, gint64, channel) <
                  COMPANION_US;
  g_mutex_unlock (&self->mutex);

  return looked_at;
}

/* Adds the channels that are looked at too and want the same tiles: what is read for one of them,
 * the times foremost, is most of what is read for all. */
static gsize
add_companions (SondeArchiveReader *self,
                guint *channels,
                const SondeTileRequest *request,
                gint64 first,
                gsize n_tiles)
{
  guint n_known = self->channels->len;
  gsize n_channels = 1;

  for (guint channel = 0; channel < n_known && n_channels < MAX_CHANNELS; channel++)
    {
      gboolean wanted = channel != channels[0] && is_looked_at (self, channel);

      for (gsize i = 0; i < n_tiles && wanted; i++)
        wanted = is_wanted (self, channel, request, first + (gint64) i);
      if (wanted)
        channels[n_channels++] = channel;
    }

  return n_channels;
}

static gboolean
serve (SondeArchiveReader *self, guint channel, const SondeTileRequest *request, GError **error)
{
  gint64 index = request->first;

  while (index <= request->last && !is_overtaken (self, channel, request))
    {
      guint channels[MAX_CHANNELS] = { channel };
      gsize n_tiles = 0;

      while (index + (gint64) n_tiles <= request->last && n_tiles < MAX_RUN &&
             is_wanted (self, channel, request, index + (gint64) n_tiles))
        n_tiles++;
      if (n_tiles > 0 &&
          !read_run (self, channels, add_companions (self, channels, request, index, n_tiles),
                     request->level, index, n_tiles, error))
        return FALSE;

      index += (gint64) MAX (n_tiles, 1);
    }

  return read_cut (self, channel, request, error);
}

static gboolean
read_marks (SondeArchiveReader *self, SondeArchiveRange range, GError **error)
{
  g_autoptr (GPtrArray) events = sonde_recording_list_events (self->recording, range.from_us,
                                                              range.to_us, MAX_MARKS, error);

  if (events == NULL)
    return FALSE;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  self->events = g_ptr_array_ref (events);
  self->marks_known = range;
  sonde_archive_state_notify (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* A few tiles of the whole, so that there is something to draw from the first moment on. */
static gboolean
read_overview (SondeArchiveReader *self, GError **error)
{
  guint level = sonde_archive_tile_choose_overview (self->span.to_us - self->span.from_us);
  gint64 first;
  gint64 last;

  if (!self->has_span)
    return TRUE;

  first = sonde_archive_tile_get_index (level, self->span.from_us);
  last = sonde_archive_tile_get_index (level, self->span.to_us);
  for (guint i = 0; i < self->channels->len; i += MAX_CHANNELS)
    {
      guint channels[MAX_CHANNELS];
      gsize n_channels = MIN (self->channels->len - i, MAX_CHANNELS);

      for (guint j = 0; j < n_channels; j++)
        channels[j] = i + j;
      if (!read_run (self, channels, n_channels, level, first,
                     (gsize) MIN (last - first + 1, MAX_RUN), error))
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
      self->retry_us = g_get_monotonic_time () + SONDE_ARCHIVE_RETRY_US;
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
  SondeArchiveRange marks;
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

gpointer
sonde_archive_thread_run (gpointer data)
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

  sonde_archive_state_unref (self);

  return NULL;
}
