/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-direct-archive.h"

#include "sonde-event.h"
#include "sonde-recording.h"

#include <string.h>

#define MAX_MARKS 10000

/* The buckets of some channels, those of each after those of the one before. */
typedef struct
{
  GArray *channels; /* their numbers, or NULL */
  gint64 start_us;
  gint64 width_us;
  gsize n_buckets;
  SondeBucket *buckets;
} Fetched;

/**
 * SondeDirectArchive:
 *
 * What a picture on paper is drawn from. A view on the screen wants #SondeRecordingArchive, which
 * never keeps it waiting. Its channels and its span are those of when it was made, and what was
 * fetched is of that moment, until something else is.
 */
struct _SondeDirectArchive
{
  GObject parent_instance;

  SondeRecording *recording;
  char **ids;
  gboolean has_span;
  gint64 first_us;
  gint64 last_us;
  gboolean has_mark_span;
  gint64 first_mark_us;
  gint64 last_mark_us;

  GMutex mutex;
  GError *error;   /* the first one; with the lock, as what follows */
  Fetched fetched; /* what was brought to hand last */
};

enum
{
  PROP_0,
  PROP_ERROR
};

static void
take_error (SondeDirectArchive *self, GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

static gboolean
find_channel (SondeDirectArchive *self, const char *channel_id, guint *channel)
{
  for (*channel = 0; self->ids[*channel] != NULL; (*channel)++)
    if (strcmp (self->ids[*channel], channel_id) == 0)
      return TRUE;

  return FALSE;
}

static void
set_unknown (SondeBucket *buckets, gsize n_buckets)
{
  for (gsize i = 0; i < n_buckets; i++)
    buckets[i] = (SondeBucket){ .gap = TRUE };
}

static void
fetched_clear (Fetched *self)
{
  g_clear_pointer (&self->channels, g_array_unref);
  g_clear_pointer (&self->buckets, g_free);
}

/* With the lock. What a bucket holds does not depend on what else was read. */
static const SondeBucket *
find_fetched (
    SondeDirectArchive *self, guint channel, gint64 start_us, gint64 width_us, gsize n_buckets)
{
  const Fetched *fetched = &self->fetched;
  gsize first;

  if (fetched->channels == NULL || width_us != fetched->width_us || start_us < fetched->start_us)
    return NULL;

  first = (gsize) (((guint64) start_us - (guint64) fetched->start_us) / (guint64) width_us);
  if (first > fetched->n_buckets || n_buckets > fetched->n_buckets - first)
    return NULL;

  for (guint i = 0; i < fetched->channels->len; i++)
    if (g_array_index (fetched->channels, guint, i) == channel)
      return &fetched->buckets[i * fetched->n_buckets + first];

  return NULL;
}

static gboolean
read_whole (SondeDirectArchive *self,
            guint channel,
            gint64 start_us,
            gint64 width_us,
            SondeBucket *buckets,
            gsize n_buckets,
            GError **error)
{
  const SondeBucket *fetched;

  g_mutex_lock (&self->mutex);
  fetched = find_fetched (self, channel, start_us, width_us, n_buckets);
  if (fetched != NULL)
    memcpy (buckets, fetched, n_buckets * sizeof (SondeBucket));
  g_mutex_unlock (&self->mutex);

  return fetched != NULL || sonde_recording_get_buckets (self->recording, &channel, 1, start_us,
                                                         width_us, buckets, n_buckets, NULL, error);
}

/* How many buckets end before a time, or with it. */
static gsize
count_whole (gint64 start_us, gint64 width_us, gint64 before_us, gsize n_buckets)
{
  if (before_us <= start_us)
    return 0;

  return (gsize) MIN (((guint64) before_us - (guint64) start_us) / (guint64) width_us,
                      (guint64) n_buckets);
}

static gboolean
sonde_direct_archive_get_buckets (SondeArchive *archive,
                                  const char *channel_id,
                                  gint64 start_us,
                                  gint64 width_us,
                                  gint64 before_us,
                                  SondeBucket *buckets,
                                  gsize n_buckets)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (archive);
  gsize n_whole = count_whole (start_us, width_us, before_us, n_buckets);
  GError *error = NULL;
  guint channel;

  set_unknown (buckets, n_buckets);
  if (before_us <= start_us || !find_channel (self, channel_id, &channel))
    return TRUE;

  if (n_whole > 0 && !read_whole (self, channel, start_us, width_us, buckets, n_whole, &error))
    {
      take_error (self, error);
      set_unknown (buckets, n_whole);
      return TRUE;
    }

  /* The bucket that is cut, if any, is the last one with anything in it. */
  if (n_whole < n_buckets)
    {
      gint64 cut_us = start_us + width_us * (gint64) n_whole;

      if (cut_us < before_us && !sonde_recording_get_range (self->recording, channel, cut_us,
                                                            before_us, &buckets[n_whole], &error))
        take_error (self, error);
    }

  return TRUE;
}

