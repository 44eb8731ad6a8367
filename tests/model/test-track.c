/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-archive.h"
#include "sonde-track.h"

#include <math.h>

#define SECOND_US G_TIME_SPAN_SECOND
#define WIDTH_US  (10 * G_TIME_SPAN_SECOND)

typedef struct
{
  FakeArchive *archive;
  SondeChannel *channel;
  SondeTrack *track;
  SondeSeries *whole; /* the reference: what the archive and the memory know together */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->archive = fake_archive_new ("temperature");
  fixture->channel = sonde_channel_new ("temperature", 0, 1000);
  fixture->track = sonde_track_new (fixture->channel, SONDE_ARCHIVE (fixture->archive));
  fixture->whole = sonde_series_new (1000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->track, sonde_track_free);
  g_clear_pointer (&fixture->whole, sonde_series_unref);
  g_assert_finalize_object (fixture->channel);
  g_assert_finalize_object (fixture->archive);
}

/* Adds a sample a second. The archive knows all of them; memory knows those from a time on. */
static void
add (Fixture *fixture, int from_s, int to_s, int seam_s)
{
  for (int i = from_s; i < to_s; i++)
    {
      double value = (double) (i * 7919 % 1000);

      fake_archive_append (fixture->archive, i * SECOND_US, value);
      sonde_series_append (fixture->whole, i * SECOND_US, value);
      if (i >= seam_s)
        sonde_series_append (sonde_channel_get_series (fixture->channel), i * SECOND_US, value);
    }
}

static void
add_gap (Fixture *fixture, int time_s)
{
  fake_archive_append (fixture->archive, time_s * SECOND_US, (double) NAN);
  sonde_series_append_gap (fixture->whole, time_s * SECOND_US);
}

