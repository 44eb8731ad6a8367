/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-situation.h"

static void
test_table (void)
{
  static const struct
  {
    SondeState state;
    SondeKind kind;
    SondeEtat etat;
    guint64 n_measures;
    gboolean failed;
    SondeSituation expected;
  } cases[] = {
    { SONDE_STATE_IDLE, SONDE_KIND_AUTO, SONDE_ETAT_UNKNOWN, 0, FALSE, SONDE_SITUATION_IDLE },
    { SONDE_STATE_TLS, SONDE_KIND_AUTO, SONDE_ETAT_UNKNOWN, 0, FALSE, SONDE_SITUATION_BUSY },
    { SONDE_STATE_CLOSING, SONDE_KIND_PROBE, SONDE_ETAT_ON, 9, FALSE, SONDE_SITUATION_BUSY },
    { SONDE_STATE_WAITING, SONDE_KIND_PROBE, SONDE_ETAT_ON, 9, TRUE, SONDE_SITUATION_WAITING },
    { SONDE_STATE_CLOSED, SONDE_KIND_PROBE, SONDE_ETAT_ON, 9, TRUE, SONDE_SITUATION_FAILED },
    { SONDE_STATE_CLOSED, SONDE_KIND_PROBE, SONDE_ETAT_ON, 9, FALSE, SONDE_SITUATION_CLOSED },
    { SONDE_STATE_OPEN, SONDE_KIND_AUTO, SONDE_ETAT_UNKNOWN, 0, FALSE, SONDE_SITUATION_EXPECTING },
    { SONDE_STATE_OPEN, SONDE_KIND_PROBE, SONDE_ETAT_ON, 0, FALSE, SONDE_SITUATION_EXPECTING },
    { SONDE_STATE_OPEN, SONDE_KIND_PROBE, SONDE_ETAT_OFF, 9, FALSE, SONDE_SITUATION_OFF },
    { SONDE_STATE_OPEN, SONDE_KIND_PROBE, SONDE_ETAT_ON, 9, FALSE, SONDE_SITUATION_LIVE },
    { SONDE_STATE_OPEN, SONDE_KIND_ECHO, SONDE_ETAT_UNKNOWN, 0, FALSE, SONDE_SITUATION_ECHO },
    { SONDE_STATE_OPEN, SONDE_KIND_JSON, SONDE_ETAT_UNKNOWN, 3, FALSE, SONDE_SITUATION_LIVE },
    { SONDE_STATE_OPEN, SONDE_KIND_OTHER, SONDE_ETAT_UNKNOWN, 0, FALSE, SONDE_SITUATION_PLAIN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeStatus) status = sonde_status_new ();
      g_autofree char *title = NULL;
      g_autofree char *description = NULL;

      status->state = cases[i].state;
      status->kind = cases[i].kind;
      status->etat = cases[i].etat;
      status->n_measures = cases[i].n_measures;
      if (cases[i].failed)
        g_set_error_literal (&status->error, SONDE_ERROR, SONDE_ERROR_REFUSED, "Nobody is there");
      g_assert_cmpint (sonde_situation_of (status), ==, cases[i].expected);
      title = sonde_situation_get_title (cases[i].expected, status, 2);
      description = sonde_situation_get_description (cases[i].expected, status);
      g_assert_cmpstr (title, !=, "");
      g_assert_nonnull (description);
      if (cases[i].failed)
        g_assert_true (g_str_has_prefix (description, "Nobody is there\n"));
    }
}

static void
test_remedy (void)
{
  static const struct
  {
    SondeSituation situation;
    SondeError code;
    const char *action_name;
  } cases[] = {
    { SONDE_SITUATION_FAILED, SONDE_ERROR_MASKED, "win.accept-masked" },
    { SONDE_SITUATION_WAITING, SONDE_ERROR_MASKED, "win.accept-masked" },
    { SONDE_SITUATION_FAILED, SONDE_ERROR_PROTOCOL, "win.connect" },
    { SONDE_SITUATION_BUSY, SONDE_ERROR_MASKED, "win.disconnect" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeStatus) status = sonde_status_new ();

      g_set_error_literal (&status->error, SONDE_ERROR, (int) cases[i].code, "It failed");
      g_assert_cmpstr (sonde_situation_get_action_name (cases[i].situation, status), ==,
                       cases[i].action_name);
      g_assert_cmpstr (sonde_situation_get_action_label (cases[i].situation, status), !=, "");
    }
}

static void
test_countdown (void)
{
  g_autoptr (SondeStatus) status = sonde_status_new ();
  g_autofree char *soon = sonde_situation_get_title (SONDE_SITUATION_WAITING, status, 0);
  g_autofree char *one = sonde_situation_get_title (SONDE_SITUATION_WAITING, status, 1);
  g_autofree char *many = sonde_situation_get_title (SONDE_SITUATION_WAITING, status, 12);

  g_assert_cmpstr (soon, ==, "Trying again…");
  g_assert_cmpstr (one, ==, "Trying again in 1 second");
  g_assert_cmpstr (many, ==, "Trying again in 12 seconds");
}

static void
test_close_code (void)
{
  g_autoptr (SondeStatus) status = sonde_status_new ();
  g_autofree char *text = NULL;

  status->close_code = 1001;
  status->close_reason = g_strdup ("going home");
  text = sonde_situation_get_description (SONDE_SITUATION_CLOSED, status);
  g_assert_nonnull (strstr (text, "1001"));
  g_assert_nonnull (strstr (text, "going home"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/situation/table", test_table);
  g_test_add_func ("/situation/remedy", test_remedy);
  g_test_add_func ("/situation/countdown", test_countdown);
  g_test_add_func ("/situation/close-code", test_close_code);
  return g_test_run ();
}
