/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-client.h"
#include "sonde-cli-json.h"
#include "sonde-cli-output.h"
#include "sonde-echo-run.h"
#include "sonde-error.h"

#include <string.h>
#include <glib/gi18n.h>

#define DEFAULT_SWEEP_STEPS 8

typedef struct
{
  gint64 count;
  gint64 size;
  double rate_hz;
  gint64 outstanding;
  gboolean binary;
  gboolean nul;
  gboolean verify;
  char *sweep;
  double duration_s;
} EchoValues;

static const SondeCliOption options[] = {
  { "count", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (EchoValues, count), 10, 1,
    SONDE_ECHO_MAX_COUNT, "N", N_ ("How many messages to send, in each step of a sweep (10)") },
  { "size", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (EchoValues, size), 32, 0,
    SONDE_ECHO_MAX_SIZE, "B", N_ ("Bytes in each message (32)") },
  { "rate", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (EchoValues, rate_hz), 0, 0,
    SONDE_ECHO_MAX_RATE_HZ, "HZ", N_ ("Messages a second; 0 to send as soon as an echo came (0)") },
  { "outstanding", SONDE_CLI_OPTION_INTEGER, G_STRUCT_OFFSET (EchoValues, outstanding), 1, 1,
    SONDE_ECHO_MAX_OUTSTANDING, "N", N_ ("How many messages may wait for their echo at once (1)") },
  { "binary", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (EchoValues, binary), 0, 0, 0, NULL,
    N_ ("Send binary messages instead of texts") },
  { "nul", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (EchoValues, nul), 0, 0, 0, NULL,
    N_ ("Send texts with NUL characters in them, where some servers stop") },
  { "verify", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (EchoValues, verify), 0, 0, 0, NULL,
    N_ ("Print an object for each echo that is not as it should be, and go on after a loss") },
  { "sweep", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (EchoValues, sweep), 0, 0, 0,
    "WHAT:FROM:TO[:STEPS]",
    N_ ("Go from one size or rate to another in steps (8), and print an object for each") },
  { "duration", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (EchoValues, duration_s), 600, 1,
    SONDE_ECHO_MAX_DURATION_S, "S", N_ ("End after this many seconds, whatever is left (600)") },
  { NULL },
};

typedef struct
{
  const EchoValues *values;
  SondeEchoPlan plan;
  SondeCliClient *client;
  SondeEchoRun *run;
  guint n_printed;
  gboolean cannot_write;
} Echo;

static gboolean
parse_sweep (const char *text, SondeEchoPlan *plan, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  guint n_parts = g_strv_length (parts);
  gint64 steps = DEFAULT_SWEEP_STEPS;

  if (n_parts == 4 &&
      !sonde_cli_parse_integer ("--sweep", parts[3], 2, SONDE_ECHO_MAX_STEPS, &steps, error))
    return FALSE;
  plan->n_steps = (guint) steps;

  if ((n_parts == 3 || n_parts == 4) && g_str_equal (parts[0], "size"))
    {
      gint64 from = 0;
      gint64 to = 0;

      if (!sonde_cli_parse_integer ("--sweep", parts[1], 1, SONDE_ECHO_MAX_SIZE, &from, error) ||
          !sonde_cli_parse_integer ("--sweep", parts[2], 1, SONDE_ECHO_MAX_SIZE, &to, error))
        return FALSE;
      plan->size_from = (gsize) from;
      plan->size_to = (gsize) to;
      return TRUE;
    }
  if ((n_parts == 3 || n_parts == 4) && g_str_equal (parts[0], "rate"))
    return sonde_cli_parse_real ("--sweep", parts[1], 0.01, SONDE_ECHO_MAX_RATE_HZ,
                                 &plan->rate_from_hz, error) &&
           sonde_cli_parse_real ("--sweep", parts[2], 0.01, SONDE_ECHO_MAX_RATE_HZ,
                                 &plan->rate_to_hz, error);

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("--sweep takes size:FROM:TO or rate:FROM:TO, and a number of steps"));
  return FALSE;
}

