/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liar.h"
#include "raw-peer.h"

#include "sonde-echo-run.h"
#include "sonde-error.h"

#include <string.h>

typedef struct
{
  SondeConnection *connection;
  SondeEchoRun *run;
  gboolean is_over;
  GError *error;
  SondeEchoVerdict worst; /* the last that was not good */
} Fixture;

static void
on_echo (SondeEchoRun *run, const SondeEchoVerdict *verdict, Fixture *self)
{
  if (verdict->finding != SONDE_ECHO_FOUND_GOOD)
    self->worst = *verdict;
}

static void
on_finished (SondeEchoRun *run, const GError *error, Fixture *self)
{
  g_assert_false (self->is_over);
  g_assert_false (sonde_echo_run_get_running (run));
  self->is_over = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
fixture_init (Fixture *self, const char *uri, const SondeEchoPlan *plan)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  self->connection = sonde_connection_new (endpoint);
  sonde_connection_open (self->connection);
  WAIT_UNTIL (sonde_connection_get_state (self->connection) == SONDE_STATE_OPEN);
  self->run = sonde_echo_run_new (self->connection, plan);
  g_signal_connect (self->run, "echo", G_CALLBACK (on_echo), self);
  g_signal_connect (self->run, "finished", G_CALLBACK (on_finished), self);
  sonde_echo_run_start (self->run);
}

static void
fixture_wait (Fixture *self)
{
  WAIT_UNTIL (self->is_over);
}

