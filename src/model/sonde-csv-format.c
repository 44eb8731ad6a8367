/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-csv-format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEAST_DIGITS    15
#define GREATEST_DIGITS 17

/* The years that ISO 8601 writes in four digits, as microseconds since the Unix epoch. */
#define FIRST_ISO_US (G_GINT64_CONSTANT (-62135596800) * G_TIME_SPAN_SECOND)
#define LAST_ISO_US  (G_GINT64_CONSTANT (253402300800) * G_TIME_SPAN_SECOND - 1)

/**
 * sonde_iso_time_append:
 * @time_us: microseconds since the Unix epoch
 * @zone: (nullable): whose clock; %NULL for UTC
 *
 * Writes a time as ISO 8601 has it, with six decimals and its offset from UTC; outside the years 2
 * to 9998, which no clock shows, as a number of microseconds since the epoch.
 */
void
sonde_iso_time_append (GString *out, gint64 time_us, GTimeZone *zone)
{
  /* A day at either end keeps every offset inside. */
  const gint64 margin_us = 366 * G_TIME_SPAN_DAY;
  gint64 seconds = time_us / G_TIME_SPAN_SECOND;
  gint64 part_us = time_us % G_TIME_SPAN_SECOND;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint offset_minutes;

  if (time_us < FIRST_ISO_US + margin_us || time_us > LAST_ISO_US - margin_us)
    {
      g_string_append_printf (out, "%" G_GINT64_FORMAT, time_us);
      return;
    }

  if (part_us < 0)
    {
      part_us += G_TIME_SPAN_SECOND;
      seconds--;
    }

  utc = g_date_time_new_from_unix_utc (seconds);
  local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  g_string_append_printf (out, "%04d-%02d-%02dT%02d:%02d:%02d.%06d", g_date_time_get_year (local),
                          g_date_time_get_month (local), g_date_time_get_day_of_month (local),
                          g_date_time_get_hour (local), g_date_time_get_minute (local),
                          g_date_time_get_second (local), (int) part_us);

  if (zone == NULL)
    {
      g_string_append_c (out, 'Z');
      return;
    }

  /* Offsets of the nineteenth century have seconds, which ISO 8601 cannot say: such a time keeps
   * its instant by being written in UTC. */
  if (g_date_time_get_utc_offset (local) % G_TIME_SPAN_MINUTE != 0)
    {
      g_string_truncate (out, out->len - strlen ("0000-00-00T00:00:00.000000"));
      sonde_iso_time_append (out, time_us, NULL);
      return;
    }

  offset_minutes = (gint) (g_date_time_get_utc_offset (local) / G_TIME_SPAN_MINUTE);
  g_string_append_printf (out, "%c%02d:%02d", offset_minutes < 0 ? '-' : '+',
                          ABS (offset_minutes) / 60, ABS (offset_minutes) % 60);
}

/* Reads exactly so many digits. Returns the rest of the text, or NULL. */
static const char *
read_digits (const char *text, guint n_digits, int *number)
{
  if (text == NULL)
    return NULL;

  *number = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return NULL;
      *number = *number * 10 + (text[i] - '0');
    }

  return text + n_digits;
}

static const char *
read_char (const char *text, const char *allowed)
{
  return text != NULL && *text != '\0' && strchr (allowed, *text) != NULL ? text + 1 : NULL;
}

/* Reads decimals of a second, of which those beyond microseconds are cut off. */
static const char *
read_fraction (const char *text, gint64 *part_us)
{
  gint64 unit_us = G_TIME_SPAN_SECOND / 10;

  *part_us = 0;
  if (text == NULL || (*text != '.' && *text != ','))
    return text;
  if (!g_ascii_isdigit (*++text))
    return NULL;

  for (; g_ascii_isdigit (*text); text++, unit_us /= 10)
    *part_us += unit_us * (*text - '0');

  return text;
}

