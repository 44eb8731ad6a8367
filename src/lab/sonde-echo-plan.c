/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-plan.h"

#include "sonde-echo-judge.h"
#include "sonde-error.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

/**
 * sonde_echo_plan_init:
 * @self: (out caller-allocates): a polite plan: a hundred short texts, ten a second, one at a time
 */
void
sonde_echo_plan_init (SondeEchoPlan *self)
{
  *self = (SondeEchoPlan){
    .size_from = 32,
    .size_to = 32,
    .rate_from_hz = 10,
    .rate_to_hz = 10,
    .n_steps = 1,
    .count = 100,
    .max_outstanding = 1,
    .limit_ms = 5000,
    .max_duration_s = 600,
  };
}

/**
 * sonde_echo_plan_check:
 *
 * Returns: whether the plan keeps to the bounds; else @error is %SONDE_ERROR_ARGUMENT
 */
gboolean
sonde_echo_plan_check (const SondeEchoPlan *self, GError **error)
{
  gsize size = MAX (self->size_from, self->size_to);
  const char *what = NULL;

  if (self->count < 1 || self->count > SONDE_ECHO_MAX_COUNT)
    what = _ ("A step has 1 to 1,000,000 messages");
  else if (size > SONDE_ECHO_MAX_SIZE)
    what = _ ("A message has 16 MiB at most");
  else if (self->rate_from_hz < 0 || self->rate_to_hz < 0 ||
           MAX (self->rate_from_hz, self->rate_to_hz) > SONDE_ECHO_MAX_RATE_HZ)
    what = _ ("There are 10,000 messages a second at most");
  else if (self->n_steps < 1 || self->n_steps > SONDE_ECHO_MAX_STEPS)
    what = _ ("A sweep has 1 to 64 steps");
  else if (self->max_outstanding < 1 || self->max_outstanding > SONDE_ECHO_MAX_OUTSTANDING)
    what = _ ("1 to 256 messages may wait for their echo");
  else if (size * self->max_outstanding > SONDE_ECHO_MAX_BYTES)
    what = _ ("The messages that may wait for their echo have 32 MiB together at most");
  else if (self->limit_ms < 1 || self->max_duration_s < 1 ||
           self->max_duration_s > SONDE_ECHO_MAX_DURATION_S)
    what = _ ("An echo is waited for at least 1 ms, and a run takes a day at most");
  if (what == NULL)
    return TRUE;

  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, what);
  return FALSE;
}

static double
interpolate (double from, double to, guint step, guint n_steps)
{
  double part = n_steps > 1 ? (double) step / (n_steps - 1) : 0;

  if (from <= 0 || to <= 0)
    return from + (to - from) * part;
  return from * pow (to / from, part);
}

gsize
sonde_echo_plan_get_size (const SondeEchoPlan *self, guint step)
{
  return (gsize) round (
      interpolate ((double) self->size_from, (double) self->size_to, step, self->n_steps));
}

double
sonde_echo_plan_get_rate_hz (const SondeEchoPlan *self, guint step)
{
  return interpolate (self->rate_from_hz, self->rate_to_hz, step, self->n_steps);
}

static guint32
next_random (guint32 *state)
{
  /* Marsaglia, “Xorshift RNGs”, Journal of Statistical Software 8 (14), 2003. */
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/**
 * sonde_echo_content_create:
 *
 * Makes the payload of a message up: its sequence number, as far as there is room, and then what
 * looks random but is the same whenever it is made.
 *
 * Returns: (transfer full): @size bytes
 */
GBytes *
sonde_echo_content_create (SondeEchoContent content, guint32 sequence, gsize size)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  char head[SONDE_ECHO_HEAD_SIZE + 1];
  guint32 state = sequence * 2654435761u + 1;
  guint8 *data = g_malloc (MAX (size, 1));

  for (guint i = 0; i < 4; i++)
    next_random (&state);
  for (gsize i = 0; i < size; i++)
    {
      guint32 random = next_random (&state);

      if (content == SONDE_ECHO_BINARY)
        data[i] = (guint8) (random >> 8);
      else if (content == SONDE_ECHO_NUL && (random >> 20) % 16 == 0)
        data[i] = 0;
      else
        data[i] = (guint8) letters[(random >> 8) % 64];
    }

  if (size >= SONDE_ECHO_HEAD_SIZE)
    {
      g_snprintf (head, sizeof head, "S%08x:", sequence);
      memcpy (data, head, SONDE_ECHO_HEAD_SIZE);
    }
  return g_bytes_new_take (data, size);
}
