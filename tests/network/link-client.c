/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "sonde-connection.h"
#include "sonde-diagnosis.h"

/* link-client URI KEEPALIVE_MS WATCHDOG_MS: connects, says “open”, and when that is over why, and
 * what was seen: more than sonde-cli lets one set. */

static void
print_end (const GError *error)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (error);
  const GPtrArray *evidence = error != NULL ? sonde_error_get_evidence (error) : NULL;

  g_print ("cause %s\n", diagnosis != NULL ? diagnosis->id : "none");
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      const SondeEvidence *item = g_ptr_array_index (evidence, i);
      g_autofree char *text = sonde_evidence_format (item);

      g_print ("%s %s\n", sonde_evidence_get_name (item), text);
    }
}

static void
on_state_changed (SondeConnection *connection, gpointer user_data)
{
  SondeState state = sonde_connection_get_state (connection);

  if (state == SONDE_STATE_OPEN)
    g_print ("open\n");
  if (state != SONDE_STATE_CLOSED)
    return;
  print_end (sonde_connection_get_error (connection));
  g_main_loop_quit (user_data);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SondeEndpoint) endpoint = argc == 4 ? sonde_endpoint_new (argv[1], NULL) : NULL;
  g_autoptr (SondeConnection) connection = NULL;

  if (endpoint == NULL)
    return 2;
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_keepalive_ms (endpoint, (guint) atoi (argv[2]));
  sonde_endpoint_set_watchdog_ms (endpoint, (guint) atoi (argv[3]));
  connection = sonde_connection_new (endpoint);
  g_signal_connect (connection, "state-changed", G_CALLBACK (on_state_changed), loop);
  sonde_connection_open (connection);
  g_main_loop_run (loop);
  return 0;
}
