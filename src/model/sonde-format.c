/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From here on a fixed number of decimals would only print digits that a double does not have. */
#define FIXED_LIMIT 1e12

#define MINUS_SIGN "\342\210\222" /* U+2212 */

/* Whether a text is zero to the last digit that it shows. */
static gboolean
shows_zero (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text >= '1' && *text <= '9')
      return FALSE;

  return TRUE;
}

/**
 * sonde_format_number:
 * @value: a number
 * @decimals: digits after the separator, or %SONDE_FORMAT_GENERAL
 *
 * Writes a number for a person: the decimal separator of the user's locale, a true minus sign,
 * never “−0”, and an en dash where there is no number. Safe from any thread.
 *
 * Returns: (transfer full): the text
 */
char *
sonde_format_number (double value, guint decimals)
{
  g_autofree char *magnitude = NULL;

  if (!isfinite (value))
    return g_strdup ("–");

  if (decimals == SONDE_FORMAT_GENERAL || fabs (value) >= FIXED_LIMIT)
    magnitude = g_strdup_printf ("%.6g", fabs (value));
  else
    magnitude = g_strdup_printf ("%.*f", (int) MIN (decimals, SONDE_FORMAT_MAX_DECIMALS),
                                 fabs (value));

  if (value < 0 && !shows_zero (magnitude))
    return g_strconcat (MINUS_SIGN, magnitude, NULL);

  return g_steal_pointer (&magnitude);
}

/**
 * sonde_format_interval_us:
 * @interval_us: microseconds; negative is unknown
 *
 * Writes a short interval with the unit that suits it.
 *
 * Returns: (transfer full): a text such as `350 µs`, `12.4 ms` or `2.50 s`
 */
char *
sonde_format_interval_us (gint64 interval_us)
{
  if (interval_us < 0)
    return g_strdup ("—");
  if (interval_us < G_TIME_SPAN_MILLISECOND)
    return g_strdup_printf (_ ("%d µs"), (int) interval_us);
  if (interval_us < G_USEC_PER_SEC)
    return g_strdup_printf (_ ("%.1f ms"), (double) interval_us / 1e3);
  return g_strdup_printf (_ ("%.2f s"), (double) interval_us / 1e6);
}

/* What follows the folder in which the document portal shows a sandbox the files of others: a
 * number of its own, and the name. */
static const char *
skip_portal (const char *path)
{
  const char *rest = NULL;

  if (g_str_has_prefix (path, "/run/flatpak/doc/"))
    rest = path + strlen ("/run/flatpak/doc/");
  else if (g_str_has_prefix (path, "/run/user/"))
    {
      rest = path + strlen ("/run/user/");
      rest += strspn (rest, "0123456789");
      rest = g_str_has_prefix (rest, "/doc/") ? rest + strlen ("/doc/") : NULL;
    }
  if (rest != NULL)
    rest = strchr (rest, '/');

  return rest != NULL && rest[1] != '\0' ? rest + 1 : NULL;
}

/**
 * sonde_format_path:
 * @path: an absolute or relative path, in the encoding of file names
 *
 * Writes a path for a person. Of a file that a sandbox was given by the document portal the name is
 * all that its owner knows.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
sonde_format_path (const char *path)
{
  const char *name = skip_portal (path);

  return g_filename_display_name (name != NULL ? name : path);
}

/**
 * sonde_format_is_same_day:
 * @first: a time
 * @second: another, by the same clock
 *
 * Returns: whether the day of both need be said but once
 */
gboolean
sonde_format_is_same_day (GDateTime *first, GDateTime *second)
{
  return g_date_time_get_year (first) == g_date_time_get_year (second) &&
         g_date_time_get_day_of_year (first) == g_date_time_get_day_of_year (second);
}
