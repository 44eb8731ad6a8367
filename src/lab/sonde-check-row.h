/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeCheckOutcome:
 * @SONDE_CHECK_PENDING: its turn has not come
 * @SONDE_CHECK_RUNNING: the server is being asked
 * @SONDE_CHECK_PASSED: the server keeps the rule
 * @SONDE_CHECK_FAILED: the server breaks the rule
 * @SONDE_CHECK_NOT_APPLICABLE: the rule cannot be tried on this server; the detail says why
 * @SONDE_CHECK_SKIPPED: the rule was not tried; the detail says why
 */
typedef enum
{
  SONDE_CHECK_PENDING,
  SONDE_CHECK_RUNNING,
  SONDE_CHECK_PASSED,
  SONDE_CHECK_FAILED,
  SONDE_CHECK_NOT_APPLICABLE,
  SONDE_CHECK_SKIPPED,
} SondeCheckOutcome;

#define SONDE_CHECK_N_OUTCOMES 6

#define SONDE_TYPE_CHECK_ROW (sonde_check_row_get_type ())

/* One rule of a check, and what became of it.
 *
 * Properties: "id" (s, stable, such as "ping-payload"), "section" (s, of RFC 6455 unless it names
 * another), "group" and "title" (s, translated), "rude" (b); and those that change: "outcome"
 * (SondeCheckOutcome), "detail" (s, translated, why), "evidence" (s, frames in hex, a line each),
 * "elapsed-us" (x, -1 while unknown). */
G_DECLARE_FINAL_TYPE (SondeCheckRow, sonde_check_row, SONDE, CHECK_ROW, GObject)

SondeCheckRow *sonde_check_row_new (
    const char *id, const char *section, const char *group, const char *title, gboolean rude);

const char *sonde_check_row_get_id (SondeCheckRow *self);
const char *sonde_check_row_get_section (SondeCheckRow *self);
const char *sonde_check_row_get_group (SondeCheckRow *self);
const char *sonde_check_row_get_title (SondeCheckRow *self);
gboolean sonde_check_row_get_rude (SondeCheckRow *self);
SondeCheckOutcome sonde_check_row_get_outcome (SondeCheckRow *self);
const char *sonde_check_row_get_detail (SondeCheckRow *self);   /* "" for none */
const char *sonde_check_row_get_evidence (SondeCheckRow *self); /* "" for none */
gint64 sonde_check_row_get_elapsed_us (SondeCheckRow *self);
void sonde_check_row_set_result (SondeCheckRow *self,
                                 SondeCheckOutcome outcome,
                                 const char *detail,
                                 const char *evidence,
                                 gint64 elapsed_us);

const char *sonde_check_outcome_get_id (SondeCheckOutcome outcome);   /* "passed", as in JSON */
const char *sonde_check_outcome_get_name (SondeCheckOutcome outcome); /* translated */

G_END_DECLS
