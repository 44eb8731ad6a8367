/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-csv-reader.h"
#include "sonde-csv-writer.h"
#include "sonde-error.h"

#include <math.h>
#include <string.h>

#define TIME_US G_GINT64_CONSTANT (1700000000123456)

typedef struct
{
  guint n_rows;
  guint n_columns;
  gint64 time_us;
  double values[SONDE_CSV_MAX_COLUMNS];
  char *ids;
} Table;

static void
keep_row (const char *const *ids, gint64 time_us, const double *values, gpointer user_data)
{
  Table *table = user_data;

  table->n_rows++;
  table->time_us = time_us;
  table->n_columns = g_strv_length ((char **) ids);
  memcpy (table->values, values, table->n_columns * sizeof *values);
  g_free (table->ids);
  table->ids = g_strjoinv ("|", (char **) ids);
}

static gboolean
read_table (const char *text, gsize size, Table *table, GError **error)
{
  g_autoptr (SondeCsvReader) reader = sonde_csv_reader_new (keep_row, table);

  return sonde_csv_reader_push (reader, text, size, error) &&
         sonde_csv_reader_finish (reader, error);
}

static void
test_write (void)
{
  static const char *const ids[] = { "temperature", "a;b", "=1+1", NULL };
  static const double values[] = { 20.5, NAN, -3 };
  g_autoptr (GTimeZone) paris = g_time_zone_new_identifier ("Europe/Paris");
  const struct
  {
    SondeCsvFormat format;
    const char *text;
  } cases[] = {
    { { ',', '.', FALSE, NULL },
      "time,temperature,a;b,'=1+1\r\n2023-11-14T22:13:20.123456Z,20.5,,-3\r\n" },
    { { ';', ',', TRUE, paris },
      "\357\273\277time;temperature;\"a;b\";'=1+1\r\n"
      "2023-11-14T23:13:20.123456+01:00;20,5;;-3\r\n" },
    { { ',', ',', FALSE, NULL },
      "time,temperature,a;b,'=1+1\r\n2023-11-14T22:13:20.123456Z,\"20,5\",,-3\r\n" },
  };

  g_assert_nonnull (paris);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      Table table = { 0 };
      g_autoptr (GError) error = NULL;

      sonde_csv_write_header (out, &cases[i].format, ids);
      sonde_csv_write_row (out, &cases[i].format, TIME_US, values, 3);
      g_assert_cmpstr (out->str, ==, cases[i].text);

      read_table (out->str, out->len, &table, &error);
      g_assert_no_error (error);
      g_assert_cmpint (table.time_us, ==, TIME_US);
      g_assert_cmpstr (table.ids, ==, "temperature|a;b|=1+1");
      g_assert_cmpfloat (table.values[0], ==, 20.5);
      g_assert_true (isnan (table.values[1]));
      g_free (table.ids);
    }
}

static void
test_json_lines (void)
{
  static const char *const ids[] = { "temperature", "a\"\n\\", NULL };
  g_autoptr (GString) out = g_string_new (NULL);

  sonde_json_lines_write_row (out, NULL, ids, TIME_US, (double[]){ 0.1, INFINITY });
  g_assert_cmpstr (out->str, ==,
                   "{\"time\":\"2023-11-14T22:13:20.123456Z\",\"temperature\":0.1,"
                   "\"a\\\"\\u000a\\\\\":null}\n");
}

/* Any double and any time come back as they were. */
static void
test_round_trip (void)
{
  static const double corners[] = { 0.0,     -0.0,           0.1,  1.0 / 3,     5e-324,
                                    1.7e308, 2.2250738e-308, 1e21, 28.34000015, -12.5 };
  static const gint64 times_us[] = { 0, -1, G_MININT64, G_MAXINT64, TIME_US, -62135596800000000 };
  static const SondeCsvFormat format = { ';', ',', FALSE, NULL };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) out = g_string_new ("time;a\n");
      g_autoptr (GError) error = NULL;
      Table table = { 0 };
      gint64 time_us = i < G_N_ELEMENTS (times_us)
                           ? times_us[i]
                           : (gint64) g_test_rand_int () * g_test_rand_int ();
      guint64 bits = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      double value;

      memcpy (&value, &bits, sizeof value);
      if (i < G_N_ELEMENTS (corners))
        value = corners[i];
      if (!isfinite (value))
        continue;

      sonde_csv_write_row (out, &format, time_us, &value, 1);
      read_table (out->str, out->len, &table, &error);
      g_assert_no_error (error);
      g_assert_cmpint (table.time_us, ==, time_us);
      g_assert_cmpmem (&table.values[0], sizeof value, &value, sizeof value);
      g_free (table.ids);
    }
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    gint64 time_us; /* -1 where it is none */
  } cases[] = {
    { "1970-01-01T00:00:01Z", 1000000 },
    { "1970-01-01 00:01", 60000000 },
    { "1970-01-01T00:00:00.5Z", 500000 },
    { "1970-01-01T00:00:00,0000019Z", 1 },
    { "1970-01-01T02:00:00+02:00", 0 },
    { "1970-01-01T02:30:00+0230", 0 },
    { "1969-12-31T19:00:00-05", 0 },
    { "1234567", 1234567 },
    { "1970-02-30T00:00:00Z", -1 },
    { "1970-01-01T25:00:00Z", -1 },
    { "1970-01-01", -1 },
    { "1970-01-01T00:00:00.Z", -1 },
    { "1970-01-01T00:00:00X", -1 },
    { "1970-01-01T00:00:00+99:00", -1 },
    { "99999999999999999999", -1 },
    { "", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 time_us = -1;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (sonde_iso_time_parse (cases[i].text, &time_us), ==, cases[i].time_us >= 0);
      g_assert_cmpint (time_us, ==, cases[i].time_us);
    }
}

