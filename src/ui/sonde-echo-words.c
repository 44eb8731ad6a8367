/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-words.h"

#include "sonde-error.h"
#include "sonde-log-axis.h"

#include <glib/gi18n.h>

char *
sonde_echo_words_time (gint64 time_us)
{
  return time_us < 0 ? g_strdup ("–") : sonde_log_unit_format (SONDE_LOG_UNIT_US, (double) time_us);
}

char *
sonde_echo_words_loss (const SondeEchoStep *step)
{
  /* Translators: a share of messages that were lost. */
  return step->n_sent == 0 ? g_strdup ("–")
                           : g_strdup_printf (_ ("%.3g %%"), sonde_echo_step_get_loss (step) * 100);
}

char *
sonde_echo_words_rate (const SondeEchoStep *step)
{
  return step->duration_us == 0
             ? g_strdup ("–")
             : sonde_log_unit_format (SONDE_LOG_UNIT_RATE, sonde_echo_step_get_messages_hz (step));
}

char *
sonde_echo_words_bytes (const SondeEchoStep *step)
{
  g_autofree char *bytes = NULL;

  if (step->duration_us == 0 || step->size == 0)
    return g_strdup ("–");
  bytes = sonde_log_unit_format (SONDE_LOG_UNIT_BYTES, sonde_echo_step_get_bytes_per_s (step));
  /* Translators: an amount of bytes, each second. */
  return g_strdup_printf (_ ("%s/s"), bytes);
}

/**
 * sonde_echo_words_wrong:
 *
 * Returns: (transfer full): what was wrong and how often, or "" where all is well
 */
char *
sonde_echo_words_wrong (const SondeEchoStep *step)
{
  static const struct
  {
    SondeEchoFinding finding;
    const char *words;
  } rows[] = {
    { SONDE_ECHO_FOUND_CORRUPTED, N_ ("%llu changed") },
    { SONDE_ECHO_FOUND_TRUNCATED, N_ ("%llu cut") },
    { SONDE_ECHO_FOUND_REORDERED, N_ ("%llu out of order") },
    { SONDE_ECHO_FOUND_DUPLICATED, N_ ("%llu twice") },
    { SONDE_ECHO_FOUND_LATE, N_ ("%llu late") },
    { SONDE_ECHO_FOUND_FOREIGN, N_ ("%llu not sent") },
  };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (step->n_lost > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%llu lost"), (unsigned long long) step->n_lost));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint64 n = step->n_found[rows[i].finding];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      if (n > 0)
        g_ptr_array_add (parts, g_strdup_printf (_ (rows[i].words), (unsigned long long) n));
#pragma GCC diagnostic pop
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

/**
 * sonde_echo_words_verdict:
 *
 * Returns: (transfer full): one sentence on what a run came to
 */
char *
sonde_echo_words_verdict (const SondeEchoReport *report)
{
  const SondeEchoStep *total = &report->total;
  guint64 n_good = sonde_echo_step_get_n_good (total);
  g_autofree char *wrong = sonde_echo_words_wrong (total);

  if (report->error != NULL && !g_error_matches (report->error, SONDE_ERROR, SONDE_ERROR_CANCELLED))
    return g_strdup (report->error->message);
  if (report->running && total->n_sent == 0)
    return g_strdup (_ ("Connecting…"));
  if (*wrong != '\0')
    /* Translators: how many echoes were right, how many messages were sent, and what was wrong. */
    return g_strdup_printf (_ ("%llu of %llu echoes are right, byte by byte: %s"),
                            (unsigned long long) n_good, (unsigned long long) total->n_sent, wrong);
  return g_strdup_printf (_ ("%llu of %llu echoes are right, byte by byte"),
                          (unsigned long long) n_good, (unsigned long long) total->n_sent);
}