static gboolean
sonde_direct_archive_fetch (SondeArchive *archive,
                            const char *const *channel_ids,
                            gint64 start_us,
                            gint64 width_us,
                            gint64 before_us,
                            gsize n_buckets,
                            const SondeWork *work,
                            GError **error)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (archive);
  gsize n_whole = count_whole (start_us, width_us, before_us, n_buckets);
  Fetched fetched = { g_array_new (FALSE, FALSE, sizeof (guint)), start_us, width_us, n_whole,
                      NULL };
  guint channel;

  for (gsize i = 0; channel_ids[i] != NULL; i++)
    if (find_channel (self, channel_ids[i], &channel))
      g_array_append_val (fetched.channels, channel);

  fetched.buckets = g_new (SondeBucket, fetched.channels->len * n_whole);
  if (fetched.buckets != NULL &&
      !sonde_recording_get_buckets (
          self->recording, (const guint *) (gpointer) fetched.channels->data, fetched.channels->len,
          start_us, width_us, fetched.buckets, n_whole, work, error))
    {
      fetched_clear (&fetched);
      return FALSE;
    }

  g_mutex_lock (&self->mutex);
  fetched_clear (&self->fetched);
  self->fetched = fetched;
  g_mutex_unlock (&self->mutex);

  return sonde_work_reach (work, 1, error);
}

static SondeMark *
sonde_direct_archive_copy_marks (SondeArchive *archive,
                                 gint64 from_us,
                                 gint64 to_us,
                                 gsize *n_marks)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (archive);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (SondeMark));
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  *n_marks = 0;
  events = sonde_recording_list_events (self->recording, from_us, to_us, MAX_MARKS, &error);
  if (events == NULL)
    {
      take_error (self, error);
      return NULL;
    }

  for (guint i = 0; i < events->len; i++)
    {
      SondeMark mark;

      if (sonde_event_get_mark (g_ptr_array_index (events, i), &mark))
        g_array_append_val (marks, mark);
    }
  *n_marks = marks->len;

  /* Their texts are those of the events. */
  return sonde_mark_copy_array ((const SondeMark *) (gpointer) marks->data, marks->len);
}

static gboolean
sonde_direct_archive_get_mark_span (SondeArchive *archive, gint64 *first_us, gint64 *last_us)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (archive);

  *first_us = self->first_mark_us;
  *last_us = self->last_mark_us;

  return self->has_mark_span;
}

static gboolean
sonde_direct_archive_get_span (SondeArchive *archive, gint64 *first_us, gint64 *last_us)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (archive);

  *first_us = self->first_us;
  *last_us = self->last_us;

  return self->has_span;
}

static char **
sonde_direct_archive_dup_channels (SondeArchive *archive)
{
  return g_strdupv (SONDE_DIRECT_ARCHIVE (archive)->ids);
}

static guint64
sonde_direct_archive_get_generation (SondeArchive *archive)
{
  return 1;
}

static void
sonde_direct_archive_interface_init (SondeArchiveInterface *interface)
{
  interface->get_buckets = sonde_direct_archive_get_buckets;
  interface->copy_marks = sonde_direct_archive_copy_marks;
  interface->get_mark_span = sonde_direct_archive_get_mark_span;
  interface->get_span = sonde_direct_archive_get_span;
  interface->dup_channels = sonde_direct_archive_dup_channels;
  interface->get_generation = sonde_direct_archive_get_generation;
  interface->fetch = sonde_direct_archive_fetch;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeDirectArchive,
                               sonde_direct_archive,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_ARCHIVE,
                                                      sonde_direct_archive_interface_init))

static void
sonde_direct_archive_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (object);

  switch (property_id)
    {
    case PROP_ERROR:
      {
        g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

        g_value_set_boxed (value, self->error);
        break;
      }
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sonde_direct_archive_finalize (GObject *object)
{
  SondeDirectArchive *self = SONDE_DIRECT_ARCHIVE (object);

  g_clear_object (&self->recording);
  g_clear_pointer (&self->ids, g_strfreev);
  g_clear_error (&self->error);
  fetched_clear (&self->fetched);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_direct_archive_parent_class)->finalize (object);
}

static void
sonde_direct_archive_class_init (SondeDirectArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sonde_direct_archive_finalize;
  object_class->get_property = sonde_direct_archive_get_property;

  g_object_class_override_property (object_class, PROP_ERROR, "error");
}

static void
sonde_direct_archive_init (SondeDirectArchive *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * sonde_direct_archive_new:
 * @path: a recording
 *
 * Opens a recording, which somebody may be recording to. What cannot be read later on is the
 * archive's “error”.
 *
 * Returns: (transfer full) (nullable): an archive, or %NULL with an error of
 *   `sonde_recording_open()`
 */
SondeArchive *
sonde_direct_archive_new (const char *path, GError **error)
{
  g_autoptr (SondeDirectArchive) self = g_object_new (SONDE_TYPE_DIRECT_ARCHIVE, NULL);

  g_return_val_if_fail (path != NULL, NULL);

  self->recording = sonde_recording_open (path, error);
  if (self->recording == NULL)
    return NULL;

  self->ids = sonde_recording_dup_channels (self->recording, error);
  if (self->ids == NULL ||
      !sonde_recording_get_span (self->recording, &self->first_us, &self->last_us, &self->has_span,
                                 error) ||
      !sonde_recording_get_event_span (self->recording, &self->first_mark_us, &self->last_mark_us,
                                       &self->has_mark_span, error))
    return NULL;

  return SONDE_ARCHIVE (g_steal_pointer (&self));
}
