/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_ECHO_MAX_COUNT       1000000
#define SONDE_ECHO_MAX_SIZE        (16 * 1024 * 1024)
#define SONDE_ECHO_MAX_RATE_HZ     10000.0
#define SONDE_ECHO_MAX_STEPS       64
#define SONDE_ECHO_MAX_OUTSTANDING 256
#define SONDE_ECHO_MAX_BYTES       (32 * 1024 * 1024) /* that wait for their echo */
#define SONDE_ECHO_MAX_DURATION_S  86400

/**
 * SondeEchoContent:
 * @SONDE_ECHO_ASCII: texts of letters and digits, which any server takes
 * @SONDE_ECHO_NUL: texts with NUL characters in them, where some servers stop
 * @SONDE_ECHO_BINARY: binary messages of any bytes, which some servers ignore
 */
typedef enum
{
  SONDE_ECHO_ASCII,
  SONDE_ECHO_NUL,
  SONDE_ECHO_BINARY,
} SondeEchoContent;

/**
 * SondeEchoPlan:
 * @size_from: bytes in a message of the first step
 * @size_to: in one of the last
 * @rate_from_hz: messages a second in the first step; 0 to send as soon as an echo came
 * @rate_to_hz: in the last step
 * @n_steps: 1 without a sweep; sizes and rates between the ends grow by the same factor each
 * @count: messages in each step
 * @max_outstanding: how many may wait for their echo at once
 * @limit_ms: an echo that has not come by then is lost
 * @max_duration_s: of all steps together
 * @stops_at_loss: whether the first echo that is lost ends it
 *
 * What an echo run is to send: a plain value.
 */
typedef struct
{
  SondeEchoContent content;
  gsize size_from;
  gsize size_to;
  double rate_from_hz;
  double rate_to_hz;
  guint n_steps;
  guint count;
  guint max_outstanding;
  guint limit_ms;
  guint max_duration_s;
  gboolean stops_at_loss;
} SondeEchoPlan;

void sonde_echo_plan_init (SondeEchoPlan *self);
gboolean sonde_echo_plan_check (const SondeEchoPlan *self, GError **error);
gsize sonde_echo_plan_get_size (const SondeEchoPlan *self, guint step);
double sonde_echo_plan_get_rate_hz (const SondeEchoPlan *self, guint step);

GBytes *sonde_echo_content_create (SondeEchoContent content, guint32 sequence, gsize size);

G_END_DECLS
