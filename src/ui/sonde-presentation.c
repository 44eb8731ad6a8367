/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-presentation.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "sonde-error.h"

#define MAX_PERIOD_MS G_MAXINT32

/* A change below this share of all the movement that is shown counts as steady. */
#define STEADY_SHARE 0.08

/**
 * sonde_format_clock:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Writes a time of day to the millisecond, in the local time zone.
 *
 * Returns: (transfer full): a text such as `14:03:07.250`
 */
char *
sonde_format_clock (gint64 time_us)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *seconds = NULL;

  utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  if (utc == NULL)
    return g_strdup ("—");
  local = g_date_time_to_local (utc);
  seconds = g_date_time_format (local, "%H:%M:%S");
  /* Translators: a clock time and its milliseconds, such as 14:05:09.123. */
  return g_strdup_printf (_ ("%s.%03d"), seconds,
                          (int) (time_us % G_USEC_PER_SEC / G_TIME_SPAN_MILLISECOND));
}

/**
 * sonde_format_moment:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Writes a time of day as `sonde_format_clock()` does, with its date before it unless that is
 * today's.
 *
 * Returns: (transfer full): a text
 */
char *
sonde_format_moment (gint64 time_us)
{
  g_autofree char *clock = sonde_format_clock (time_us);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *date = NULL;

  if (local == NULL || sonde_format_is_same_day (local, now))
    return g_steal_pointer (&clock);

  date = g_date_time_format (local, "%x");
  return g_strconcat (date, " ", clock, NULL);
}

/**
 * sonde_format_period_ms:
 * @period_ms: milliseconds
 *
 * Writes a period with the largest unit in which it reads well.
 *
 * Returns: (transfer full): a text such as `500 ms`, `5 s` or `1.5 min`
 */
char *
sonde_format_period_ms (double period_ms)
{
  static const struct
  {
    double above_ms;
    double unit_ms;
    const char *symbol;
  } units[] = {
    { 120e3, 60e3, N_ ("min") },
    { 1e3, 1e3, N_ ("s") },
    { 0, 1, N_ ("ms") },
  };
  gsize i = 0;
  double number;

  while (i + 1 < G_N_ELEMENTS (units) && period_ms < units[i].above_ms)
    i++;
  number = period_ms / units[i].unit_ms;
  if (number >= 1e4)
    return g_strdup_printf ("%.0f %s", number, gettext (units[i].symbol));
  return g_strdup_printf ("%.4g %s", number, gettext (units[i].symbol));
}

/**
 * sonde_period_to_text:
 * @period_ms: milliseconds; 0 or less is unknown
 * @unit: (out): the largest unit in which the number is exact and short
 *
 * Writes a period for editing: `sonde_parse_period()` reads the same period back. While it is
 * unknown @unit stays as it is.
 *
 * Returns: (transfer full): a number with the decimal separator of the locale, empty where unknown
 */
char *
sonde_period_to_text (gint64 period_ms, SondePeriodUnit *unit)
{
  static const struct
  {
    gint64 least_ms;
    gint64 step_ms; /* of which it must be a multiple */
    double unit_ms;
    SondePeriodUnit unit;
  } units[] = {
    { 120000, 30000, 60e3, SONDE_PERIOD_UNIT_MINUTE },
    { 1000, 10, 1e3, SONDE_PERIOD_UNIT_SECOND },
    { 0, 1, 1, SONDE_PERIOD_UNIT_MILLISECOND },
  };
  gsize i = 0;

  if (period_ms <= 0)
    return g_strdup ("");
  while (period_ms < units[i].least_ms || period_ms % units[i].step_ms != 0)
    i++;
  *unit = units[i].unit;
  return g_strdup_printf ("%.15g", (double) period_ms / units[i].unit_ms);
}

/**
 * sonde_parse_number:
 * @text: what was typed; a comma or a point may separate the decimals
 * @value: (out): the number, NaN where nothing was typed
 * @error: return location for an error
 *
 * Reads a number that may be left out.
 *
 * Returns: whether it is a finite number or nothing; if not, %SONDE_ERROR_ARGUMENT says why
 */
gboolean
sonde_parse_number (const char *text, double *value, GError **error)
{
  g_autofree char *number = g_strdelimit (g_strstrip (g_strdup (text)), ",", '.');
  char *end = NULL;
  double parsed;

  *value = NAN;
  if (*number == '\0')
    return TRUE;
  parsed = g_ascii_strtod (number, &end);
  if (*end != '\0' || !isfinite (parsed))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("“%s” is not a number. Type digits, such as 5 or 2.5."), text);
      return FALSE;
    }
  *value = parsed;
  return TRUE;
}

/**
 * sonde_number_to_text:
 * @value: a number; NaN is none
 *
 * Writes a number for editing: `sonde_parse_number()` reads the same number back.
 *
 * Returns: (transfer full): a number with the decimal separator of the locale, empty where none
 */
