/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-situation.h"

#include <glib/gi18n.h>

#include "sonde-diagnosis.h"
#include "sonde-presentation.h"

typedef struct
{
  const char *icon_name;
  const char *title;
  const char *description;
  const char *action_name;
  const char *action_label;
} Presentation;

static const Presentation presentations[] = {
  [SONDE_SITUATION_IDLE] = { "sonde-idle-symbolic", N_ ("Not connected"),
                             N_ ("Connect to see what this endpoint sends."), "win.connect",
                             N_ ("Connect") },
  [SONDE_SITUATION_BUSY] = { "sonde-busy-symbolic", NULL, N_ ("This takes a moment."),
                             "win.disconnect", N_ ("Cancel") },
  [SONDE_SITUATION_WAITING] = { "sonde-waiting-symbolic", NULL, NULL, "win.connect",
                                N_ ("Try Now") },
  [SONDE_SITUATION_FAILED] = { "sonde-failed-symbolic", N_ ("The connection failed"), NULL,
                               "win.connect", N_ ("Try Again") },
  [SONDE_SITUATION_CLOSED] = { "sonde-idle-symbolic", N_ ("Disconnected"), NULL, "win.connect",
                               N_ ("Connect") },
  [SONDE_SITUATION_EXPECTING] = { "sonde-open-symbolic", N_ ("Connected"),
                                  N_ ("Waiting for the first measure. Charts appear by themselves "
                                      "as soon as a message brings a number."),
                                  "win.show-messages", N_ ("Open Messages") },
  [SONDE_SITUATION_OFF] = { "sonde-off-symbolic", N_ ("The probe is off: it sends nothing"),
                            N_ ("Turn the switch above on to see measures again."), NULL, NULL },
  [SONDE_SITUATION_ECHO] = { "sonde-echo-symbolic", N_ ("This is an echo server"),
                             N_ ("It sends back what it receives, so there is nothing to chart. "
                                 "Send something from the Messages page and see how long it takes "
                                 "to come back."),
                             "win.show-messages", N_ ("Open Messages") },
  [SONDE_SITUATION_PLAIN] = { "sonde-messages-symbolic", N_ ("Nothing to chart"),
                              N_ ("Messages arrive, but none is a JSON object with numbers. The "
                                  "Messages page shows them as they came."),
                              "win.show-messages", N_ ("Open Messages") },
  [SONDE_SITUATION_LIVE] = { "sonde-open-symbolic", N_ ("Connected"), NULL, NULL, NULL },
};

/* What gets out of a failure better than to try again. */
static const struct
{
  SondeError code;
  const char *action_name;
  const char *action_label;
} remedies[] = {
  { SONDE_ERROR_MASKED, "win.accept-masked", N_ ("Accept Masked Frames") },
};

/**
 * sonde_situation_of:
 * @status: the status of a session
 *
 * Sums up a status.
 *
 * Returns: the situation
 */
SondeSituation
sonde_situation_of (const SondeStatus *status)
{
  switch (status->state)
    {
    case SONDE_STATE_IDLE:
      return SONDE_SITUATION_IDLE;
    case SONDE_STATE_RESOLVING:
    case SONDE_STATE_CONNECTING:
    case SONDE_STATE_TLS:
    case SONDE_STATE_UPGRADING:
    case SONDE_STATE_CLOSING:
      return SONDE_SITUATION_BUSY;
    case SONDE_STATE_WAITING:
      return SONDE_SITUATION_WAITING;
    case SONDE_STATE_CLOSED:
      return status->error != NULL ? SONDE_SITUATION_FAILED : SONDE_SITUATION_CLOSED;
    case SONDE_STATE_OPEN:
    default:
      break;
    }
  if (status->kind == SONDE_KIND_ECHO)
    return SONDE_SITUATION_ECHO;
  if (status->etat == SONDE_ETAT_OFF)
    return SONDE_SITUATION_OFF;
  if (status->n_measures > 0)
    return SONDE_SITUATION_LIVE;
  if (status->kind == SONDE_KIND_OTHER)
    return SONDE_SITUATION_PLAIN;
  return SONDE_SITUATION_EXPECTING;
}

