/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-order.h"

#include <glib/gi18n.h>

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gint64 period_ms;

  if (!sonde_cli_parse_integer ("MS", invocation->arguments[1], 1, G_MAXINT32, &period_ms, &error))
    return sonde_cli_report_usage (invocation->command, error);
  return sonde_cli_order_run (invocation, SONDE_COMMAND_PERIODE, period_ms);
}

const SondeCliCommand sonde_cli_periode_command = {
  .name = "periode",
  .synopsis = "URI MS",
  .summary = N_ ("Set the period of a probe's measures"),
  .description = N_ (
      "Waits for the probe's greeting, sends the period in milliseconds and prints one JSON object: "
      "command, asked, verdict (confirmed, already-so, contradicted, unanswered or overtaken), "
      "announced (what the probe last said, or null) and after_ms (from sending to the "
      "verdict). The course's published firmware never applies a period: it answers with the one "
      "that it has, which is contradicted.\n"
      "\n"
      "--timeout bounds the wait for the verdict (6 s)."),
  .examples = "periode ws://serveur-esp32-bluedot.local:5000 30000\n"
              "periode --timeout 3 ws://127.0.0.1:5000 1000",
  .statuses = SONDE_CLI_ORDER_STATUSES,
  .n_arguments = 2,
  .connects = TRUE,
  .run = run,
};