char *
sonde_number_to_text (double value)
{
  return isfinite (value) ? g_strdup_printf ("%.12g", value) : g_strdup ("");
}

/**
 * sonde_parse_period:
 * @text: what was typed; a comma or a point may separate the decimals
 * @unit: what the number counts
 * @period_ms: (out): the period
 * @error: return location for an error
 *
 * Reads a period. The bounds are 1 ms and about 24 days, the largest number that a probe's 32-bit
 * integer holds.
 *
 * Returns: whether it is a period; if not, %SONDE_ERROR_ARGUMENT says why
 */
gboolean
sonde_parse_period (const char *text, SondePeriodUnit unit, gint64 *period_ms, GError **error)
{
  static const double factors[] = {
    [SONDE_PERIOD_UNIT_MILLISECOND] = 1,
    [SONDE_PERIOD_UNIT_SECOND] = 1e3,
    [SONDE_PERIOD_UNIT_MINUTE] = 60e3,
  };
  g_autofree char *number = g_strdelimit (g_strstrip (g_strdup (text)), ",", '.');
  char *end = NULL;
  double value;

  g_return_val_if_fail (unit < G_N_ELEMENTS (factors), FALSE);

  value = g_ascii_strtod (number, &end);
  if (*number == '\0' || *end != '\0' || !isfinite (value))
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("“%s” is not a number. Type digits, such as 5 or 2.5."), text);
      return FALSE;
    }
  value = round (value * factors[unit]);
  if (value < 1 || value > MAX_PERIOD_MS)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                           _ ("A period lies between 1 ms and 24 days."));
      return FALSE;
    }
  *period_ms = (gint64) value;
  return TRUE;
}

/**
 * sonde_state_get_label:
 * @state: a state of a connection
 *
 * Returns: (transfer none): what it does, translated
 */
const char *
sonde_state_get_label (SondeState state)
{
  static const char *const labels[] = {
    [SONDE_STATE_IDLE] = N_ ("Not connected"),
    [SONDE_STATE_RESOLVING] = N_ ("Looking up the name…"),
    [SONDE_STATE_CONNECTING] = N_ ("Connecting…"),
    [SONDE_STATE_TLS] = N_ ("Securing the connection…"),
    [SONDE_STATE_UPGRADING] = N_ ("Asking for WebSocket…"),
    [SONDE_STATE_OPEN] = N_ ("Connected"),
    [SONDE_STATE_CLOSING] = N_ ("Closing…"),
    [SONDE_STATE_CLOSED] = N_ ("Disconnected"),
    [SONDE_STATE_WAITING] = N_ ("Waiting to try again"),
  };

  return gettext (labels[state]);
}

/**
 * sonde_state_get_icon_name:
 * @state: a state of a connection
 * @failed: whether the connection last ended with an error
 *
 * States differ by shape and not by colour alone.
 *
 * Returns: (transfer none): a symbolic icon
 */
const char *
sonde_state_get_icon_name (SondeState state, gboolean failed)
{
  static const char *const icons[] = {
    [SONDE_STATE_IDLE] = "sonde-idle-symbolic",
    [SONDE_STATE_RESOLVING] = "sonde-busy-symbolic",
    [SONDE_STATE_CONNECTING] = "sonde-busy-symbolic",
    [SONDE_STATE_TLS] = "sonde-busy-symbolic",
    [SONDE_STATE_UPGRADING] = "sonde-busy-symbolic",
    [SONDE_STATE_OPEN] = "sonde-open-symbolic",
    [SONDE_STATE_CLOSING] = "sonde-busy-symbolic",
    [SONDE_STATE_CLOSED] = "sonde-idle-symbolic",
    [SONDE_STATE_WAITING] = "sonde-waiting-symbolic",
  };

  if (failed && (state == SONDE_STATE_CLOSED || state == SONDE_STATE_IDLE))
    return "sonde-failed-symbolic";
  return icons[state];
}

/**
 * sonde_kind_get_label:
 * @kind: a kind of server
 *
 * Returns: (transfer none): its name, translated
 */
const char *
sonde_kind_get_label (SondeKind kind)
{
  static const char *const labels[] = {
    [SONDE_KIND_AUTO] = N_ ("Find out by itself"),
    [SONDE_KIND_PROBE] = N_ ("Weather probe"),
    [SONDE_KIND_ECHO] = N_ ("Echo server"),
    [SONDE_KIND_JSON] = N_ ("JSON server"),
    [SONDE_KIND_OTHER] = N_ ("Other WebSocket server"),
  };

  return gettext (labels[kind]);
}

/**
 * sonde_opcode_get_label:
 * @opcode: an opcode of RFC 6455 section 5.2
 *
 * Returns: (transfer none): its name for a person, translated
 */
