/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-picture-past.h"

/* The channels of all charts, each once, and the first time that all of them have in memory. */
static char **
list_channels (GPtrArray *plots, gint64 *before_us)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  *before_us = G_MININT64;
  for (guint i = 0; i < plots->len; i++)
    {
      SondePlot *plot = g_ptr_array_index (plots, i);

      for (guint j = 0; j < sonde_plot_get_n_curves (plot); j++)
        {
          const char *id = sonde_channel_get_id (sonde_plot_get_curve (plot, j)->channel);
          gint64 first_us;

          if (!sonde_series_get_span (sonde_plot_get_series (plot, j), &first_us, NULL))
            first_us = G_MAXINT64;
          *before_us = MAX (*before_us, first_us);
          if (g_hash_table_add (seen, (gpointer) id))
            g_strv_builder_add (builder, id);
        }
    }

  return g_strv_builder_end (builder);
}

/**
 * sonde_picture_past_fetch:
 * @archive: what the plots take their past from
 * @plots: (element-type SondePlot): the charts of a picture
 * @viewport: what all of them show
 * @n_columns: how many columns of data each is about to have, above 0
 * @work: (nullable): who is told of it, and may stop it
 *
 * Brings the past of all charts to hand at once, with what lies beside the view, where their lines
 * come from and go to. A recording keeps all channels of a time together: for each chart by itself
 * it would be read again and again.
 *
 * Returns: %FALSE with an error of `sonde_archive_fetch()`
 */
gboolean
sonde_picture_past_fetch (SondeArchive *archive,
                          GPtrArray *plots,
                          SondeViewport *viewport,
                          guint n_columns,
                          const SondeWork *work,
                          GError **error)
{
  g_auto (GStrv) ids = NULL;
  gint64 before_us;
  gint64 origin_us;
  gint64 column_us;

  g_return_val_if_fail (SONDE_IS_ARCHIVE (archive), FALSE);
  g_return_val_if_fail (n_columns > 0, FALSE);

  ids = list_channels (plots, &before_us);
  sonde_viewport_get_columns (viewport, n_columns, &origin_us, &column_us);

  return sonde_archive_fetch (archive, (const char *const *) ids,
                              origin_us - SONDE_TRACK_REACH * column_us, column_us, before_us,
                              n_columns + 2 * SONDE_TRACK_REACH, work, error);
}
