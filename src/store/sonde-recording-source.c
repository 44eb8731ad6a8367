/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-source.h"

#include "sonde-recording-cursor.h"
#include "sonde-recording.h"

struct _SondeRecordingSource
{
  GObject parent_instance;

  char *path;
  gboolean optional;
  SondeRecordingCursor *cursor;
  char **ids;
  gboolean has_span;
  gint64 first_us;
  gint64 last_us;
};

/* The channels are listed after the measures are fixed, so that none of these is without a name
 * where something records meanwhile. */
static gboolean
sonde_recording_source_open (SondeRowSource *source, gint64 from_us, gint64 to_us, GError **error)
{
  SondeRecordingSource *self = SONDE_RECORDING_SOURCE (source);
  g_autoptr (SondeRecording) recording = NULL;

  g_clear_pointer (&self->cursor, sonde_recording_cursor_free);
  g_clear_pointer (&self->ids, g_strfreev);

  if (self->optional && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      self->ids = g_new0 (char *, 1);
      self->has_span = FALSE;
      return TRUE;
    }

  self->cursor = sonde_recording_cursor_new (self->path, from_us, to_us, error);
  if (self->cursor == NULL)
    return FALSE;
  recording = sonde_recording_open (self->path, error);
  if (recording == NULL)
    return FALSE;
  self->ids = sonde_recording_dup_channels (recording, error);

  return self->ids != NULL && sonde_recording_get_span (recording, &self->first_us, &self->last_us,
                                                        &self->has_span, error);
}

static const char *const *
sonde_recording_source_get_ids (SondeRowSource *source)
{
  return (const char *const *) SONDE_RECORDING_SOURCE (source)->ids;
}

static gboolean
sonde_recording_source_get_span (SondeRowSource *source, gint64 *first_us, gint64 *last_us)
{
  SondeRecordingSource *self = SONDE_RECORDING_SOURCE (source);

  if (!self->has_span)
    return FALSE;

  *first_us = self->first_us;
  *last_us = self->last_us;

  return TRUE;
}

static gboolean
sonde_recording_source_next (
    SondeRowSource *source, gint64 *time_us, const double **values, guint *n_values, GError **error)
{
  SondeRecordingSource *self = SONDE_RECORDING_SOURCE (source);

  if (self->cursor == NULL)
    return FALSE;
  if (sonde_recording_cursor_next (self->cursor, time_us, values, n_values, error))
    return TRUE;

  /* A reader keeps what is written meanwhile from leaving the journal. */
  g_clear_pointer (&self->cursor, sonde_recording_cursor_free);
  return FALSE;
}

static void
sonde_recording_source_interface_init (SondeRowSourceInterface *interface)
{
  interface->open = sonde_recording_source_open;
  interface->get_ids = sonde_recording_source_get_ids;
  interface->get_span = sonde_recording_source_get_span;
  interface->next = sonde_recording_source_next;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeRecordingSource,
                               sonde_recording_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_ROW_SOURCE,
                                                      sonde_recording_source_interface_init))

static void
sonde_recording_source_finalize (GObject *object)
{
  SondeRecordingSource *self = SONDE_RECORDING_SOURCE (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->cursor, sonde_recording_cursor_free);
  g_clear_pointer (&self->ids, g_strfreev);

  G_OBJECT_CLASS (sonde_recording_source_parent_class)->finalize (object);
}

static void
sonde_recording_source_class_init (SondeRecordingSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_recording_source_finalize;
}

static void
sonde_recording_source_init (SondeRecordingSource *self)
{
}

/**
 * sonde_recording_source_new:
 * @path: a recording, which is opened when the source is
 *
 * Returns: (transfer full): a source that is not open
 */
SondeRowSource *
sonde_recording_source_new (const char *path)
{
  SondeRecordingSource *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (SONDE_TYPE_RECORDING_SOURCE, NULL);
  self->path = g_strdup (path);

  return SONDE_ROW_SOURCE (self);
}

/**
 * sonde_recording_source_new_optional:
 * @path: a recording that need not exist yet, and then has no measures
 *
 * Returns: (transfer full): a source that is not open
 */
SondeRowSource *
sonde_recording_source_new_optional (const char *path)
{
  SondeRowSource *self = sonde_recording_source_new (path);

  if (self != NULL)
    SONDE_RECORDING_SOURCE (self)->optional = TRUE;

  return self;
}
