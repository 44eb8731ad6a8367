/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_ECHO_METER_DEFAULT_WINDOW    1024
#define SONDE_ECHO_METER_MAX_PENDING       256
#define SONDE_ECHO_METER_MAX_PENDING_BYTES (32 * 1024 * 1024)

typedef enum
{
  SONDE_ECHO_UNSOLICITED, /* nothing was sent that it could answer */
  SONDE_ECHO_MATCHED,     /* equals what was sent */
  SONDE_ECHO_MISMATCHED,  /* an answer was due, and this is not it */
} SondeEcho;

/**
 * SondeEchoStatistics:
 * @n_sent: messages sent
 * @n_matched: messages received that equal one that was sent
 * @n_mismatched: messages received while an echo was due that equal none
 * @last_us: the latest round trip; the five times are -1 where nothing has matched
 */
typedef struct
{
  guint64 n_sent;
  guint64 n_matched;
  guint64 n_mismatched;
  gint64 last_us;
  gint64 min_us;
  gint64 median_us;
  gint64 p99_us;
  gint64 max_us;
} SondeEchoStatistics;

typedef struct _SondeEchoMeter SondeEchoMeter;

SondeEchoMeter *sonde_echo_meter_new (guint window);
void sonde_echo_meter_free (SondeEchoMeter *self);
void sonde_echo_meter_reset (SondeEchoMeter *self);
void sonde_echo_meter_forget_pending (SondeEchoMeter *self);

void sonde_echo_meter_sent (SondeEchoMeter *self, SondeOpcode opcode, GBytes *data, gint64 now_us);
SondeEcho sonde_echo_meter_received (
    SondeEchoMeter *self, SondeOpcode opcode, GBytes *data, gint64 now_us, gint64 *rtt_us);

gboolean sonde_echo_meter_is_echo (SondeEchoMeter *self);
guint64 sonde_echo_meter_get_n_matched (SondeEchoMeter *self);
gint64 sonde_echo_meter_get_last_us (SondeEchoMeter *self);
void sonde_echo_meter_get_statistics (SondeEchoMeter *self, SondeEchoStatistics *statistics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeEchoMeter, sonde_echo_meter_free)

G_END_DECLS
