/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-step.h"

/**
 * sonde_echo_step_set_times:
 *
 * Takes the times of the round trips over.
 */
void
sonde_echo_step_set_times (SondeEchoStep *self, const SondeLatency *latency)
{
  self->min_us = sonde_latency_get_min_us (latency);
  self->p50_us = sonde_latency_get_percentile_us (latency, 50);
  self->p90_us = sonde_latency_get_percentile_us (latency, 90);
  self->p99_us = sonde_latency_get_percentile_us (latency, 99);
  self->max_us = sonde_latency_get_max_us (latency);
}

/**
 * sonde_echo_step_get_n_good:
 *
 * Returns: how many echoes are the same as what was sent, byte by byte
 */
guint64
sonde_echo_step_get_n_good (const SondeEchoStep *self)
{
  return self->n_found[SONDE_ECHO_FOUND_GOOD] + self->n_found[SONDE_ECHO_FOUND_REORDERED];
}

/**
 * sonde_echo_step_get_n_bad:
 *
 * Returns: how many messages came that are not the echo that was waited for
 */
guint64
sonde_echo_step_get_n_bad (const SondeEchoStep *self)
{
  return self->n_received - self->n_found[SONDE_ECHO_FOUND_GOOD];
}

double
sonde_echo_step_get_loss (const SondeEchoStep *self)
{
  return self->n_sent > 0 ? (double) self->n_lost / (double) self->n_sent : 0;
}

double
sonde_echo_step_get_messages_hz (const SondeEchoStep *self)
{
  return self->duration_us > 0 ? (double) sonde_echo_step_get_n_good (self) * G_USEC_PER_SEC /
                                     (double) self->duration_us
                               : 0;
}

double
sonde_echo_step_get_bytes_per_s (const SondeEchoStep *self)
{
  return sonde_echo_step_get_messages_hz (self) * (double) self->size;
}

/**
 * sonde_echo_step_add:
 *
 * Adds the counts and the duration of another step. Its times are not: they belong to a
 * distribution.
 */
void
sonde_echo_step_add (SondeEchoStep *self, const SondeEchoStep *other)
{
  self->n_sent += other->n_sent;
  self->n_received += other->n_received;
  for (guint i = 0; i < SONDE_ECHO_N_FINDINGS; i++)
    self->n_found[i] += other->n_found[i];
  self->n_lost += other->n_lost;
  self->duration_us += other->duration_us;
}

static void
add_ms (GString *text, gint64 time_us)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (time_us >= 0)
    g_ascii_formatd (number, sizeof number, "%.3f", (double) time_us / 1000);
  g_string_append_printf (text, ",%s", number);
}

static void
add_real (GString *text, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, ",%s", g_ascii_formatd (number, sizeof number, "%.2f", value));
}

/**
 * sonde_echo_steps_to_csv:
 * @steps: (array length=n_steps): what a run came to
 *
 * Returns: (transfer full): a table after RFC 4180 with a line of names, the same in every
 * language; a time that there is none of is empty
 */
char *
sonde_echo_steps_to_csv (const SondeEchoStep *steps, guint n_steps)
{
  g_autoptr (GString) text = g_string_new (
      "size_bytes,rate_hz,sent,received,good,lost,reordered,corrupted,truncated,duplicated,late,"
      "foreign,min_ms,p50_ms,p90_ms,p99_ms,max_ms,echoes_per_s,bytes_per_s\r\n");

  for (guint i = 0; i < n_steps; i++)
    {
      const SondeEchoStep *step = &steps[i];
      static const SondeEchoFinding findings[] = {
        SONDE_ECHO_FOUND_REORDERED,  SONDE_ECHO_FOUND_CORRUPTED, SONDE_ECHO_FOUND_TRUNCATED,
        SONDE_ECHO_FOUND_DUPLICATED, SONDE_ECHO_FOUND_LATE,      SONDE_ECHO_FOUND_FOREIGN,
      };

      g_string_append_printf (text, "%zu", step->size);
      add_real (text, step->rate_hz);
      g_string_append_printf (text, ",%llu,%llu,%llu,%llu", (unsigned long long) step->n_sent,
                              (unsigned long long) step->n_received,
                              (unsigned long long) sonde_echo_step_get_n_good (step),
                              (unsigned long long) step->n_lost);
      for (guint j = 0; j < G_N_ELEMENTS (findings); j++)
        g_string_append_printf (text, ",%llu", (unsigned long long) step->n_found[findings[j]]);
      add_ms (text, step->min_us);
      add_ms (text, step->p50_us);
      add_ms (text, step->p90_us);
      add_ms (text, step->p99_us);
      add_ms (text, step->max_us);
      add_real (text, sonde_echo_step_get_messages_hz (step));
      add_real (text, sonde_echo_step_get_bytes_per_s (step));
      g_string_append (text, "\r\n");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
