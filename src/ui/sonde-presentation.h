/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-command.h"
#include "sonde-endpoint.h"
#include "sonde-format.h"
#include "sonde-message.h"
#include "sonde-series.h"
#include "sonde-status.h"

G_BEGIN_DECLS

/* In the order of the drop-down beside a period. */
typedef enum
{
  SONDE_PERIOD_UNIT_MILLISECOND,
  SONDE_PERIOD_UNIT_SECOND,
  SONDE_PERIOD_UNIT_MINUTE,
} SondePeriodUnit;

char *sonde_format_clock (gint64 time_us);
char *sonde_format_moment (gint64 time_us);
char *sonde_format_period_ms (double period_ms);
char *sonde_number_to_text (double value);
gboolean sonde_parse_number (const char *text, double *value, GError **error);
char *sonde_period_to_text (gint64 period_ms, SondePeriodUnit *unit);
gboolean
sonde_parse_period (const char *text, SondePeriodUnit unit, gint64 *period_ms, GError **error);

const char *sonde_state_get_label (SondeState state);
const char *sonde_state_get_icon_name (SondeState state, gboolean failed);
const char *sonde_kind_get_label (SondeKind kind);
const char *sonde_opcode_get_label (SondeOpcode opcode);
const char *sonde_verdict_get_icon_name (SondeVerdict verdict);
const char *sonde_verdict_get_css_class (SondeVerdict verdict);
const char *sonde_etat_get_label (SondeEtat etat);

typedef enum
{
  SONDE_TREND_UNKNOWN,
  SONDE_TREND_FALLING,
  SONDE_TREND_STEADY,
  SONDE_TREND_RISING,
} SondeTrend;

SondeTrend sonde_trend_compute (const SondeSummary *earlier,
                                const SondeSummary *later,
                                const SondeSummary *whole);
const char *sonde_trend_get_label (SondeTrend trend);
const char *sonde_trend_get_icon_name (SondeTrend trend);

G_END_DECLS
