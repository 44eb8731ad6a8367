/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-peer-detail.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"
#include "sonde-situation.h"

/* The row has room for this many values. */
#define DETAIL_VALUES 2

static char *
describe_values (SondePeer *self)
{
  g_autoptr (GPtrArray) channels = sonde_dataset_dup_channels (
      sonde_session_get_dataset (sonde_peer_get_session (self)));
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_values = 0;

  for (guint i = 0; i < channels->len && n_values < DETAIL_VALUES; i++)
    {
      SondeChannel *channel = g_ptr_array_index (channels, i);
      g_autofree char *value = NULL;
      SondeSample sample;

      if (!sonde_series_get_last (sonde_channel_get_series (channel), &sample))
        continue;
      value = sonde_channel_format_value (channel, sample.value);
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append (text, value);
      if (*sonde_channel_get_unit (channel) != '\0')
        g_string_append_printf (text, " %s", sonde_channel_get_unit (channel));
      n_values++;
    }
  return g_strdup (text->str);
}

/* From when to when a file reaches: the times within a day, else the days. */
static char *
describe_file (SondePeer *self)
{
  SondeArchive *archive = sonde_peer_recording_get_archive (sonde_peer_get_recording (self));
  const GError *error = sonde_peer_recording_get_error (sonde_peer_get_recording (self));
  g_autoptr (GDateTime) first = NULL;
  g_autoptr (GDateTime) last = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  gint64 first_us, last_us;
  gboolean same_day;

  if (error != NULL)
    return g_strdup (error->message);
  if (!sonde_archive_get_span (archive, &first_us, &last_us))
    return g_strdup (_ ("Recording"));

  first = g_date_time_new_from_unix_local (first_us / G_TIME_SPAN_SECOND);
  last = g_date_time_new_from_unix_local (last_us / G_TIME_SPAN_SECOND);
  if (first == NULL || last == NULL)
    return g_strdup (_ ("Recording"));
  same_day = sonde_format_is_same_day (first, last);
  from = g_date_time_format (first, same_day ? "%x %R" : "%x");
  to = g_date_time_format (last, same_day ? "%R" : "%x");
  /* Translators: the times of the first and of the last measure of a recording. */
  return g_strdup_printf (_ ("%s – %s"), from, to);
}

/**
 * sonde_peer_detail_describe:
 * @self: a peer
 * @demo: (nullable): the embedded probe, where it is that
 *
 * Returns: (transfer full): its last values, or what it waits for
 */
char *
sonde_peer_detail_describe (SondePeer *self, SondeDemo *demo)
{
  SondeStatus *status = sonde_session_get_status (sonde_peer_get_session (self));

  if (sonde_peer_is_file (self))
    return describe_file (self);

  if (demo != NULL && sonde_demo_get_problem (demo) != NULL && !sonde_peer_get_wanted (self))
    return g_strdup (sonde_demo_get_problem (demo));
  switch (sonde_situation_of (status))
    {
    case SONDE_SITUATION_LIVE:
      return describe_values (self);
    case SONDE_SITUATION_EXPECTING:
      return g_strdup (_ ("Waiting for a measure"));
    case SONDE_SITUATION_OFF:
      return g_strdup (_ ("Off: it sends nothing"));
    case SONDE_SITUATION_ECHO:
      if (status->echo_rtt_us < 0)
        return g_strdup (_ ("Echo server"));
      else
        {
          g_autofree char *rtt = sonde_format_interval_us (status->echo_rtt_us);

          return g_strdup_printf (_ ("Echo in %s"), rtt);
        }
    case SONDE_SITUATION_PLAIN:
      return g_strdup_printf (
          ngettext ("%llu message", "%llu messages", (gulong) status->n_messages),
          (unsigned long long) status->n_messages);
    case SONDE_SITUATION_WAITING:
    case SONDE_SITUATION_FAILED:
      if (status->error != NULL)
        return g_strdup (status->error->message);
      return g_strdup (sonde_state_get_label (status->state));
    case SONDE_SITUATION_IDLE:
    case SONDE_SITUATION_BUSY:
    case SONDE_SITUATION_CLOSED:
    default:
      return g_strdup (sonde_state_get_label (status->state));
    }
}
