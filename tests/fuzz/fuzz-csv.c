/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-csv-reader.h"
#include "sonde-csv-writer.h"
#include "sonde-error.h"

typedef struct
{
  GString *written;
  gboolean with_header;
} Rewriter;

static const SondeCsvFormat format = { ';', ',', FALSE, NULL };

static void
rewrite (const char *const *ids, gint64 time_us, const double *values, gpointer user_data)
{
  Rewriter *rewriter = user_data;

  if (!rewriter->with_header)
    sonde_csv_write_header (rewriter->written, &format, ids);
  rewriter->with_header = TRUE;
  sonde_csv_write_row (rewriter->written, &format, time_us, values, g_strv_length ((char **) ids));
}

static gboolean
read_table (const char *data, gsize size, gsize n_part, GString *written)
{
  Rewriter rewriter = { written, FALSE };
  g_autoptr (SondeCsvReader) reader = sonde_csv_reader_new (rewrite, &rewriter);
  g_autoptr (GError) error = NULL;
  gboolean accepted = TRUE;

  for (gsize i = 0; accepted && i < size; i += n_part)
    accepted = sonde_csv_reader_push (reader, data + i, MIN (n_part, size - i), &error);
  accepted = accepted && sonde_csv_reader_finish (reader, &error);
  g_assert_true (accepted || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_SYNTAX));

  return accepted;
}

/* A table reads the same however its bytes are cut, and what is read of it can be written, and then
 * reads the same again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) cut = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  gboolean accepted = read_table ((const char *) data, size, size > 0 ? size : 1, whole);

  g_assert_true (read_table ((const char *) data, size, 1, cut) == accepted);
  g_assert_true (g_string_equal (whole, cut));
  if (whole->len > 0)
    {
      g_assert_true (read_table (whole->str, whole->len, 7, again));
      g_assert_true (g_string_equal (whole, again));
    }

  return 0;
}
