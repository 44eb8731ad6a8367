/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-archive.h"

#include "sonde-archive-reader.h"

/**
 * SondeRecordingArchive:
 *
 * What a recording knows, in tiles of 256 slices that lie on absolute time, a few levels of which
 * each serve for the widths of buckets that are two to eight of its slices wide. At most
 * %SONDE_TILE_CACHE_MAX_BYTES of them are kept. The recording need not exist yet, and may be
 * recorded to meanwhile: what was its end is looked at again, at most once a second, when it is
 * asked for.
 */
struct _SondeRecordingArchive
{
  GObject parent_instance;

  char *path;
  SondeArchiveReader *reader; /* until it is closed */
  GError *error;
};

enum
{
  PROP_0,
  PROP_ERROR
};

static gboolean
sonde_recording_archive_get_buckets (SondeArchive *archive,
                                     const char *channel_id,
                                     gint64 start_us,
                                     gint64 width_us,
                                     gint64 before_us,
                                     SondeBucket *buckets,
                                     gsize n_buckets)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (archive);

  if (self->reader != NULL)
    return sonde_archive_reader_get_buckets (self->reader, channel_id, start_us, width_us,
                                             before_us, buckets, n_buckets);

  for (gsize i = 0; i < n_buckets; i++)
    buckets[i] = (SondeBucket){ .gap = TRUE };

  return TRUE;
}

static SondeMark *
sonde_recording_archive_copy_marks (SondeArchive *archive,
                                    gint64 from_us,
                                    gint64 to_us,
                                    gsize *n_marks)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (archive);

  *n_marks = 0;

  return self->reader != NULL
             ? sonde_archive_reader_copy_marks (self->reader, from_us, to_us, n_marks)
             : NULL;
}

static gboolean
sonde_recording_archive_get_mark_span (SondeArchive *archive, gint64 *first_us, gint64 *last_us)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (archive);

  return self->reader != NULL &&
         sonde_archive_reader_get_mark_span (self->reader, first_us, last_us);
}

static gboolean
sonde_recording_archive_get_span (SondeArchive *archive, gint64 *first_us, gint64 *last_us)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (archive);

  return self->reader != NULL && sonde_archive_reader_get_span (self->reader, first_us, last_us);
}

static char **
sonde_recording_archive_dup_channels (SondeArchive *archive)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (archive);

  return self->reader != NULL ? sonde_archive_reader_dup_channels (self->reader)
                              : g_new0 (char *, 1);
}

static guint64
sonde_recording_archive_get_generation (SondeArchive *archive)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (archive);

  return self->reader != NULL ? sonde_archive_reader_get_generation (self->reader) : 0;
}

static void
sonde_recording_archive_interface_init (SondeArchiveInterface *interface)
{
  interface->get_buckets = sonde_recording_archive_get_buckets;
  interface->copy_marks = sonde_recording_archive_copy_marks;
  interface->get_mark_span = sonde_recording_archive_get_mark_span;
  interface->get_span = sonde_recording_archive_get_span;
  interface->dup_channels = sonde_recording_archive_dup_channels;
  interface->get_generation = sonde_recording_archive_get_generation;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeRecordingArchive,
                               sonde_recording_archive,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_ARCHIVE,
                                                      sonde_recording_archive_interface_init))

static gboolean
on_changed (gpointer data)
{
  SondeRecordingArchive *self = g_object_ref (data);
  g_autoptr (GError) error = sonde_archive_reader_dup_error (self->reader);
  gboolean same = (error == NULL) == (self->error == NULL) &&
                  (error == NULL || g_str_equal (error->message, self->error->message));

  if (!same)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      g_object_notify (G_OBJECT (self), "error");
    }
  sonde_archive_emit_loaded (SONDE_ARCHIVE (self));
  g_object_unref (self);

  return G_SOURCE_REMOVE;
}

static void
sonde_recording_archive_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (object);

  switch (property_id)
    {
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sonde_recording_archive_finalize (GObject *object)
{
  SondeRecordingArchive *self = SONDE_RECORDING_ARCHIVE (object);

  g_clear_pointer (&self->reader, sonde_archive_reader_stop);
  g_clear_pointer (&self->path, g_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sonde_recording_archive_parent_class)->finalize (object);
}

static void
sonde_recording_archive_class_init (SondeRecordingArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sonde_recording_archive_finalize;
  object_class->get_property = sonde_recording_archive_get_property;

  g_object_class_override_property (object_class, PROP_ERROR, "error");
}

static void
sonde_recording_archive_init (SondeRecordingArchive *self)
{
}

/**
 * sonde_recording_archive_new:
 * @path: a recording, which need not exist yet
 *
 * Reads of the file begin at once, and “loaded” says when there is something.
 *
 * Returns: (transfer full): an archive
 */
SondeArchive *
sonde_recording_archive_new (const char *path)
{
  SondeRecordingArchive *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (SONDE_TYPE_RECORDING_ARCHIVE, NULL);
  self->path = g_strdup (path);
  self->reader = sonde_archive_reader_new (path, on_changed, self);

  return SONDE_ARCHIVE (self);
}

/**
 * sonde_recording_archive_get_path:
 *
 * Returns: the file
 */
const char *
sonde_recording_archive_get_path (SondeRecordingArchive *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDING_ARCHIVE (self), NULL);

  return self->path;
}

/**
 * sonde_recording_archive_close:
 *
 * Waits until the file is no longer open. The archive is empty from then on. Without this the file
 * is closed soon after the last reference has gone.
 */
void
sonde_recording_archive_close (SondeRecordingArchive *self)
{
  g_return_if_fail (SONDE_IS_RECORDING_ARCHIVE (self));

  g_clear_pointer (&self->reader, sonde_archive_reader_join);
}
