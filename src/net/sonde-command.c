/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-command.h"

#include <glib/gi18n-lib.h>

#define N_VERDICTS (SONDE_VERDICT_OVERTAKEN + 1)

G_DEFINE_BOXED_TYPE (SondeCommand, sonde_command, sonde_command_copy, sonde_command_free)

static const char *const verdict_names[N_VERDICTS] = {
  [SONDE_VERDICT_PENDING] = "pending",       [SONDE_VERDICT_CONFIRMED] = "confirmed",
  [SONDE_VERDICT_ALREADY_SO] = "already-so", [SONDE_VERDICT_CONTRADICTED] = "contradicted",
  [SONDE_VERDICT_UNANSWERED] = "unanswered", [SONDE_VERDICT_OVERTAKEN] = "overtaken",
};

/* Translators: {asked} and {announced} become durations such as “30 s”, {time} how long it took.
 * Keep the braces and what is between them. */
static const char *const etat_off_sentences[N_VERDICTS] = {
  [SONDE_VERDICT_PENDING] = N_ ("Asked the probe to turn off, waiting for its answer…"),
  [SONDE_VERDICT_CONFIRMED] = N_ ("The probe is off: it said so after {time}."),
  [SONDE_VERDICT_ALREADY_SO] = N_ ("The probe was already off. It announces only changes."),
  [SONDE_VERDICT_CONTRADICTED] = N_ ("The probe stayed on, although it was asked to turn off."),
  [SONDE_VERDICT_UNANSWERED] = N_ (
      "Asked the probe to turn off, but no answer came for {time}. It may still be on."),
  [SONDE_VERDICT_OVERTAKEN] = N_ ("Another client turned the probe on at the same time."),
};

static const char *const etat_on_sentences[N_VERDICTS] = {
  [SONDE_VERDICT_PENDING] = N_ ("Asked the probe to turn on, waiting for its answer…"),
  [SONDE_VERDICT_CONFIRMED] = N_ ("The probe is on: it said so after {time}."),
  [SONDE_VERDICT_ALREADY_SO] = N_ ("The probe was already on. It announces only changes."),
  [SONDE_VERDICT_CONTRADICTED] = N_ ("The probe stayed off, although it was asked to turn on."),
  [SONDE_VERDICT_UNANSWERED] = N_ (
      "Asked the probe to turn on, but no answer came for {time}. It may still be off."),
  [SONDE_VERDICT_OVERTAKEN] = N_ ("Another client turned the probe off at the same time."),
};

static const char *const periode_sentences[N_VERDICTS] = {
  [SONDE_VERDICT_PENDING] = N_ ("Asked the probe for a period of {asked}, waiting for its answer…"),
  [SONDE_VERDICT_CONFIRMED] = N_ ("The probe took the period of {asked}: it said so after {time}."),
  [SONDE_VERDICT_ALREADY_SO] = N_ (
      "The period was already {asked}. The probe announces only changes."),
  [SONDE_VERDICT_CONTRADICTED] = N_ (
      "The probe kept {announced} instead of the {asked} asked for. The course’s published "
      "firmware answers like this: it never applies a new period."),
  [SONDE_VERDICT_UNANSWERED] = N_ (
      "Asked the probe for a period of {asked}, but no answer came for {time}."),
  [SONDE_VERDICT_OVERTAKEN] = N_ (
      "Another client set the period to {announced} while {asked} was asked for."),
};

/**
 * sonde_command_copy:
 *
 * Returns: (transfer full): a copy
 */
SondeCommand *
sonde_command_copy (const SondeCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

void
sonde_command_free (SondeCommand *self)
{
  g_free (self);
}

static char *
format_duration (gint64 duration_us)
{
  if (duration_us < G_USEC_PER_SEC)
    /* Translators: milliseconds */
    return g_strdup_printf (_ ("%.4g ms"), (double) duration_us / 1000);
  /* Translators: seconds */
  return g_strdup_printf (_ ("%.4g s"), (double) duration_us / G_USEC_PER_SEC);
}

/* A period is any integer that a peer sends, up to one that has no microseconds in an int64. */
static char *
format_period (gint64 period_ms)
{
  return format_duration (CLAMP (period_ms, 0, G_MAXINT64 / 1000) * 1000);
}

/**
 * sonde_command_describe:
 * @self: a command
 *
 * Says in a sentence what was asked and what became of it.
 *
 * Returns: (transfer full): a translated sentence
 */
char *
sonde_command_describe (const SondeCommand *self)
{
  const char *const *sentences;
  g_autoptr (GString) sentence = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *announced = NULL;
  g_autofree char *time = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((guint) self->verdict < N_VERDICTS, NULL);

  if (self->kind == SONDE_COMMAND_PERIODE)
    sentences = periode_sentences;
  else
    sentences = self->asked != 0 ? etat_on_sentences : etat_off_sentences;

  asked = format_period (self->asked);
  announced = format_period (self->announced);
  time = format_duration ((self->after_us + 500) / 1000 * 1000);
  sentence = g_string_new (_ (sentences[self->verdict]));
  g_string_replace (sentence, "{asked}", asked, 0);
  g_string_replace (sentence, "{announced}", announced, 0);
  g_string_replace (sentence, "{time}", time, 0);
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

/**
 * sonde_verdict_get_name:
 * @verdict: a verdict
 *
 * Gets the name that programs use: "pending", "confirmed", "already-so", "contradicted",
 * "unanswered" or "overtaken".
 *
 * Returns: (transfer none): a name, not translated
 */
const char *
sonde_verdict_get_name (SondeVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < N_VERDICTS, NULL);

  return verdict_names[verdict];
}
