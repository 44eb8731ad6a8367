/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-archive.h"

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (SondeArchive, sonde_archive, G_TYPE_OBJECT)

static void
sonde_archive_default_init (SondeArchiveInterface *interface)
{
  g_object_interface_install_property (
      interface, g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  signals[LOADED] = g_signal_new ("loaded", SONDE_TYPE_ARCHIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

/**
 * sonde_archive_get_buckets:
 * @channel_id: a channel's name on the wire
 * @start_us: the start of the first bucket: a multiple of @width_us
 * @width_us: the width of a bucket, above 0
 * @before_us: samples of this time and later ones are left out
 * @buckets: (out caller-allocates) (array length=n_buckets): where the buckets go
 * @n_buckets: how many
 *
 * Sums up a range as `sonde_series_get_buckets()` does, of what is at hand.
 *
 * Where the answer is not whole, buckets may hold what is known of a longer stretch around them,
 * with a count in proportion, or nothing; the rest is fetched, and “loaded” follows. Only the range
 * that was asked for last is sure to be fetched.
 *
 * Returns: whether all of it was at hand
 */
gboolean
sonde_archive_get_buckets (SondeArchive *self,
                           const char *channel_id,
                           gint64 start_us,
                           gint64 width_us,
                           gint64 before_us,
                           SondeBucket *buckets,
                           gsize n_buckets)
{
  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (channel_id != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);
  g_return_val_if_fail (n_buckets == 0 || buckets != NULL, FALSE);

  return SONDE_ARCHIVE_GET_IFACE (self)->get_buckets (self, channel_id, start_us, width_us,
                                                      before_us, buckets, n_buckets);
}

/**
 * sonde_archive_copy_marks:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @n_marks: (out): the number of marks
 *
 * Copies the marks of a range that are at hand, at most %SONDE_DATASET_MAX_MARKS; “loaded” follows
 * where there may be more.
 *
 * Returns: (transfer full) (array length=n_marks) (nullable): the marks in order of time, or %NULL
 *   where there are none
 */
SondeMark *
sonde_archive_copy_marks (SondeArchive *self, gint64 from_us, gint64 to_us, gsize *n_marks)
{
  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), NULL);
  g_return_val_if_fail (n_marks != NULL, NULL);

  return SONDE_ARCHIVE_GET_IFACE (self)->copy_marks (self, from_us, to_us, n_marks);
}

/**
 * sonde_archive_get_mark_span:
 * @first_us: (out): the time of the first mark
 * @last_us: (out): the time of the last one, as of when the archive was last read
 *
 * Returns: %FALSE where there is none, or none is known yet
 */
gboolean
sonde_archive_get_mark_span (SondeArchive *self, gint64 *first_us, gint64 *last_us)
{
  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (first_us != NULL && last_us != NULL, FALSE);

  return SONDE_ARCHIVE_GET_IFACE (self)->get_mark_span (self, first_us, last_us);
}

/**
 * sonde_archive_join_mark_spans:
 * @self: (nullable): the past
 * @dataset: (nullable): what came after it
 * @first_us: (out): the time of the first mark of either
 * @last_us: (out): the time of the last one
 *
 * Returns: %FALSE where there is none
 */
gboolean
sonde_archive_join_mark_spans (SondeArchive *self,
                               SondeDataset *dataset,
                               gint64 *first_us,
                               gint64 *last_us)
{
  gboolean past;
  gint64 past_first_us;
  gint64 past_last_us;

  past = self != NULL && sonde_archive_get_mark_span (self, &past_first_us, &past_last_us);
  if (dataset == NULL || !sonde_dataset_get_mark_span (dataset, first_us, last_us))
    {
      *first_us = past ? past_first_us : 0;
      *last_us = past ? past_last_us : 0;
      return past;
    }
  if (past)
    {
      *first_us = MIN (*first_us, past_first_us);
      *last_us = MAX (*last_us, past_last_us);
    }

  return TRUE;
}

/**
 * sonde_archive_get_span:
 * @first_us: (out) (optional): the time of the first measure
 * @last_us: (out) (optional): the time of the last one, as of when the archive was last read
 *
 * Returns: %FALSE where there is none, or none is known yet, and then neither is set
 */
gboolean
sonde_archive_get_span (SondeArchive *self, gint64 *first_us, gint64 *last_us)
{
  gint64 first;
  gint64 last;

  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), FALSE);

  if (!SONDE_ARCHIVE_GET_IFACE (self)->get_span (self, &first, &last))
    return FALSE;

  if (first_us != NULL)
    *first_us = first;
  if (last_us != NULL)
    *last_us = last;

  return TRUE;
}

/**
 * sonde_archive_dup_channels:
 *
 * Returns: (transfer full): the names of the channels that are known so far
 */
char **
sonde_archive_dup_channels (SondeArchive *self)
{
  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), NULL);

  return SONDE_ARCHIVE_GET_IFACE (self)->dup_channels (self);
}

/**
 * sonde_archive_get_generation:
 *
 * Returns: a number that grows when more is at hand
 */
guint64
sonde_archive_get_generation (SondeArchive *self)
{
  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), 0);

  return SONDE_ARCHIVE_GET_IFACE (self)->get_generation (self);
}

/**
 * sonde_archive_fetch:
 * @channel_ids: (array zero-terminated=1): channels' names on the wire
 * @start_us: the start of the first bucket: a multiple of @width_us
 * @width_us: the width of a bucket, above 0
 * @before_us: samples of this time and later ones are not asked for
 * @n_buckets: how many
 * @work: (nullable): who is told of it, and may stop it
 *
 * Brings to hand what several channels are about to be asked for, all of it at once. For a thread
 * that may wait, and an archive that keeps it waiting: where it does not, nothing is done.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED, or with %SONDE_ERROR where it cannot be read
 */
gboolean
sonde_archive_fetch (SondeArchive *self,
                     const char *const *channel_ids,
                     gint64 start_us,
                     gint64 width_us,
                     gint64 before_us,
                     gsize n_buckets,
                     const SondeWork *work,
                     GError **error)
{
  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (channel_ids != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);

  return SONDE_ARCHIVE_GET_IFACE (self)->fetch == NULL ||
         SONDE_ARCHIVE_GET_IFACE (self)->fetch (self, channel_ids, start_us, width_us, before_us,
                                                n_buckets, work, error);
}

/**
 * sonde_archive_dup_error:
 *
 * Returns: (transfer full) (nullable): why the archive cannot be read, in %SONDE_ERROR
 */
GError *
sonde_archive_dup_error (SondeArchive *self)
{
  GError *error = NULL;

  g_return_val_if_fail (SONDE_IS_ARCHIVE (self), NULL);

  g_object_get (self, "error", &error, NULL);

  return error;
}

/**
 * sonde_archive_emit_loaded:
 *
 * Says that more is at hand: for those who implement the interface.
 */
void
sonde_archive_emit_loaded (SondeArchive *self)
{
  g_return_if_fail (SONDE_IS_ARCHIVE (self));

  g_signal_emit (self, signals[LOADED], 0);
}
