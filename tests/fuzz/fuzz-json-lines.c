/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-csv-writer.h"
#include "sonde-error.h"
#include "sonde-json-lines-reader.h"

static void
rewrite (const char *const *ids, gint64 time_us, const double *values, gpointer user_data)
{
  sonde_json_lines_write_row (user_data, NULL, ids, time_us, values);
}

static gboolean
read_lines (const char *data, gsize size, gsize n_part, GString *written)
{
  g_autoptr (SondeJsonLinesReader) reader = sonde_json_lines_reader_new (rewrite, written);
  g_autoptr (GError) error = NULL;
  gboolean accepted = TRUE;

  for (gsize i = 0; accepted && i < size; i += n_part)
    accepted = sonde_json_lines_reader_push (reader, data + i, MIN (n_part, size - i), &error);
  accepted = accepted && sonde_json_lines_reader_finish (reader, &error);
  g_assert_true (accepted || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_SYNTAX));

  return accepted;
}

/* Lines read the same however their bytes are cut, and what is read of them can be written, and
 * then reads the same again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) cut = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  gboolean accepted = read_lines ((const char *) data, size, size > 0 ? size : 1, whole);

  g_assert_true (read_lines ((const char *) data, size, 1, cut) == accepted);
  g_assert_true (g_string_equal (whole, cut));
  if (whole->len > 0)
    {
      g_assert_true (read_lines (whole->str, whole->len, 7, again));
      g_assert_true (g_string_equal (whole, again));
    }

  return 0;
}