static gboolean
make_plan (Echo *self, const SondeEndpoint *endpoint, GError **error)
{
  const EchoValues *values = self->values;
  SondeEchoPlan *plan = &self->plan;

  sonde_echo_plan_init (plan);
  plan->content = values->binary ? SONDE_ECHO_BINARY
                  : values->nul  ? SONDE_ECHO_NUL
                                 : SONDE_ECHO_ASCII;
  plan->size_from = (gsize) values->size;
  plan->size_to = plan->size_from;
  plan->rate_from_hz = values->rate_hz;
  plan->rate_to_hz = values->rate_hz;
  plan->count = (guint) values->count;
  plan->max_outstanding = (guint) values->outstanding;
  plan->limit_ms = sonde_endpoint_get_timeout_ms (endpoint);
  plan->max_duration_s = (guint) values->duration_s;
  plan->stops_at_loss = !values->verify;
  return (values->sweep == NULL || parse_sweep (values->sweep, plan, error)) &&
         sonde_echo_plan_check (plan, error);
}

static void
add_time (SondeCliJson *json, const char *name, gint64 time_us)
{
  if (time_us < 0)
    sonde_cli_json_add_null (json, name);
  else
    sonde_cli_json_add_integer (json, name, time_us);
}

static void
add_step (SondeCliJson *json, const SondeEchoStep *step)
{
  sonde_cli_json_add_integer (json, "sent", (gint64) step->n_sent);
  sonde_cli_json_add_integer (json, "received", (gint64) step->n_received);
  sonde_cli_json_add_integer (json, "mismatched", (gint64) sonde_echo_step_get_n_bad (step));
  sonde_cli_json_begin (json, "rtt_us");
  add_time (json, "min", step->min_us);
  add_time (json, "median", step->p50_us);
  add_time (json, "p90", step->p90_us);
  add_time (json, "p99", step->p99_us);
  add_time (json, "max", step->max_us);
  sonde_cli_json_end (json);
  sonde_cli_json_add_integer (json, "lost", (gint64) step->n_lost);
  for (guint i = SONDE_ECHO_FOUND_REORDERED; i < SONDE_ECHO_N_FINDINGS; i++)
    if (step->n_found[i] > 0)
      sonde_cli_json_add_integer (json, sonde_echo_finding_get_id (i), (gint64) step->n_found[i]);
  sonde_cli_json_add_integer (json, "bytes_per_s", (gint64) sonde_echo_step_get_bytes_per_s (step));
}

static void
check_output (Echo *self, gboolean written)
{
  if (written || self->cannot_write)
    return;
  self->cannot_write = TRUE;
  sonde_echo_run_cancel (self->run);
}

static void
on_echo (SondeEchoRun *run, const SondeEchoVerdict *verdict, Echo *self)
{
  g_autoptr (SondeCliJson) json = NULL;
  g_autofree char *detail = NULL;

  if (!self->values->verify || self->cannot_write || verdict->finding == SONDE_ECHO_FOUND_GOOD)
    return;

  json = sonde_cli_json_new ();
  detail = sonde_echo_verdict_describe (verdict);
  sonde_cli_json_add_text (json, "echo", sonde_echo_finding_get_id (verdict->finding), -1);
  if (verdict->finding != SONDE_ECHO_FOUND_FOREIGN)
    sonde_cli_json_add_integer (json, "message", verdict->sequence);
  if (verdict->finding == SONDE_ECHO_FOUND_CORRUPTED ||
      verdict->finding == SONDE_ECHO_FOUND_TRUNCATED)
    sonde_cli_json_add_integer (json, "offset", (gint64) verdict->offset);
  sonde_cli_json_add_integer (json, "size", (gint64) verdict->size);
  sonde_cli_json_add_text (json, "detail", detail, -1);
  check_output (self, sonde_cli_json_print (json));
}

/* Of a sweep, each step as soon as it is over. */
static void
print_steps (Echo *self, guint n_over)
{
  while (self->plan.n_steps > 1 && !self->cannot_write && self->n_printed < n_over)
    {
      g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
      SondeEchoStep step;

      sonde_echo_run_get_step (self->run, self->n_printed, &step);
      sonde_cli_json_add_integer (json, "step", ++self->n_printed);
      sonde_cli_json_add_integer (json, "size", (gint64) step.size);
      if (step.rate_hz > 0)
        sonde_cli_json_add_real (json, "rate_hz", step.rate_hz);
      add_step (json, &step);
      check_output (self, sonde_cli_json_print (json));
    }
}

static void
on_changed (SondeEchoRun *run, Echo *self)
{
  print_steps (self, sonde_echo_run_get_n_steps (run) - 1);
}