static const char *
read_offset (const char *text, gint64 *offset_us)
{
  int hours = 0;
  int minutes = 0;
  char sign;

  *offset_us = 0;
  if (text == NULL || *text == '\0')
    return text;
  if (*text == 'Z' || *text == 'z')
    return text + 1;

  sign = *text;
  text = read_digits (read_char (text, "+-"), 2, &hours);
  if (text != NULL && *text != '\0')
    text = read_digits (*text == ':' ? text + 1 : text, 2, &minutes);
  if (hours > 23 || minutes > 59)
    return NULL;

  *offset_us = (hours * 60 + minutes) * G_TIME_SPAN_MINUTE * (sign == '-' ? -1 : 1);
  return text;
}

/**
 * sonde_iso_time_parse:
 * @text: a time as `sonde_iso_time_append()` writes it; seconds, their decimals and the offset may
 *   be missing, and a space may stand for the T
 * @time_us: (out): microseconds since the Unix epoch; without an offset the time is UTC
 *
 * Returns: %FALSE where @text is no such time, and then @time_us is not set
 */
gboolean
sonde_iso_time_parse (const char *text, gint64 *time_us)
{
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  gint64 part_us;
  gint64 offset_us;
  const char *rest;
  g_autoptr (GDateTime) date = NULL;

  rest = *text == '-' ? text + 1 : text;
  if (*rest != '\0' && rest[strspn (rest, "0123456789")] == '\0')
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, time_us, NULL);

  rest = read_digits (text, 4, &year);
  rest = read_digits (read_char (rest, "-"), 2, &month);
  rest = read_digits (read_char (rest, "-"), 2, &day);
  rest = read_digits (read_char (rest, "Tt "), 2, &hour);
  rest = read_digits (read_char (rest, ":"), 2, &minute);
  if (rest != NULL && *rest == ':')
    rest = read_digits (rest + 1, 2, &second);
  rest = read_fraction (rest, &part_us);
  rest = read_offset (rest, &offset_us);
  if (rest == NULL || *rest != '\0')
    return FALSE;

  date = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (date == NULL)
    return FALSE;

  *time_us = g_date_time_to_unix (date) * G_TIME_SPAN_SECOND + part_us - offset_us;
  return TRUE;
}

/**
 * sonde_csv_number_append:
 * @value: a number; nothing is written where it is not finite
 * @decimal: what stands before decimals
 *
 * Writes the shortest of 15, 16 or 17 digits that reads back as the same double.
 */
void
sonde_csv_number_append (GString *out, double value, char decimal)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *point;

  if (!isfinite (value))
    return;

  for (int digits = LEAST_DIGITS; digits <= GREATEST_DIGITS; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }

  point = strchr (buffer, '.');
  if (point != NULL)
    *point = decimal;
  g_string_append (out, buffer);
}

/**
 * sonde_csv_number_parse:
 * @text: a number with a point or a comma before its decimals, or nothing, which is a gap
 * @value: (out): the number, NaN for a gap
 *
 * Returns: %FALSE where @text is no finite number, and then @value is not set
 */
gboolean
sonde_csv_number_parse (const char *text, double *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE * 2];
  gsize length = strlen (text);
  char *comma;
  char *end;
  double number;

  if (length == 0)
    {
      *value = (double) NAN;
      return TRUE;
    }

  if (length >= sizeof buffer || strspn (text, "0123456789.,+-eE") != length)
    return FALSE;

  memcpy (buffer, text, length + 1);
  comma = strchr (buffer, ',');
  if (comma != NULL && strchr (buffer, '.') == NULL)
    *comma = '.';

  number = g_ascii_strtod (buffer, &end);
  if (end == buffer || *end != '\0' || !isfinite (number))
    return FALSE;

  *value = number;
  return TRUE;
}

/**
 * sonde_csv_text_is_formula:
 *
 * A spreadsheet takes a field that begins with one of some signs for a formula. The guard against
 * it is an apostrophe in front, which is put before such a text and taken away again; one that
 * begins with apostrophes and then such a sign is guarded too, so that nothing is lost.
 *
 * Returns: whether a text needs the guard, or has it
 */
gboolean
sonde_csv_text_is_formula (const char *text)
{
  const char *sign = text + strspn (text, "'");

  return *sign != '\0' && strchr ("=+-@\t\r", *sign) != NULL;
}