static void
assert_same (Fixture *fixture, gint64 start_us, gsize n_buckets)
{
  g_autofree SondeBucket *got = g_new (SondeBucket, n_buckets);
  g_autofree SondeBucket *wanted = g_new (SondeBucket, n_buckets);

  g_assert_true (sonde_track_get_buckets (fixture->track, start_us, WIDTH_US, got, n_buckets));
  sonde_series_get_buckets (fixture->whole, start_us, WIDTH_US, wanted, n_buckets);
  for (gsize i = 0; i < n_buckets; i++)
    {
      g_test_message ("bucket %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (got[i].count, ==, wanted[i].count);
      g_assert_cmpint (got[i].gap, ==, wanted[i].gap);
      if (wanted[i].count == 0)
        continue;
      g_assert_cmpfloat (got[i].min, ==, wanted[i].min);
      g_assert_cmpfloat (got[i].max, ==, wanted[i].max);
      g_assert_cmpfloat (got[i].first, ==, wanted[i].first);
      g_assert_cmpfloat (got[i].last, ==, wanted[i].last);
      g_assert_cmpfloat (got[i].sum, ==, wanted[i].sum);
    }
}

/* Wherever the seam lies, the buckets are those of one series. */
static void
test_seam (Fixture *fixture, gconstpointer data)
{
  add (fixture, 100, 200, GPOINTER_TO_INT (data));
  fake_archive_load (fixture->archive);

  assert_same (fixture, 80 * SECOND_US, 14);
  assert_same (fixture, 140 * SECOND_US, 3);
  assert_same (fixture, 180 * SECOND_US, 2);
}

static void
test_gap_before_seam (Fixture *fixture, gconstpointer data)
{
  int seam_s = GPOINTER_TO_INT (data);

  add (fixture, 100, 150, 1000);
  add_gap (fixture, 150);
  add (fixture, seam_s, 220, seam_s);
  fake_archive_load (fixture->archive);

  assert_same (fixture, 80 * SECOND_US, 16);
}

typedef struct
{
  const char *name;
  int last_s;   /* of the archive */
  int seam_s;   /* of the memory */
  gboolean end; /* whether the archive says itself that it ends there */
} Hole;

/* A past that ends before the memory begins was not gone on with, whoever was ended then. */
static const Hole holes[] = {
  { "next-second", 149, 150, FALSE },          { "at-border", 145, 170, FALSE },
  { "inside-one-bucket", 152, 157, FALSE },    { "next-bucket", 155, 165, FALSE },
  { "from-end-of-bucket", 159, 160, FALSE },   { "buckets-between", 123, 198, FALSE },
  { "from-start-of-bucket", 130, 147, FALSE }, { "told-by-the-archive", 133, 171, TRUE },
};

static void
test_hole (gconstpointer data)
{
  const Hole *hole = data;
  Fixture fixture;
  g_autofree SondeSample *samples = NULL;
  SondeSample sample;
  gsize n_samples;
  gsize n_gaps = 0;
  gboolean on_line;

  set_up (&fixture, NULL);
  add (&fixture, 100, hole->last_s + 1, 1000);
  if (hole->end)
    add_gap (&fixture, hole->last_s);
  else
    sonde_series_append_gap (fixture.whole, hole->last_s * SECOND_US + 1);
  for (int i = hole->seam_s; i < 220; i++)
    {
      sonde_series_append (fixture.whole, i * SECOND_US, i);
      sonde_series_append (sonde_channel_get_series (fixture.channel), i * SECOND_US, i);
    }
  fake_archive_load (fixture.archive);

  assert_same (&fixture, 80 * SECOND_US, 16);
  g_assert_true (sonde_track_has_gap (fixture.track, hole->last_s * SECOND_US,
                                      hole->seam_s * SECOND_US, SECOND_US));
  g_assert_true (sonde_track_has_gap (fixture.track, 110 * SECOND_US, 210 * SECOND_US, SECOND_US));
  g_assert_false (sonde_track_has_gap (fixture.track, 102 * SECOND_US,
                                       (hole->last_s - 1) * SECOND_US, SECOND_US));
  g_assert_false (
      sonde_track_has_gap (fixture.track, hole->seam_s * SECOND_US, 215 * SECOND_US, SECOND_US));

  g_assert_true (sonde_track_get_nearest (fixture.track, hole->seam_s * SECOND_US - SECOND_US / 3,
                                          SECOND_US / 10, &on_line, &sample));
  g_assert_false (on_line);
  g_assert_true (sonde_track_get_nearest (fixture.track, 110 * SECOND_US + SECOND_US / 3,
                                          SECOND_US / 10, &on_line, &sample));
  g_assert_true (on_line);

  samples = sonde_track_copy_samples (fixture.track, 100 * SECOND_US, SECOND_US, 100, &n_samples);
  for (gsize i = 0; i < n_samples; i++)
    if (isnan (samples[i].value))
      {
        g_assert_cmpint (samples[i].time_us, >=, hole->last_s * SECOND_US);
        g_assert_cmpint (samples[i].time_us, <=, hole->seam_s * SECOND_US);
        n_gaps++;
      }
  g_assert_cmpuint (n_gaps, >, 0);
  tear_down (&fixture, NULL);
}

static void
test_without_memory (Fixture *fixture, gconstpointer data)
{
  gint64 first_us;
  gint64 last_us;

  add (fixture, 100, 200, 1000);
  g_assert_false (sonde_track_get_span (fixture->track, &first_us, &last_us));
  fake_archive_load (fixture->archive);

  assert_same (fixture, 80 * SECOND_US, 14);
  g_assert_true (sonde_track_get_span (fixture->track, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, 100 * SECOND_US);
  g_assert_cmpint (last_us, ==, 199 * SECOND_US);
}

static void
test_statistics (Fixture *fixture, gconstpointer data)
{
  SondeSummary got;
  SondeSummary wanted;

  add (fixture, 100, 200, 155);
  fake_archive_load (fixture->archive);

  sonde_track_get_summary (fixture->track, 100 * SECOND_US, WIDTH_US, 10, &got);
  sonde_series_get_summary (fixture->whole, 100 * SECOND_US, 200 * SECOND_US, &wanted);
  g_assert_cmpuint (got.count, ==, 100);
  g_assert_cmpfloat (got.min, ==, wanted.min);
  g_assert_cmpfloat (got.max, ==, wanted.max);
  g_assert_cmpfloat_with_epsilon (got.mean, wanted.mean, 1e-9);
  g_assert_cmpfloat (got.first, ==, wanted.first);
  g_assert_cmpfloat (got.last, ==, wanted.last);
  g_assert_cmpfloat_with_epsilon (got.std_dev, wanted.std_dev, 1e-9);
  g_assert_cmpuint (sonde_track_count (fixture->track, 100 * SECOND_US, WIDTH_US, 10), ==, 100);

  sonde_track_get_summary (fixture->track, 160 * SECOND_US, WIDTH_US, 4, &got);
  g_assert_cmpuint (got.count, ==, 40);
  g_assert_cmpfloat (got.std_dev, >, 0);
}

/* Where only sums are known, the median lies within what is told of it. */
static void
test_median (Fixture *fixture, gconstpointer data)
{
  SondeMedian got;
  SondeMedian wanted;

  add (fixture, 100, 200, 155);
  fake_archive_load (fixture->archive);

  sonde_track_get_median (fixture->track, 100 * SECOND_US, WIDTH_US, 10, &got);
  sonde_series_get_median (fixture->whole, 100 * SECOND_US, 200 * SECOND_US, &wanted);
  g_assert_true (wanted.exact);
  g_assert_cmpuint (got.count, ==, 100);
  g_assert_false (got.exact);
  g_assert_cmpfloat (ABS (got.value - wanted.value), <=, got.max_error);

  sonde_track_get_median (fixture->track, 160 * SECOND_US, WIDTH_US, 4, &got);
  g_assert_true (got.exact);

  sonde_track_get_median (fixture->track, 10 * SECOND_US, WIDTH_US, 4, &got);
  g_assert_cmpuint (got.count, ==, 0);
  g_assert_true (isnan (got.value));
}

/* What the archive has not at hand is missing, and then is there. */
static void
test_loading (Fixture *fixture, gconstpointer data)
{
  SondeBucket buckets[10];
  guint64 generation = sonde_track_get_generation (fixture->track);
  guint n_requests;

  add (fixture, 100, 200, 150);
  g_assert_false (sonde_track_get_buckets (fixture->track, 100 * SECOND_US, WIDTH_US, buckets, 10));
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (buckets[i].count, ==, i < 5 ? 0 : 10);
  g_assert_true (buckets[5].gap);

  n_requests = fake_archive_get_n_requests (fixture->archive);
  g_assert_false (sonde_track_get_buckets (fixture->track, 100 * SECOND_US, WIDTH_US, buckets, 10));
  g_assert_cmpuint (fake_archive_get_n_requests (fixture->archive), ==, n_requests);

  fake_archive_load (fixture->archive);
  g_assert_cmpuint (sonde_track_get_generation (fixture->track), >, generation);
  assert_same (fixture, 100 * SECOND_US, 10);
}

static void
test_samples (Fixture *fixture, gconstpointer data)
{
  g_autofree SondeSample *samples = NULL;
  SondeSample sample;
  gsize n_samples;
  gboolean on_line;

  add (fixture, 100, 200, 150);
  fake_archive_load (fixture->archive);

  samples = sonde_track_copy_samples (fixture->track, 140 * SECOND_US, SECOND_US, 20, &n_samples);
  g_assert_cmpuint (n_samples, ==, 1 + 20 + 1 + 1); /* and the two outside; the end is included */
  for (gsize i = 0; i < n_samples; i++)
    {
      gint64 wanted_us = (139 + (int) i) * SECOND_US;

      g_assert_cmpint (ABS (samples[i].time_us - wanted_us), <=, SECOND_US / 2);
      g_assert_cmpfloat (samples[i].value, ==, (double) ((139 + (int) i) * 7919 % 1000));
    }

  g_assert_true (
      sonde_track_get_neighbour (fixture->track, 149 * SECOND_US, SECOND_US, TRUE, &sample));
  g_assert_cmpint (sample.time_us, ==, 150 * SECOND_US);
  g_assert_true (
      sonde_track_get_neighbour (fixture->track, 150 * SECOND_US, SECOND_US, FALSE, &sample));
  g_assert_cmpfloat (sample.value, ==, (double) (149 * 7919 % 1000));
  g_assert_false (
      sonde_track_get_neighbour (fixture->track, 100 * SECOND_US, SECOND_US, FALSE, &sample));

  g_assert_true (sonde_track_get_nearest (fixture->track, 120 * SECOND_US + 400000, SECOND_US,
                                          &on_line, &sample));
  g_assert_true (on_line);
  g_assert_cmpfloat (sample.value, ==, (double) (120 * 7919 % 1000));
  g_assert_true (
      sonde_track_get_nearest (fixture->track, 90 * SECOND_US, SECOND_US, &on_line, &sample));
  g_assert_false (on_line);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function, number)                                                                \
  g_test_add ("/track/" name, Fixture, GINT_TO_POINTER (number), set_up, function, tear_down)

  ADD ("seam/inside", test_seam, 155);
  ADD ("seam/at-border", test_seam, 150);
  ADD ("seam/at-start", test_seam, 100);
  ADD ("seam/last", test_seam, 199);
  ADD ("gap/inside", test_gap_before_seam, 175);
  ADD ("gap/at-border", test_gap_before_seam, 170);
  ADD ("gap/in-bucket-of-gap", test_gap_before_seam, 156);
  for (gsize i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      g_autofree char *path = g_strconcat ("/track/hole/", holes[i].name, NULL);

      g_test_add_data_func (path, &holes[i], test_hole);
    }
  ADD ("without-memory", test_without_memory, 0);
  ADD ("statistics", test_statistics, 0);
  ADD ("median", test_median, 0);
  ADD ("loading", test_loading, 0);
  ADD ("samples", test_samples, 0);

  return g_test_run ();
}
