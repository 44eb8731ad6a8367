/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-archive.h"

#include <math.h>

#define N_FETCH_STEPS 10

struct _FakeArchive
{
  GObject parent_instance;

  char *channel_id;
  GArray *samples;
  gboolean loaded;
  guint n_requests;
  FakeArchiveFunc func;
  gpointer user_data;
};

enum
{
  PROP_0,
  PROP_ERROR
};

static void
add (SondeBucket *bucket, double value)
{
  if (bucket->count == 0)
    {
      bucket->min = bucket->max = bucket->first = value;
      bucket->sum = bucket->m2 = 0;
    }
  else
    {
      double distance = value - bucket->sum / (double) bucket->count;

      bucket->m2 += distance * distance * (double) bucket->count / (double) (bucket->count + 1);
    }
  bucket->min = MIN (bucket->min, value);
  bucket->max = MAX (bucket->max, value);
  bucket->last = value;
  bucket->sum += value;
  bucket->count++;
}

static void
tell (FakeArchive *self, FakeRequest request)
{
  if (self->func != NULL)
    self->func (request, self->user_data);
}

static gboolean
fake_archive_get_buckets (SondeArchive *archive,
                          const char *channel_id,
                          gint64 start_us,
                          gint64 width_us,
                          gint64 before_us,
                          SondeBucket *buckets,
                          gsize n_buckets)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);
  gboolean broken = TRUE;
  guint next = 0;

  self->n_requests++;
  tell (self, FAKE_REQUEST_BUCKETS);
  for (gsize i = 0; i < n_buckets; i++)
    {
      gint64 bucket_us = start_us + width_us * (gint64) i;

      for (buckets[i] = (SondeBucket){ 0 }; next < self->samples->len && self->loaded; next++)
        {
          SondeSample sample = g_array_index (self->samples, SondeSample, next);

          if (sample.time_us >= MIN (bucket_us + width_us, before_us))
            break;
          if (isnan (sample.value))
            {
              broken = TRUE;
              continue;
            }
          if (sample.time_us >= bucket_us)
            {
              if (buckets[i].count == 0)
                buckets[i].gap = broken;
              add (&buckets[i], sample.value);
            }
          broken = FALSE;
        }
      if (buckets[i].count == 0)
        buckets[i].gap = broken;
    }

  return self->loaded;
}

static SondeMark *
fake_archive_copy_marks (SondeArchive *archive, gint64 from_us, gint64 to_us, gsize *n_marks)
{
  tell (FAKE_ARCHIVE (archive), FAKE_REQUEST_MARKS);
  *n_marks = 0;

  return NULL;
}

static gboolean
fake_archive_get_mark_span (SondeArchive *archive, gint64 *first_us, gint64 *last_us)
{
  return FALSE;
}

static gboolean
fake_archive_fetch (SondeArchive *archive,
                    const char *const *channel_ids,
                    gint64 start_us,
                    gint64 width_us,
                    gint64 before_us,
                    gsize n_buckets,
                    const SondeWork *work,
                    GError **error)
{
  for (guint i = 0; i < N_FETCH_STEPS; i++)
    {
      if (!sonde_work_reach (work, (double) i / N_FETCH_STEPS, error))
        return FALSE;
      tell (FAKE_ARCHIVE (archive), FAKE_REQUEST_FETCH);
    }

  return sonde_work_reach (work, 1, error);
}

static gboolean
fake_archive_get_span (SondeArchive *archive, gint64 *first_us, gint64 *last_us)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);

  if (!self->loaded || self->samples->len == 0)
    return FALSE;

  *first_us = g_array_index (self->samples, SondeSample, 0).time_us;
  *last_us = g_array_index (self->samples, SondeSample, self->samples->len - 1).time_us;

  return TRUE;
}

static char **
fake_archive_dup_channels (SondeArchive *archive)
{
  char *ids[] = { FAKE_ARCHIVE (archive)->channel_id, NULL };

  return g_strdupv (ids);
}

static guint64
fake_archive_get_generation (SondeArchive *archive)
{
  return FAKE_ARCHIVE (archive)->loaded ? 1 : 0;
}

static void
fake_archive_interface_init (SondeArchiveInterface *interface)
{
  interface->get_buckets = fake_archive_get_buckets;
  interface->copy_marks = fake_archive_copy_marks;
  interface->get_mark_span = fake_archive_get_mark_span;
  interface->get_span = fake_archive_get_span;
  interface->dup_channels = fake_archive_dup_channels;
  interface->get_generation = fake_archive_get_generation;
  interface->fetch = fake_archive_fetch;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeArchive,
                               fake_archive,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_ARCHIVE,
                                                      fake_archive_interface_init))

static void
fake_archive_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  tell (FAKE_ARCHIVE (object), FAKE_REQUEST_ERROR);
  g_value_set_boxed (value, NULL);
}

static void
fake_archive_finalize (GObject *object)
{
  FakeArchive *self = FAKE_ARCHIVE (object);

  g_clear_pointer (&self->channel_id, g_free);
  g_clear_pointer (&self->samples, g_array_unref);

  G_OBJECT_CLASS (fake_archive_parent_class)->finalize (object);
}

static void
fake_archive_class_init (FakeArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = fake_archive_finalize;
  object_class->get_property = fake_archive_get_property;

  g_object_class_override_property (object_class, PROP_ERROR, "error");
}

static void
fake_archive_init (FakeArchive *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (SondeSample));
}

FakeArchive *
fake_archive_new (const char *channel_id)
{
  FakeArchive *self = g_object_new (FAKE_TYPE_ARCHIVE, NULL);

  self->channel_id = g_strdup (channel_id);

  return self;
}

void
fake_archive_append (FakeArchive *self, gint64 time_us, double value)
{
  SondeSample sample = { time_us, value };

  g_array_append_val (self->samples, sample);
}

void
fake_archive_load (FakeArchive *self)
{
  self->loaded = TRUE;
  sonde_archive_emit_loaded (SONDE_ARCHIVE (self));
}

void
fake_archive_set_func (FakeArchive *self, FakeArchiveFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

guint
fake_archive_get_n_requests (FakeArchive *self)
{
  return self->n_requests;
}