static SondeCliStatus
judge (const SondeEchoPlan *plan, const SondeEchoStep *total)
{
  if (total->n_received == 0)
    return SONDE_CLI_UNANSWERED;
  return total->n_lost > 0 || sonde_echo_step_get_n_bad (total) > 0 ||
                 total->n_sent < (guint64) plan->count * plan->n_steps
             ? SONDE_CLI_FAILED
             : SONDE_CLI_DONE;
}

static void
on_finished (SondeEchoRun *run, const GError *error, Echo *self)
{
  SondeEchoStep total;

  print_steps (self, sonde_echo_run_get_n_steps (run));
  sonde_echo_run_get_total (run, &total);
  if (total.n_lost > 0 && error == NULL)
    sonde_cli_warn (_ ("No echo of %llu of %llu messages came within %g s"),
                    (unsigned long long) total.n_lost, (unsigned long long) total.n_sent,
                    self->plan.limit_ms / 1000.0);

  /* Where the connection is gone, its own end is what counts. */
  if (error == NULL)
    sonde_cli_client_finish (self->client, judge (&self->plan, &total));
  else if (self->cannot_write)
    sonde_cli_client_finish (self->client, SONDE_CLI_FAILED);
  else if (error->domain == SONDE_ERROR && error->code == SONDE_ERROR_QUEUE_FULL)
    sonde_cli_client_fail (self->client, error);
}

static void
on_opened (SondeCliClient *client, Echo *self)
{
  self->run = sonde_echo_run_new (sonde_cli_client_get_connection (client), &self->plan);
  g_signal_connect (self->run, "echo", G_CALLBACK (on_echo), self);
  g_signal_connect (self->run, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->run, "finished", G_CALLBACK (on_finished), self);
  sonde_echo_run_start (self->run);
}

static gboolean
print_result (Echo *self)
{
  g_autoptr (SondeCliJson) json = sonde_cli_json_new ();
  SondeEchoStep total;

  sonde_echo_run_get_total (self->run, &total);
  add_step (json, &total);
  return sonde_cli_json_print (json);
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  g_autoptr (SondeCliClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Echo self = { .values = invocation->values };
  SondeCliStatus status;

  if (!make_plan (&self, invocation->endpoint, &error))
    return sonde_cli_report_usage (invocation->command, error);

  client = sonde_cli_client_new (invocation->endpoint);
  self.client = client;
  sonde_cli_client_set_unfinished_status (client, SONDE_CLI_FAILED);
  g_signal_connect (client, "opened", G_CALLBACK (on_opened), &self);
  status = sonde_cli_client_run (client);
  if (self.run != NULL && !self.cannot_write && !print_result (&self) && status == SONDE_CLI_DONE)
    status = SONDE_CLI_FAILED;

  if (self.run != NULL)
    g_signal_handlers_disconnect_by_data (self.run, &self);
  g_clear_object (&self.run);
  return status;
}

const SondeCliCommand sonde_cli_echo_command = {
  .name = "echo",
  .synopsis = "URI",
  .summary = N_ ("Measure the round trip of an echo server"),
  .description = N_ (
      "Sends messages, waits for their echoes and compares them byte by byte: each bears a number, "
      "and bytes that look random. At the end it prints one JSON object: sent, received, mismatched "
      "(received, but not the echo that was waited for) and rtt_us, the least, median, 90th and "
      "99th percentile and greatest round trip in microseconds (null where there was none); then "
      "lost, what was reordered, corrupted, truncated, duplicated, late or foreign where any was, "
      "and bytes_per_s, the payload one way.\n"
      "\n"
      "The check fails where an echo is missing or differs. --timeout bounds the wait for each echo "
      "(10 s); the first one that is missing ends it, unless --verify is given. A text of --size 0 "
      "crashes the ESP32 echo server of the course."),
  .examples = "echo ws://127.0.0.1:5000\n"
              "echo --count 1000 --size 1024 --binary --outstanding 16 ws://127.0.0.1:5000\n"
              "echo --sweep size:1:65536:9 --verify ws://127.0.0.1:5000\n"
              "echo --sweep rate:10:1000 --outstanding 64 ws://127.0.0.1:5000",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE |
              1u << SONDE_CLI_UNANSWERED | 1u << SONDE_CLI_UNCONNECTED,
  .n_arguments = 1,
  .connects = TRUE,
  .values_size = sizeof (EchoValues),
  .options = options,
  .run = run,
};