/**
 * sonde_situation_get_icon_name:
 * @situation: a situation
 *
 * Returns: (transfer none): a symbolic icon
 */
const char *
sonde_situation_get_icon_name (SondeSituation situation)
{
  return presentations[situation].icon_name;
}

/**
 * sonde_situation_get_title:
 * @situation: a situation
 * @status: the status that it sums up
 * @wait_s: seconds until the next attempt, while waiting
 *
 * Returns: (transfer full): what happens, in a few translated words
 */
char *
sonde_situation_get_title (SondeSituation situation, const SondeStatus *status, guint wait_s)
{
  if (situation == SONDE_SITUATION_WAITING && wait_s == 0)
    return g_strdup (_ ("Trying again…"));
  if (situation == SONDE_SITUATION_WAITING)
    return g_strdup_printf (
        ngettext ("Trying again in %u second", "Trying again in %u seconds", wait_s), wait_s);
  if (situation == SONDE_SITUATION_BUSY)
    return g_strdup (sonde_state_get_label (status->state));
  if (situation == SONDE_SITUATION_FAILED && sonde_diagnosis_of (status->error) != NULL)
    return g_strdup (sonde_diagnosis_get_title (sonde_diagnosis_of (status->error)));
  return g_strdup (gettext (presentations[situation].title));
}

static char *
describe_error (const GError *error)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);
  const char *hint = sonde_error_get_hint (error);

  if (diagnosis != NULL)
    hint = sonde_diagnosis_get_explanation (diagnosis);
  if (hint == NULL || *hint == '\0')
    return g_strdup (error->message);
  return g_strconcat (error->message, "\n", hint, NULL);
}

static char *
describe_close (const SondeStatus *status)
{
  const char *reason = status->close_reason;

  if (status->close_code == 0)
    return g_strdup ("");
  if (reason == NULL || *reason == '\0')
    return g_strdup_printf (_ ("The connection was closed with code %u."), status->close_code);
  return g_strdup_printf (_ ("The connection was closed with code %u: %s"), status->close_code,
                          reason);
}

/**
 * sonde_situation_get_description:
 * @situation: a situation
 * @status: the status that it sums up
 *
 * Returns: (transfer full): why, and what to try, in translated sentences; may be empty
 */
char *
sonde_situation_get_description (SondeSituation situation, const SondeStatus *status)
{
  const char *description = presentations[situation].description;

  if (description != NULL)
    return g_strdup (gettext (description));
  if (status->error != NULL)
    return describe_error (status->error);
  return describe_close (status);
}

/* The index of a remedy, or the number of remedies where there is none. */
static gsize
find_remedy (SondeSituation situation, const SondeStatus *status)
{
  gsize i = 0;

  if (situation != SONDE_SITUATION_FAILED && situation != SONDE_SITUATION_WAITING)
    return G_N_ELEMENTS (remedies);
  while (i < G_N_ELEMENTS (remedies) &&
         !g_error_matches (status->error, SONDE_ERROR, (int) remedies[i].code))
    i++;
  return i;
}

/**
 * sonde_situation_get_action_name:
 * @situation: a situation
 * @status: the status that it sums up
 *
 * Returns: (transfer none) (nullable): the action that gets out of it
 */
const char *
sonde_situation_get_action_name (SondeSituation situation, const SondeStatus *status)
{
  gsize remedy = find_remedy (situation, status);

  return remedy < G_N_ELEMENTS (remedies) ? remedies[remedy].action_name
                                          : presentations[situation].action_name;
}

/**
 * sonde_situation_get_action_label:
 * @situation: a situation
 * @status: the status that it sums up
 *
 * Returns: (transfer none): the label of that action, translated; may be empty
 */
const char *
sonde_situation_get_action_label (SondeSituation situation, const SondeStatus *status)
{
  gsize remedy = find_remedy (situation, status);
  const char *label = remedy < G_N_ELEMENTS (remedies) ? remedies[remedy].action_label
                                                       : presentations[situation].action_label;

  return label != NULL ? gettext (label) : "";
}
