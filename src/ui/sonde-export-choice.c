/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-export-choice.h"

#include <locale.h>

static const struct
{
  const char *ending;
  gboolean is_picture;
} kinds[SONDE_N_EXPORTS] = {
  [SONDE_EXPORT_CSV] = { "csv", FALSE }, [SONDE_EXPORT_JSON_LINES] = { "jsonl", FALSE },
  [SONDE_EXPORT_PNG] = { "png", TRUE },  [SONDE_EXPORT_SVG] = { "svg", TRUE },
  [SONDE_EXPORT_PDF] = { "pdf", TRUE },
};

/* A spreadsheet whose numbers have a comma takes the semicolon between its fields, and takes a file
 * for an old encoding unless it begins with a mark. */
static const SondeCsvFormat spreadsheets[] = {
  [SONDE_SPREADSHEET_PLAIN] = { ',', '.', FALSE, NULL },
  [SONDE_SPREADSHEET_COMMA] = { ';', ',', TRUE, NULL },
};

/**
 * sonde_export_kind_get_ending:
 *
 * Returns: what the names of such files end with, without the dot
 */
const char *
sonde_export_kind_get_ending (SondeExportKind kind)
{
  return kinds[kind].ending;
}

/**
 * sonde_export_kind_is_picture:
 *
 * Returns: whether charts are drawn, rather than measures written
 */
gboolean
sonde_export_kind_is_picture (SondeExportKind kind)
{
  return kinds[kind].is_picture;
}

/**
 * sonde_export_kind_create_file_name:
 * @name: what the endpoint is called
 * @time_us: the last time that is written
 *
 * Returns: (transfer full): a name for the file, without a folder
 */
char *
sonde_export_kind_create_file_name (SondeExportKind kind, const char *name, gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *date = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("");
  g_autofree char *safe = g_strdelimit (g_strdup (name), "/\\:*?\"<>|", '-');

  return g_strdup_printf ("%s%s%s.%s", safe, *date != '\0' ? " " : "", date, kinds[kind].ending);
}

/**
 * sonde_spreadsheet_get_local:
 *
 * Returns: the kind of spreadsheet that people of the present locale use
 */
SondeSpreadsheet
sonde_spreadsheet_get_local (void)
{
  return localeconv ()->decimal_point[0] == ',' ? SONDE_SPREADSHEET_COMMA : SONDE_SPREADSHEET_PLAIN;
}

/**
 * sonde_spreadsheet_get_format:
 * @format: (inout): the format, whose zone stays as it is
 *
 * Sets what a kind of spreadsheet wants; nothing for one of the user's own.
 */
void
sonde_spreadsheet_get_format (SondeSpreadsheet self, SondeCsvFormat *format)
{
  GTimeZone *zone = format->zone;

  if (self >= G_N_ELEMENTS (spreadsheets))
    return;

  *format = spreadsheets[self];
  format->zone = zone;
}

/**
 * sonde_spreadsheet_recognize:
 *
 * Returns: the kind of spreadsheet that wants this format
 */
SondeSpreadsheet
sonde_spreadsheet_recognize (const SondeCsvFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (spreadsheets); i++)
    if (spreadsheets[i].separator == format->separator &&
        spreadsheets[i].decimal == format->decimal && spreadsheets[i].bom == format->bom)
      return (SondeSpreadsheet) i;

  return SONDE_SPREADSHEET_OWN;
}