#define ROW "2023-11-14T22:13:20Z"

/* Tables, how many rows they have, and the beginning of the error, if there is one. */
static const struct
{
  const char *text;
  guint n_rows;
  const char *error;
} tables[] = {
  { "time,a\n" ROW ",1\n" ROW ",2", 2, NULL },
  { "\n\r\ntime,a\r\n\r\n" ROW ",1\r\n\r\n", 1, NULL },
  { "TIME;a\r" ROW ";1\r", 1, NULL },
  { "time\ta\tb\n" ROW "\t1\n", 1, NULL },
  { "time,\"a\nb\"\n" ROW ",1\n" ROW ",x\n", 1, "Line 4: “x”" },
  { "", 0, "Line 1: the file" },
  { "temperature,time\n", 0, "Line 1: the first column" },
  { "time,a,a\n", 0, "Line 1: two columns" },
  { "time,,a\n", 0, "Line 1: column 2" },
  { "time,a\n" ROW ",1,2\n", 0, "Line 2: 3 fields" },
  { "time,a\nyesterday,1\n", 0, "Line 2: “yesterday”" },
  { "time,a\n" ROW ",1\n" ROW ",0x1f\n", 1, "Line 3: “0x1f”" },
  { "time,a\n" ROW ",nan\n", 0, "Line 2: “nan”" },
  { "time,a\n" ROW ",1e999\n", 0, "Line 2: “1e999”" },
  { "time,a\n" ROW ",1.2.3\n", 0, "Line 2: “1.2.3”" },
  { "time,a\n" ROW ",\"1\n", 0, "Line 2: the quotation mark" },
  { "time,a\n" ROW ",\"1\"2\n", 0, "Line 2: text behind" },
  { "time,a\n" ROW ",1\"\n", 0, "Line 2: a quotation mark" },
  { "time,\377\n", 0, "Line 1: a field is not UTF-8" },
};

static void
test_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GError) error = NULL;
      Table table = { 0 };
      gboolean accepted = read_table (tables[i].text, strlen (tables[i].text), &table, &error);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (table.n_rows, ==, tables[i].n_rows);
      g_assert_cmpint (accepted, ==, tables[i].error == NULL);
      if (tables[i].error != NULL)
        {
          g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX);
          g_assert_true (g_str_has_prefix (error->message, tables[i].error));
        }
      g_free (table.ids);
    }
}

/* Endless input of every sort ends in an error before it fills the memory. */
static void
test_bounds (void)
{
  static const char *const beginnings[] = { "", "time,a\n", "time,a\n\"", "time,a\n,", "\"" };
  static const char fillers[] = { 'x', ',', '"', '\0' };

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (fillers); j++)
      {
        Table table = { 0 };
        g_autoptr (SondeCsvReader) reader = sonde_csv_reader_new (keep_row, &table);
        g_autoptr (GError) error = NULL;
        gsize n_pushed = 0;

        g_assert_true (sonde_csv_reader_push (reader, beginnings[i], strlen (beginnings[i]), NULL));
        while (sonde_csv_reader_push (reader, &fillers[j], 1, &error))
          g_assert_cmpuint (++n_pushed, <=, 3 * SONDE_CSV_MAX_FIELD_BYTES);
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX);
        g_free (table.ids);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv/write", test_write);
  g_test_add_func ("/csv/json-lines", test_json_lines);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/times", test_times);
  g_test_add_func ("/csv/tables", test_tables);
  g_test_add_func ("/csv/bounds", test_bounds);

  return g_test_run ();
}
