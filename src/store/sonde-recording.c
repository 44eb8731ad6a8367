/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording.h"

#include "sonde-bucket-reader.h"
#include "sonde-error.h"
#include "sonde-recording-cursor.h"
#include "sonde-recording-private.h"
#include "sonde-store-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (SondeRecording, sonde_recording, G_TYPE_OBJECT)

static void
sonde_recording_finalize (GObject *object)
{
  SondeRecording *self = SONDE_RECORDING (object);

  g_clear_pointer (&self->recent, sonde_rows_free);
  g_clear_pointer (&self->database, sonde_database_close);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->endpoint_id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->uri, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_recording_parent_class)->finalize (object);
}

static void
sonde_recording_class_init (SondeRecordingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_recording_finalize;
}

static void
sonde_recording_init (SondeRecording *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * sonde_recording_open:
 * @path: a file
 *
 * Opens a recording to read it.
 *
 * Returns: (transfer full) (nullable): the recording, or %NULL with %SONDE_ERROR_DAMAGED,
 *   %SONDE_ERROR_NEWER_VERSION, %SONDE_ERROR_BUSY or %SONDE_ERROR_STORE
 */
SondeRecording *
sonde_recording_open (const char *path, GError **error)
{
  g_autoptr (SondeRecording) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (SONDE_TYPE_RECORDING, NULL);
  self->path = g_strdup (path);
  self->database = sonde_store_open (path, SONDE_DATABASE_READ, error);
  if (self->database == NULL)
    return NULL;

  self->endpoint_id = sonde_store_dup_meta (self->database, "endpoint-id", NULL);
  self->name = sonde_store_dup_meta (self->database, "endpoint-name", NULL);
  self->uri = sonde_store_dup_meta (self->database, "endpoint-uri", NULL);

  return g_steal_pointer (&self);
}

/**
 * sonde_recording_get_path:
 *
 * Returns: the file
 */
const char *
sonde_recording_get_path (SondeRecording *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  return self->path;
}

/**
 * sonde_recording_get_endpoint_id:
 *
 * Returns: (nullable): whose measures these are
 */
const char *
sonde_recording_get_endpoint_id (SondeRecording *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  return self->endpoint_id;
}

/**
 * sonde_recording_get_name:
 *
 * Returns: (nullable): the endpoint's name when it was recorded last
 */
const char *
sonde_recording_get_name (SondeRecording *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  return self->name;
}

/**
 * sonde_recording_get_uri:
 *
 * Returns: (nullable): the endpoint's address when it was recorded last
 */
const char *
sonde_recording_get_uri (SondeRecording *self)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  return self->uri;
}

/**
 * sonde_recording_dup_channels:
 *
 * Returns: (transfer full) (nullable): the channels' ids; a channel's place is its number elsewhere
 */
char **
sonde_recording_dup_channels (SondeRecording *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *ids;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  ids = sonde_store_list_channels (self->database, error);
  if (ids == NULL)
    return NULL;

  g_ptr_array_add (ids, NULL);

  return (char **) g_ptr_array_free (ids, FALSE);
}

static guint64
get_file_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

/* Reads the plain table where somebody has written since it was read. In a transaction. */
static gboolean
ensure_recent (SondeRecording *self, GError **error)
{
  gint64 version;

  if (!sonde_database_get_integer (self->database, "PRAGMA data_version", &version, error))
    return FALSE;

  if (self->recent != NULL && version == self->recent_version)
    return TRUE;

  g_clear_pointer (&self->recent, sonde_rows_free);
  self->recent = sonde_store_read_recent (self->database, error);
  self->recent_version = version;

  return self->recent != NULL;
}

static gboolean
begin (SondeRecording *self, GError **error)
{
  gint64 n_tables;

  /* A transaction sees the file as of its first reading, and the version has to be of then. */
  if (sonde_database_run (self->database, "BEGIN", error) &&
      sonde_database_get_integer (self->database, "SELECT count(*) FROM sqlite_schema", &n_tables,
                                  error) &&
      ensure_recent (self, error))
    return TRUE;

  if (sonde_database_is_in_transaction (self->database))
    sonde_database_run (self->database, "ROLLBACK", NULL);

  return FALSE;
}

static void
end (SondeRecording *self)
{
  sonde_database_run (self->database, "COMMIT", NULL);
}

