/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-echo-judge.h"
#include "sonde-latency.h"

G_BEGIN_DECLS

/**
 * SondeEchoStep:
 * @size: bytes in each message
 * @rate_hz: messages a second that were asked for; 0 for as fast as echoes come
 * @n_sent: messages that were sent
 * @n_received: texts and binary messages that came, whatever they are
 * @n_found: how many of them are what
 * @n_lost: messages without an echo
 * @min_us: the shortest round trip; the five times are -1 where there is none
 * @duration_us: from the first message to the last echo
 *
 * What one step of a run came to: a plain value.
 */
typedef struct
{
  gsize size;
  double rate_hz;
  guint64 n_sent;
  guint64 n_received;
  guint64 n_found[SONDE_ECHO_N_FINDINGS];
  guint64 n_lost;
  gint64 min_us;
  gint64 p50_us;
  gint64 p90_us;
  gint64 p99_us;
  gint64 max_us;
  gint64 duration_us;
} SondeEchoStep;

void sonde_echo_step_set_times (SondeEchoStep *self, const SondeLatency *latency);
guint64 sonde_echo_step_get_n_good (const SondeEchoStep *self);
guint64 sonde_echo_step_get_n_bad (const SondeEchoStep *self);
double sonde_echo_step_get_loss (const SondeEchoStep *self);        /* 0 to 1 */
double sonde_echo_step_get_messages_hz (const SondeEchoStep *self); /* echoes a second */
double sonde_echo_step_get_bytes_per_s (const SondeEchoStep *self); /* payload, one way */
void sonde_echo_step_add (SondeEchoStep *self, const SondeEchoStep *other);
char *sonde_echo_steps_to_csv (const SondeEchoStep *steps, guint n_steps);

G_END_DECLS
