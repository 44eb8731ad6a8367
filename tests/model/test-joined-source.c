/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A past and what came after it, told as one. */
#include "config.h"

#include "sonde-absent.h"
#include "sonde-dataset-source.h"
#include "sonde-joined-source.h"

#include <math.h>
#include <string.h>

#define SECOND_US G_TIME_SPAN_SECOND

typedef struct
{
  const char *name;
  const char *past;    /* seconds of measures, of which “!” says that it is one of gaps */
  const char *present; /* the same */
  int from_s;
  int to_s;
  const char *expected; /* “'” is a microsecond after the second */
} Case;

static const Case cases[] = {
  { "recorded-all-along", "1 2 3 4 5", "4 5 6", 0, 99, "1 2 3 4 5 6" },
  { "recorded-since", "1 2 3 3! 7 8", "7 8 9", 0, 99, "1 2 3 3! 7 8 9" },
  { "recorded-up-to-the-first", "1 2 3 4", "4 5 6", 0, 99, "1 2 3 4 5 6" },
  { "killed-and-not-gone-on", "1 2 3", "7 8", 0, 99, "1 2 3 3'! 7 8" },
  { "turned-off-meanwhile", "1 2 3", "4 5", 0, 99, "1 2 3 3'! 4 5" },
  { "closed-and-not-gone-on", "1 2 3 4!", "7 8", 0, 99, "1 2 3 4! 7 8" },
  { "recorded-later-on", "1 2 3 3! 9", "7 8 9", 0, 99, "1 2 3 3! 7 8 9" },
  { "ends-before-the-range", "1 2 3", "7 8", 5, 99, "7 8" },
  { "range-ends-in-the-past", "1 2 3", "7 8", 2, 3, "2 3" },
  { "range-ends-in-the-hole", "1 2 3", "7 8", 0, 5, "1 2 3" },
  { "range-in-the-present", "1 2 3", "7 8", 8, 9, "8" },
  { "no-past", "", "7 8", 0, 99, "7 8" },
  { "no-present", "1 2 3", "", 0, 99, "1 2 3" },
  { "past-in-the-future", "1 2 9", "4 5", 0, 99, "1 2 4 5" },
};

static SondeRowSource *
create_source (const char *rows)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (100);
  g_auto (GStrv) times = g_strsplit (rows, " ", -1);

  sonde_dataset_ensure_channel (dataset, "a");
  for (gsize i = 0; times[i] != NULL && *times[i] != '\0'; i++)
    {
      const gint64 time_us = g_ascii_strtoll (times[i], NULL, 10) * SECOND_US;
      const double value = (double) time_us;

      if (strchr (times[i], '!') != NULL)
        sonde_dataset_add_gap (dataset, time_us);
      else
        sonde_dataset_append (dataset, time_us, &value, 1);
    }

  return sonde_dataset_source_new (dataset);
}

static char *
read_all (SondeRowSource *source)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const double *values;
  guint n_values;
  gint64 time_us;

  while (sonde_row_source_next (source, &time_us, &values, &n_values, &error))
    {
      g_assert_cmpuint (n_values, >=, 1);
      g_assert_false (sonde_is_absent (values[0]));
      if (!isnan (values[0]))
        g_assert_cmpfloat (values[0], ==, (double) time_us);
      g_string_append_printf (text, "%s%d%s%s", text->len > 0 ? " " : "",
                              (int) (time_us / SECOND_US), time_us % SECOND_US == 1 ? "'" : "",
                              isnan (values[0]) ? "!" : "");
    }
  g_assert_no_error (error);

  return g_string_free (text, FALSE);
}

/* A source can be read again, and says the same. */
static void
test_join (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (SondeRowSource) past = create_source (row->past);
  g_autoptr (SondeRowSource) present = create_source (row->present);
  g_autoptr (SondeRowSource) joined = sonde_joined_source_new (past, present);

  for (int i = 0; i < 2; i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (sonde_row_source_open (joined, row->from_s * SECOND_US,
                                            row->to_s * SECOND_US + SECOND_US / 2, &error));
      g_assert_no_error (error);
      text = read_all (joined);
      g_assert_cmpstr (text, ==, row->expected);
    }
}

/* A channel whose line is open when another one has a gap is interrupted too. */
static void
test_two_channels (void)
{
  g_autoptr (SondeDataset) before = sonde_dataset_new (100);
  g_autoptr (SondeRowSource) past = sonde_dataset_source_new (before);
  g_autoptr (SondeRowSource) present = create_source ("7");
  g_autoptr (SondeRowSource) joined = sonde_joined_source_new (past, present);
  SondeSeries *series = sonde_channel_get_series (sonde_dataset_ensure_channel (before, "b"));
  const double *values;
  guint n_values;
  gint64 time_us;

  sonde_dataset_ensure_channel (before, "a");
  sonde_dataset_append (before, SECOND_US, (const double[]){ 1, 2 }, 2);
  sonde_series_append_gap (series, 2 * SECOND_US);

  g_assert_true (sonde_row_source_open (joined, 0, 99 * SECOND_US, NULL));
  g_assert_cmpstr (sonde_row_source_get_ids (joined)[0], ==, "a");
  g_assert_cmpstr (sonde_row_source_get_ids (joined)[1], ==, "b");
  for (int i = 0; i < 3; i++)
    g_assert_true (sonde_row_source_next (joined, &time_us, &values, &n_values, NULL));
  g_assert_cmpint (time_us, ==, 2 * SECOND_US + 1);
  g_assert_cmpuint (n_values, ==, 2);
  for (int i = 0; i < 2; i++)
    g_assert_true (isnan (values[i]) && !sonde_is_absent (values[i]));
  g_assert_true (sonde_row_source_next (joined, &time_us, &values, &n_values, NULL));
  g_assert_cmpint (time_us, ==, 7 * SECOND_US);
  g_assert_false (sonde_row_source_next (joined, &time_us, &values, &n_values, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/joined-source/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_join);
    }
  g_test_add_func ("/joined-source/two-channels", test_two_channels);

  return g_test_run ();
}