/* In a transaction. */
static gboolean
read_span (
    SondeRecording *self, gint64 *first_us, gint64 *last_us, gboolean *has_span, GError **error)
{
  gsize n_recent = self->recent->n_rows;
  gint64 has_chunks;

  if (!sonde_database_get_integer (self->database, "SELECT EXISTS (SELECT 1 FROM chunk)",
                                   &has_chunks, error) ||
      !sonde_database_get_integer (self->database,
                                   "SELECT first_us FROM chunk ORDER BY first_us LIMIT 1", first_us,
                                   error) ||
      !sonde_database_get_integer (
          self->database, "SELECT last_us FROM chunk ORDER BY first_us DESC, number DESC LIMIT 1",
          last_us, error))
    return FALSE;

  if (n_recent > 0)
    {
      *last_us = self->recent->times_us[n_recent - 1];
      *first_us = has_chunks != 0 ? *first_us : self->recent->times_us[0];
    }
  *has_span = n_recent > 0 || has_chunks != 0;

  return TRUE;
}

/**
 * sonde_recording_get_span:
 * @first_us: (out): the time of the first measure, or 0
 * @last_us: (out): the time of the last one, or 0
 * @has_span: (out): whether there is any
 *
 * Says when the recording begins and ends, at less cost than `sonde_recording_get_info()`.
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean
sonde_recording_get_span (
    SondeRecording *self, gint64 *first_us, gint64 *last_us, gboolean *has_span, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gboolean good;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (first_us != NULL && last_us != NULL && has_span != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (!begin (self, error))
    return FALSE;

  good = read_span (self, first_us, last_us, has_span, error);
  end (self);

  return good;
}

/**
 * sonde_recording_get_info:
 * @info: (out caller-allocates): where the numbers go
 *
 * Says what the recording holds.
 */
gboolean
sonde_recording_get_info (SondeRecording *self, SondeRecordingInfo *info, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *journal_path = NULL;
  gint64 n_sealed, n_events, n_messages;
  gint64 first_us = 0, last_us = 0;
  gboolean has_span;
  gboolean good;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (!begin (self, error))
    return FALSE;

  good = sonde_database_get_integer (self->database, "SELECT sum(n_rows) FROM chunk", &n_sealed,
                                     error) &&
         read_span (self, &first_us, &last_us, &has_span, error) &&
         sonde_database_get_integer (self->database, "SELECT count(*) FROM event", &n_events,
                                     error) &&
         sonde_database_get_integer (self->database, "SELECT count(*) FROM message", &n_messages,
                                     error);
  end (self);
  if (!good)
    return FALSE;

  journal_path = g_strconcat (self->path, "-wal", NULL);
  *info = (SondeRecordingInfo){
    .first_us = first_us,
    .last_us = last_us,
    .n_measures = (guint64) n_sealed + self->recent->n_rows,
    .n_events = (guint64) n_events,
    .n_messages = (guint64) n_messages,
    .size_bytes = get_file_size (self->path) + get_file_size (journal_path),
  };

  return TRUE;
}

/**
 * sonde_recording_get_change_count:
 *
 * Lets a reader find out, at little cost, that there is something new.
 *
 * Returns: a number that becomes another when somebody has written
 */
gint64
sonde_recording_get_change_count (SondeRecording *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 version = 0;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  if (!sonde_database_get_integer (self->database, "PRAGMA data_version", &version, NULL))
    return 0;

  return version;
}

static gboolean
read_buckets (SondeRecording *self,
              const guint *channels,
              gsize n_channels,
              gint64 start_us,
              gint64 width_us,
              SondeBucket *buckets,
              gsize n_buckets,
              gboolean exact,
              const SondeWork *work,
              GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gboolean good;

  if (!begin (self, error))
    return FALSE;

  good = sonde_bucket_reader_read (self->database, self->recent, channels, n_channels, start_us,
                                   width_us, buckets, n_buckets, exact, work, error);
  end (self);

  return good;
}

/**
 * sonde_recording_get_n_rewrites:
 * @n_rewrites: (out): a number that becomes another where measures came late or were deleted
 *
 * Lets a reader find out whether what it has read before is still so.
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean
sonde_recording_get_n_rewrites (SondeRecording *self, gint64 *n_rewrites, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (n_rewrites != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);

  return sonde_store_get_n_rewrites (self->database, n_rewrites, error);
}

/**
 * sonde_recording_get_buckets:
 * @channels: (array length=n_channels): the numbers of channels
 * @n_channels: how many
 * @start_us: the start of the first bucket: a multiple of @width_us
 * @width_us: the width of a bucket, above 0
 * @buckets: (out caller-allocates): where the buckets go, @n_buckets for each channel in their
 * order
 * @n_buckets: how many
 * @work: (nullable): who is told of it, and may stop it
 *
 * Sums up a range as `sonde_series_get_buckets()` does, in the time of its buckets whatever it
 * spans. What channels share, their times foremost, is read once for all of them.
 *
 * Buckets of less than 512 s are put together from what the chunks say of themselves, wider ones
 * from whole levels of 512, 4096 and 32768 s. They are exact where their width is a multiple of
 * what they are put together from; otherwise a stored slice, at most a quarter of a bucket wide,
 * counts for the bucket in which it begins. What a bucket holds does not depend on where the view
 * begins.
 *
 * Returns: %FALSE with an error where the file cannot be read, or with %G_IO_ERROR_CANCELLED
 */
