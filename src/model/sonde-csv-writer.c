/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-csv-writer.h"

#include <math.h>
#include <string.h>

/* RFC 4180 section 2: lines end in CRLF. */
#define LINE_END "\r\n"

/* A field, in quotes where RFC 4180 section 2 wants them. */
static void
append_field (GString *out, const SondeCsvFormat *format, const char *text)
{
  const char special[] = { format->separator, '"', '\r', '\n', '\0' };

  if (strpbrk (text, special) == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

/**
 * sonde_csv_write_header:
 * @out: what is appended to; nothing else of it is touched
 * @ids: (array zero-terminated=1): the names of the columns after that of the times
 *
 * Begins a table. A name that a spreadsheet would take for a formula gets an apostrophe in front.
 */
void
sonde_csv_write_header (GString *out, const SondeCsvFormat *format, const char *const *ids)
{
  if (format->bom)
    g_string_append (out, "\357\273\277");

  g_string_append (out, SONDE_CSV_TIME_ID);
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *text = g_strconcat (sonde_csv_text_is_formula (ids[i]) ? "'" : "", ids[i],
                                           NULL);

      g_string_append_c (out, format->separator);
      append_field (out, format, text);
    }
  g_string_append (out, LINE_END);
}

/**
 * sonde_csv_write_row:
 * @out: what is appended to
 * @time_us: microseconds since the Unix epoch
 * @values: (array length=n_values): a value for each column; an empty field for one that is not
 *   finite
 *
 * Adds a measure. Numbers are written so that they read back the same.
 */
void
sonde_csv_write_row (GString *out,
                     const SondeCsvFormat *format,
                     gint64 time_us,
                     const double *values,
                     gsize n_values)
{
  g_autoptr (GString) number = g_string_new (NULL);

  sonde_iso_time_append (out, time_us, format->zone);
  for (gsize i = 0; i < n_values; i++)
    {
      g_string_truncate (number, 0);
      sonde_csv_number_append (number, values[i], format->decimal);
      g_string_append_c (out, format->separator);
      append_field (out, format, number->str);
    }
  g_string_append (out, LINE_END);
}

/* A string of RFC 8259 section 7. What is not UTF-8 becomes the replacement character. */
static void
append_json_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *c = valid; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
  g_string_append_c (out, '"');
}

/**
 * sonde_json_lines_write_row:
 * @out: what is appended to
 * @zone: (nullable): whose clock times are written in; %NULL for UTC
 * @ids: (array zero-terminated=1): the names of the values
 * @time_us: microseconds since the Unix epoch
 * @values: a value for each name; null for one that is not finite
 *
 * Adds a measure as a line of its own: an object with the time first.
 */
void
sonde_json_lines_write_row (
    GString *out, GTimeZone *zone, const char *const *ids, gint64 time_us, const double *values)
{
  g_string_append (out, "{\"" SONDE_CSV_TIME_ID "\":\"");
  sonde_iso_time_append (out, time_us, zone);
  g_string_append_c (out, '"');

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_string_append_c (out, ',');
      append_json_string (out, ids[i]);
      g_string_append_c (out, ':');
      if (isfinite (values[i]))
        sonde_csv_number_append (out, values[i], '.');
      else
        g_string_append (out, "null");
    }
  g_string_append (out, "}\n");
}
