/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-echo-plan.h"
#include "sonde-message.h"

G_BEGIN_DECLS

/* A message of at least this size bears its number: “S0000002a:”. */
#define SONDE_ECHO_HEAD_SIZE 10

/**
 * SondeEchoFinding:
 * @SONDE_ECHO_FOUND_GOOD: the same, byte by byte
 * @SONDE_ECHO_FOUND_REORDERED: the same, but after the echo of a later message
 * @SONDE_ECHO_FOUND_CORRUPTED: some bytes differ
 * @SONDE_ECHO_FOUND_TRUNCATED: the beginning alone
 * @SONDE_ECHO_FOUND_DUPLICATED: the echo of this message came before
 * @SONDE_ECHO_FOUND_LATE: after it was given up for lost
 * @SONDE_ECHO_FOUND_FOREIGN: nothing that was sent
 */
typedef enum
{
  SONDE_ECHO_FOUND_GOOD,
  SONDE_ECHO_FOUND_REORDERED,
  SONDE_ECHO_FOUND_CORRUPTED,
  SONDE_ECHO_FOUND_TRUNCATED,
  SONDE_ECHO_FOUND_DUPLICATED,
  SONDE_ECHO_FOUND_LATE,
  SONDE_ECHO_FOUND_FOREIGN,
  SONDE_ECHO_N_FINDINGS,
} SondeEchoFinding;

/**
 * SondeEchoVerdict:
 * @sequence: of the message that it is the echo of; undefined for a foreign one
 * @rtt_us: of a good or reordered one, else -1
 * @offset: of the first byte that differs, or where it was cut
 * @size: of what was sent
 * @at_nul: whether it was cut right before a NUL
 */
typedef struct
{
  SondeEchoFinding finding;
  guint32 sequence;
  gint64 rtt_us;
  gsize offset;
  gsize size;
  gboolean at_nul;
} SondeEchoVerdict;

/* Tells what became of each message that was sent to an echo server. Knows no connection and no
 * clock: times are passed in, monotonic. */
typedef struct _SondeEchoJudge SondeEchoJudge;

SondeEchoJudge *sonde_echo_judge_new (void);
void sonde_echo_judge_free (SondeEchoJudge *self);

void sonde_echo_judge_sent (
    SondeEchoJudge *self, guint32 sequence, SondeOpcode opcode, GBytes *data, gint64 now_us);
void sonde_echo_judge_received (SondeEchoJudge *self,
                                SondeOpcode opcode,
                                GBytes *data,
                                gint64 now_us,
                                SondeEchoVerdict *verdict);
guint sonde_echo_judge_expire (SondeEchoJudge *self, gint64 sent_before_us);
guint sonde_echo_judge_get_n_pending (SondeEchoJudge *self);
gint64 sonde_echo_judge_get_oldest_us (SondeEchoJudge *self); /* -1 where none is pending */

const char *sonde_echo_finding_get_id (SondeEchoFinding finding);
char *sonde_echo_verdict_describe (const SondeEchoVerdict *self); /* translated */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeEchoJudge, sonde_echo_judge_free)

G_END_DECLS