gboolean
sonde_recording_get_buckets (SondeRecording *self,
                             const guint *channels,
                             gsize n_channels,
                             gint64 start_us,
                             gint64 width_us,
                             SondeBucket *buckets,
                             gsize n_buckets,
                             const SondeWork *work,
                             GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (n_channels == 0 || channels != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);
  g_return_val_if_fail (n_buckets == 0 || buckets != NULL, FALSE);

  if (n_buckets == 0 || n_channels == 0)
    return TRUE;

  return read_buckets (self, channels, n_channels, start_us, width_us, buckets, n_buckets, FALSE,
                       work, error);
}

/**
 * sonde_recording_get_range:
 * @channel: a channel's number
 * @from_us: the first time of the range
 * @before_us: the first time after the range
 * @bucket: (out caller-allocates): where the sum goes
 *
 * Sums up a range of any length exactly, which takes longer the longer it is.
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean
sonde_recording_get_range (SondeRecording *self,
                           guint channel,
                           gint64 from_us,
                           gint64 before_us,
                           SondeBucket *bucket,
                           GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (before_us > from_us, FALSE);
  g_return_val_if_fail (bucket != NULL, FALSE);

  return read_buckets (self, &channel, 1, from_us, before_us - from_us, bucket, 1, TRUE, NULL,
                       error);
}

/**
 * sonde_recording_copy_samples:
 * @channel: a channel's number
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @max_samples: where to stop
 * @n_samples: (out): the number of samples
 *
 * Copies the samples of a range, gaps as NaN, without those where the channel is absent.
 *
 * Returns: (transfer full) (array length=n_samples) (nullable): the first samples in order of time,
 *   or %NULL with an error
 */
SondeSample *
sonde_recording_copy_samples (SondeRecording *self,
                              guint channel,
                              gint64 from_us,
                              gint64 to_us,
                              gsize max_samples,
                              gsize *n_samples,
                              GError **error)
{
  g_autoptr (SondeRecordingCursor) cursor = NULL;
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (SondeSample));
  g_autoptr (GError) own_error = NULL;
  const double *values;
  SondeSample sample;
  guint n_values;

  g_return_val_if_fail (SONDE_IS_RECORDING (self), NULL);
  g_return_val_if_fail (n_samples != NULL, NULL);

  cursor = sonde_recording_cursor_new (self->path, from_us, to_us, error);
  if (cursor == NULL)
    return NULL;

  while (samples->len < max_samples &&
         sonde_recording_cursor_next (cursor, &sample.time_us, &values, &n_values, &own_error))
    if (channel < n_values && !sonde_is_absent (values[channel]))
      {
        sample.value = isfinite (values[channel]) ? values[channel] : (double) NAN;
        g_array_append_val (samples, sample);
      }

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }

  *n_samples = samples->len;

  return (SondeSample *) (gpointer) g_array_free (g_steal_pointer (&samples), FALSE);
}

static gboolean
check_chunks (SondeRecording *self, GError **error)
{
  g_autoptr (SondeRecordingCursor)
      cursor = sonde_recording_cursor_new (self->path, G_MININT64, G_MAXINT64, error);
  g_autoptr (GError) own_error = NULL;
  const double *values;
  gint64 time_us;
  guint n_values;

  if (cursor == NULL)
    return FALSE;

  while (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &own_error))
    ;

  if (own_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&own_error));

  return FALSE;
}

/**
 * sonde_recording_check:
 *
 * Reads the whole file and looks for damage, which takes a while.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED and the first thing found
 */
gboolean
sonde_recording_check (SondeRecording *self, GError **error)
{
  g_return_val_if_fail (SONDE_IS_RECORDING (self), FALSE);

  g_mutex_lock (&self->mutex);
  {
    sqlite3_stmt *statement = sonde_database_prepare (self->database, "PRAGMA integrity_check(1)",
                                                      error);
    gboolean row = FALSE;
    gboolean good = statement != NULL &&
                    sonde_database_step (self->database, statement, &row, error);
    const char *finding = row ? (const char *) sqlite3_column_text (statement, 0) : NULL;

    if (good && g_strcmp0 (finding, "ok") != 0)
      {
        g_set_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED, _ ("“%s” is damaged: %s"), self->path,
                     finding != NULL ? finding : "");
        good = FALSE;
      }
    if (row)
      sqlite3_reset (statement);
    g_mutex_unlock (&self->mutex);

    return good && check_chunks (self, error);
  }
}