const char *
sonde_opcode_get_label (SondeOpcode opcode)
{
  switch (opcode)
    {
    case SONDE_OPCODE_CONTINUATION:
      return _ ("Continuation");
    case SONDE_OPCODE_TEXT:
      return _ ("Text");
    case SONDE_OPCODE_BINARY:
      return _ ("Binary");
    case SONDE_OPCODE_CLOSE:
      return _ ("Close");
    case SONDE_OPCODE_PING:
      return _ ("Ping");
    case SONDE_OPCODE_PONG:
      return _ ("Pong");
    default:
      return _ ("Unknown");
    }
}

/**
 * sonde_verdict_get_icon_name:
 * @verdict: what became of a command
 *
 * Returns: (transfer none): a symbolic icon
 */
const char *
sonde_verdict_get_icon_name (SondeVerdict verdict)
{
  static const char *const icons[] = {
    [SONDE_VERDICT_PENDING] = "sonde-waiting-symbolic",
    [SONDE_VERDICT_CONFIRMED] = "sonde-confirmed-symbolic",
    [SONDE_VERDICT_ALREADY_SO] = "sonde-confirmed-symbolic",
    [SONDE_VERDICT_CONTRADICTED] = "sonde-failed-symbolic",
    [SONDE_VERDICT_UNANSWERED] = "sonde-unanswered-symbolic",
    [SONDE_VERDICT_OVERTAKEN] = "sonde-unanswered-symbolic",
  };

  return icons[verdict];
}

/**
 * sonde_verdict_get_css_class:
 * @verdict: what became of a command
 *
 * Returns: (transfer none): the style class that its icon takes
 */
const char *
sonde_verdict_get_css_class (SondeVerdict verdict)
{
  static const char *const classes[] = {
    [SONDE_VERDICT_PENDING] = "dim-label",  [SONDE_VERDICT_CONFIRMED] = "success",
    [SONDE_VERDICT_ALREADY_SO] = "success", [SONDE_VERDICT_CONTRADICTED] = "error",
    [SONDE_VERDICT_UNANSWERED] = "warning", [SONDE_VERDICT_OVERTAKEN] = "warning",
  };

  return classes[verdict];
}

/**
 * sonde_etat_get_label:
 * @etat: what a probe last announced
 *
 * Returns: (transfer none): the announcement in a word or two, translated
 */
const char *
sonde_etat_get_label (SondeEtat etat)
{
  switch (etat)
    {
    case SONDE_ETAT_OFF:
      return C_ ("probe", "Off");
    case SONDE_ETAT_ON:
      return C_ ("probe", "On");
    case SONDE_ETAT_UNKNOWN:
    default:
      return C_ ("probe", "Not announced yet");
    }
}

/**
 * sonde_trend_compute:
 * @earlier: a summary of the third quarter of what is shown
 * @later: a summary of its last quarter
 * @whole: a summary of all of it
 *
 * Finds out whether a quantity rises or falls, by comparing two means against all the movement.
 *
 * Returns: the trend
 */
SondeTrend
sonde_trend_compute (const SondeSummary *earlier,
                     const SondeSummary *later,
                     const SondeSummary *whole)
{
  double change;

  if (earlier->count == 0 || later->count == 0 || whole->count < 4)
    return SONDE_TREND_UNKNOWN;
  change = later->mean - earlier->mean;
  if (fabs (change) <= STEADY_SHARE * (whole->max - whole->min))
    return SONDE_TREND_STEADY;
  return change > 0 ? SONDE_TREND_RISING : SONDE_TREND_FALLING;
}

/**
 * sonde_trend_get_label:
 * @trend: a trend
 *
 * Returns: (transfer none): its name, translated
 */
const char *
sonde_trend_get_label (SondeTrend trend)
{
  static const char *const labels[] = {
    [SONDE_TREND_UNKNOWN] = N_ ("No trend yet"),
    [SONDE_TREND_FALLING] = N_ ("Falling"),
    [SONDE_TREND_STEADY] = N_ ("Steady"),
    [SONDE_TREND_RISING] = N_ ("Rising"),
  };

  return gettext (labels[trend]);
}

/**
 * sonde_trend_get_icon_name:
 * @trend: a trend
 *
 * Returns: (transfer none): a symbolic icon
 */
const char *
sonde_trend_get_icon_name (SondeTrend trend)
{
  static const char *const icons[] = {
    [SONDE_TREND_UNKNOWN] = "sonde-blank-symbolic",
    [SONDE_TREND_FALLING] = "sonde-falling-symbolic",
    [SONDE_TREND_STEADY] = "sonde-steady-symbolic",
    [SONDE_TREND_RISING] = "sonde-rising-symbolic",
  };

  return icons[trend];
}
