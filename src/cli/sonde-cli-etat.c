/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-order.h"

#include <glib/gi18n.h>

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const char *word = invocation->arguments[1];
  gboolean on = g_str_equal (word, "on");

  if (!on && !g_str_equal (word, "off"))
    {
      g_autoptr (GError) error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                              _ ("The state is “on” or “off”, not “%s”"), word);

      return sonde_cli_report_usage (invocation->command, error);
    }
  return sonde_cli_order_run (invocation, SONDE_COMMAND_ETAT, on ? 1 : 0);
}

const SondeCliCommand sonde_cli_etat_command = {
  .name = "etat",
  .synopsis = "URI on|off",
  .summary = N_ ("Switch a probe on or off"),
  .description = N_ (
      "Waits for the probe's greeting, sends the command and prints one JSON object: command, "
      "asked, verdict (confirmed, already-so, contradicted, unanswered or overtaken), announced "
      "(what the probe last said, or null) and after_ms (from sending to the verdict). A probe "
      "that is in that state already stays silent by design; that is already-so, and done.\n"
      "\n"
      "--timeout bounds the wait for the verdict (6 s)."),
  .examples = "etat ws://serveur-esp32-bluedot.local:5000 off\n"
              "etat --timeout 3 ws://127.0.0.1:5000 on",
  .statuses = SONDE_CLI_ORDER_STATUSES,
  .n_arguments = 2,
  .connects = TRUE,
  .run = run,
};