static void
fixture_clear (Fixture *self)
{
  g_assert_finalize_object (self->run);
  sonde_connection_close (self->connection, 1000, NULL);
  WAIT_UNTIL (sonde_connection_get_state (self->connection) == SONDE_STATE_CLOSED);
  g_object_unref (self->connection);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
make_plan (SondeEchoPlan *plan)
{
  sonde_echo_plan_init (plan);
  plan->rate_from_hz = 0;
  plan->rate_to_hz = 0;
  plan->count = 30;
  plan->limit_ms = 2000;
}

/* What each lie is found to be, of thirty messages. A server that loses, doubles or swaps does so
 * with every third one; the last of them comes after the end. */
static void
test_liars (void)
{
  static const struct
  {
    Lie lie;
    SondeEchoContent content;
    gsize size;
    SondeEchoFinding finding;
    guint n_found;
    guint n_good;
    guint n_lost;
  } rows[] = {
    { LIAR_HONEST, SONDE_ECHO_ASCII, 1, SONDE_ECHO_FOUND_FOREIGN, 0, 30, 0 },
    { LIAR_HONEST, SONDE_ECHO_ASCII, 32, SONDE_ECHO_FOUND_FOREIGN, 0, 30, 0 },
    { LIAR_HONEST, SONDE_ECHO_NUL, 5000, SONDE_ECHO_FOUND_TRUNCATED, 0, 30, 0 },
    { LIAR_HONEST, SONDE_ECHO_BINARY, 70000, SONDE_ECHO_FOUND_CORRUPTED, 0, 30, 0 },
    { LIAR_CORRUPT, SONDE_ECHO_ASCII, 1, SONDE_ECHO_FOUND_CORRUPTED, 30, 0, 0 },
    { LIAR_CORRUPT, SONDE_ECHO_ASCII, 9, SONDE_ECHO_FOUND_CORRUPTED, 30, 0, 0 },
    { LIAR_CORRUPT, SONDE_ECHO_ASCII, 32, SONDE_ECHO_FOUND_CORRUPTED, 30, 0, 0 },
    { LIAR_NUL, SONDE_ECHO_NUL, 2000, SONDE_ECHO_FOUND_TRUNCATED, 30, 0, 0 },
    { LIAR_NUL, SONDE_ECHO_ASCII, 2000, SONDE_ECHO_FOUND_TRUNCATED, 0, 30, 0 },
    { LIAR_SHORT, SONDE_ECHO_BINARY, 2000, SONDE_ECHO_FOUND_TRUNCATED, 30, 0, 0 },
    { LIAR_LOSE, SONDE_ECHO_ASCII, 32, SONDE_ECHO_FOUND_FOREIGN, 0, 20, 10 },
    { LIAR_TWICE, SONDE_ECHO_ASCII, 32, SONDE_ECHO_FOUND_DUPLICATED, 9, 30, 0 },
    { LIAR_SWAP, SONDE_ECHO_ASCII, 32, SONDE_ECHO_FOUND_REORDERED, 9, 29, 1 },
    { LIAR_TALK, SONDE_ECHO_ASCII, 32, SONDE_ECHO_FOUND_FOREIGN, 30, 30, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Liar) liar = liar_new (rows[i].lie);
      g_auto (Fixture) fixture = { 0 };
      SondeEchoPlan plan;
      SondeEchoStep total;

      g_test_message ("row %u", i);
      make_plan (&plan);
      plan.content = rows[i].content;
      plan.size_from = rows[i].size;
      plan.size_to = rows[i].size;
      plan.max_outstanding = rows[i].lie == LIAR_SWAP || rows[i].lie == LIAR_LOSE ? 30 : 3;
      if (rows[i].n_lost > 0)
        plan.limit_ms = 500;
      fixture_init (&fixture, liar_get_uri (liar), &plan);
      fixture_wait (&fixture);

      g_assert_no_error (fixture.error);
      sonde_echo_run_get_total (fixture.run, &total);
      g_assert_cmpuint (total.n_sent, ==, 30);
      g_assert_cmpuint (total.n_found[rows[i].finding], ==, rows[i].n_found);
      g_assert_cmpuint (sonde_echo_step_get_n_good (&total), ==, rows[i].n_good);
      g_assert_cmpuint (total.n_lost, ==, rows[i].n_lost);
      g_assert_cmpuint (sonde_latency_get_n (sonde_echo_run_get_latency (fixture.run)), ==,
                        rows[i].n_good);
      if (rows[i].n_good > 0)
        {
          g_assert_cmpint (total.min_us, >, 0);
          g_assert_cmpint (total.min_us, <=, total.p50_us);
          g_assert_cmpint (total.p50_us, <=, total.p90_us);
          g_assert_cmpint (total.p90_us, <=, total.p99_us);
          g_assert_cmpint (total.p99_us, <=, total.max_us);
        }
      if (rows[i].finding == SONDE_ECHO_FOUND_TRUNCATED && rows[i].n_found > 0)
        {
          g_autofree char *told = sonde_echo_verdict_describe (&fixture.worst);

          g_assert_cmpuint (fixture.worst.size, ==, 2000);
          g_assert_cmpint (fixture.worst.at_nul, ==, rows[i].lie == LIAR_NUL);
          g_assert_nonnull (strstr (told, " of 2000 bytes"));
        }
    }
}

/* A sweep has a row for each step; sizes grow by the same factor. */
static void
test_sweep (void)
{
  static const gsize sizes[] = { 1, 16, 256, 4096, 65536 };
  g_autoptr (Liar) liar = liar_new (LIAR_HONEST);
  g_auto (Fixture) fixture = { 0 };
  g_autofree char *csv = NULL;
  SondeEchoPlan plan;
  SondeEchoStep steps[5];
  SondeEchoStep total;

  make_plan (&plan);
  plan.size_from = 1;
  plan.size_to = 65536;
  plan.n_steps = 5;
  plan.count = 4;
  fixture_init (&fixture, liar_get_uri (liar), &plan);
  fixture_wait (&fixture);

  g_assert_no_error (fixture.error);
  g_assert_cmpuint (sonde_echo_run_get_n_steps (fixture.run), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      sonde_echo_run_get_step (fixture.run, i, &steps[i]);
      g_assert_cmpuint (steps[i].size, ==, sizes[i]);
      g_assert_cmpuint (sonde_echo_step_get_n_good (&steps[i]), ==, 4);
      g_assert_cmpint (steps[i].p50_us, >, 0);
      g_assert_cmpfloat (sonde_echo_step_get_bytes_per_s (&steps[i]), >, 0);
    }
  sonde_echo_run_get_total (fixture.run, &total);
  g_assert_cmpuint (total.n_sent, ==, 20);
  csv = sonde_echo_steps_to_csv (steps, 5);
  g_assert_true (g_str_has_prefix (csv, "size_bytes,rate_hz,sent,received,good,lost,"));
  g_assert_nonnull (strstr (csv, "\r\n65536,0.00,4,4,4,0,0,0,0,0,0,0,"));
}

/* A rate is kept to: the messages of a step take the time that it says, at least. */
static void
test_rate (void)
{
  g_autoptr (Liar) liar = liar_new (LIAR_HONEST);
  g_auto (Fixture) fixture = { 0 };
  SondeEchoPlan plan;
  SondeEchoStep step;

  make_plan (&plan);
  plan.count = 5;
  plan.rate_from_hz = 50;
  plan.rate_to_hz = 50;
  fixture_init (&fixture, liar_get_uri (liar), &plan);
  fixture_wait (&fixture);
  sonde_echo_run_get_step (fixture.run, 0, &step);
  g_assert_cmpint (step.duration_us, >=, 4 * 20000);
}

static void
test_ends (void)
{
  {
    /* The first loss ends it where that is asked for. */
    g_autoptr (Liar) liar = liar_new (LIAR_MUTE);
    g_auto (Fixture) fixture = { 0 };
    SondeEchoPlan plan;
    SondeEchoStep total;

    make_plan (&plan);
    plan.limit_ms = 100;
    plan.stops_at_loss = TRUE;
    fixture_init (&fixture, liar_get_uri (liar), &plan);
    fixture_wait (&fixture);
    g_assert_no_error (fixture.error);
    sonde_echo_run_get_total (fixture.run, &total);
    g_assert_cmpuint (total.n_sent, ==, 1);
    g_assert_cmpuint (total.n_lost, ==, 1);
    g_assert_cmpint (total.p50_us, ==, -1);
  }
  {
    /* So does the end of the connection, and what waited is lost. */
    g_autoptr (Liar) liar = liar_new (LIAR_BIG);
    g_auto (Fixture) fixture = { 0 };
    SondeEchoPlan plan;
    SondeEchoStep total;

    make_plan (&plan);
    plan.size_from = 2000;
    plan.size_to = 2000;
    fixture_init (&fixture, liar_get_uri (liar), &plan);
    fixture_wait (&fixture);
    g_assert_nonnull (fixture.error);
    sonde_echo_run_get_total (fixture.run, &total);
    g_assert_cmpuint (total.n_lost, ==, 1);
  }
  {
    /* And so does who started it. */
    g_autoptr (Liar) liar = liar_new (LIAR_MUTE);
    g_auto (Fixture) fixture = { 0 };
    SondeEchoPlan plan;
    SondeEchoStep total;

    make_plan (&plan);
    fixture_init (&fixture, liar_get_uri (liar), &plan);
    sonde_echo_run_cancel (fixture.run);
    g_assert_true (fixture.is_over);
    g_assert_error (fixture.error, SONDE_ERROR, SONDE_ERROR_CANCELLED);
    sonde_echo_run_get_total (fixture.run, &total);
    g_assert_cmpuint (total.n_lost, ==, 0);
  }
}

static void
test_late (void)
{
  g_autoptr (SondeEchoJudge) judge = sonde_echo_judge_new ();
  g_autoptr (GBytes) data = sonde_echo_content_create (SONDE_ECHO_ASCII, 7, 20);
  SondeEchoVerdict verdict;

  sonde_echo_judge_sent (judge, 7, SONDE_OPCODE_TEXT, data, 1000);
  g_assert_cmpuint (sonde_echo_judge_expire (judge, 1000), ==, 0);
  g_assert_cmpuint (sonde_echo_judge_expire (judge, 1001), ==, 1);
  g_assert_cmpuint (sonde_echo_judge_get_n_pending (judge), ==, 0);
  sonde_echo_judge_received (judge, SONDE_OPCODE_TEXT, data, 2000, &verdict);
  g_assert_cmpint (verdict.finding, ==, SONDE_ECHO_FOUND_LATE);
  g_assert_cmpuint (verdict.sequence, ==, 7);
  sonde_echo_judge_received (judge, SONDE_OPCODE_TEXT, data, 2000, &verdict);
  g_assert_cmpint (verdict.finding, ==, SONDE_ECHO_FOUND_DUPLICATED);
}

/* The type of a message is part of it. */
static void
test_other_type (void)
{
  g_autoptr (SondeEchoJudge) judge = sonde_echo_judge_new ();
  g_autoptr (GBytes) data = sonde_echo_content_create (SONDE_ECHO_ASCII, 1, 20);
  SondeEchoVerdict verdict;

  sonde_echo_judge_sent (judge, 1, SONDE_OPCODE_TEXT, data, 0);
  sonde_echo_judge_received (judge, SONDE_OPCODE_BINARY, data, 10, &verdict);
  g_assert_cmpint (verdict.finding, ==, SONDE_ECHO_FOUND_CORRUPTED);
}

static void
test_latency (void)
{
  g_autoptr (SondeLatency) latency = sonde_latency_new ();
  guint64 bars[SONDE_LATENCY_N_BARS];
  guint64 n = 0;

  g_assert_cmpint (sonde_latency_get_percentile_us (latency, 50), ==, -1);
  sonde_latency_get_bars (latency, bars);
  for (gint64 i = 1; i <= 1000; i++)
    sonde_latency_add (latency, i);
  g_assert_cmpint (sonde_latency_get_min_us (latency), ==, 1);
  g_assert_cmpint (sonde_latency_get_percentile_us (latency, 50), ==, 500);
  g_assert_cmpint (sonde_latency_get_percentile_us (latency, 99), ==, 990);
  g_assert_cmpint (sonde_latency_get_percentile_us (latency, 100), ==, 1000);

  /* From 1 µs to beyond what is told apart, never off by more than a thousandth. */
  for (gint64 i = 3; i < G_GINT64_CONSTANT (60000000000); i = i * 13 / 11 + 1)
    {
      gint64 found;

      sonde_latency_clear (latency);
      sonde_latency_add (latency, 1);
      sonde_latency_add (latency, i);
      sonde_latency_add (latency, G_GINT64_CONSTANT (100000000000));
      found = sonde_latency_get_percentile_us (latency, 60);
      g_assert_cmpint (ABS (found - i), <=, i / 1000);
      sonde_latency_get_bars (latency, bars);
      n = 0;
      for (guint bar = 0; bar < SONDE_LATENCY_N_BARS; bar++)
        n += bars[bar];
      g_assert_cmpuint (n, ==, 3);
    }
  sonde_latency_clear (latency);
  sonde_latency_add (latency, 150);
  sonde_latency_get_bars (latency, bars);
  g_assert_cmpuint (bars[21], ==, 1); /* 10^2.1 = 125.9 µs to 10^2.2 = 158.5 µs */
}

static void
test_plan (void)
{
  SondeEchoPlan plan;
  GError *error = NULL;

  sonde_echo_plan_init (&plan);
  g_assert_true (sonde_echo_plan_check (&plan, &error));
  plan.size_to = SONDE_ECHO_MAX_SIZE;
  plan.max_outstanding = 3;
  g_assert_false (sonde_echo_plan_check (&plan, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
  g_clear_error (&error);
  plan.max_outstanding = 2;
  g_assert_true (sonde_echo_plan_check (&plan, &error));
  plan.count = 0;
  g_assert_false (sonde_echo_plan_check (&plan, NULL));

  sonde_echo_plan_init (&plan);
  plan.rate_from_hz = 10;
  plan.rate_to_hz = 1000;
  plan.n_steps = 3;
  g_assert_cmpfloat_with_epsilon (sonde_echo_plan_get_rate_hz (&plan, 1), 100, 1e-9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/echo/liars", test_liars);
  g_test_add_func ("/echo/sweep", test_sweep);
  g_test_add_func ("/echo/rate", test_rate);
  g_test_add_func ("/echo/ends", test_ends);
  g_test_add_func ("/echo/late", test_late);
  g_test_add_func ("/echo/other-type", test_other_type);
  g_test_add_func ("/echo/latency", test_latency);
  g_test_add_func ("/echo/plan", test_plan);

  return g_test_run ();
}
