/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-row-source.h"

G_DEFINE_INTERFACE (SondeRowSource, sonde_row_source, G_TYPE_OBJECT)

static void
sonde_row_source_default_init (SondeRowSourceInterface *interface)
{
}

/**
 * sonde_row_source_open:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 *
 * Goes before the first measure of a range, again where it was opened before.
 *
 * Returns: %FALSE with an error of %SONDE_ERROR
 */
gboolean
sonde_row_source_open (SondeRowSource *self, gint64 from_us, gint64 to_us, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (self), FALSE);

  return SONDE_ROW_SOURCE_GET_IFACE (self)->open (self, from_us, to_us, error);
}

/**
 * sonde_row_source_get_ids:
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of the channels as they were when
 *   the source was opened, which is what this wants
 */
const char *const *
sonde_row_source_get_ids (SondeRowSource *self)
{
  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (self), NULL);

  return SONDE_ROW_SOURCE_GET_IFACE (self)->get_ids (self);
}

/**
 * sonde_row_source_get_span:
 * @first_us: (out): the time of the first measure there is, in the range or not
 * @last_us: (out): the time of the last one
 *
 * Wants an open source.
 *
 * Returns: %FALSE where there is none, and then neither is set
 */
gboolean
sonde_row_source_get_span (SondeRowSource *self, gint64 *first_us, gint64 *last_us)
{
  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (self), FALSE);

  return SONDE_ROW_SOURCE_GET_IFACE (self)->get_span (self, first_us, last_us);
}

/**
 * sonde_row_source_next:
 * @time_us: (out): the time of the measure
 * @values: (out) (transfer none) (array length=n_values): a value for each channel, NaN as in
 *   `sonde-absent.h`; until the next call
 * @n_values: (out): how many; the channels beyond them are absent
 *
 * Takes the next measure of the range.
 *
 * Returns: %FALSE at the end, and with an error where it cannot be read
 */
gboolean
sonde_row_source_next (
    SondeRowSource *self, gint64 *time_us, const double **values, guint *n_values, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (self), FALSE);

  return SONDE_ROW_SOURCE_GET_IFACE (self)->next (self, time_us, values, n_values, error);
}
