/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-cli-command.h"
#include "sonde-connection.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CLI_CLIENT (sonde_cli_client_get_type ())

/* One connection, from dialling to the exit status, in the main loop of a command.
 *
 * Signals:
 *  "opened" (): messages may be sent
 *  "received" (SondeMessage *message): a whole text or binary message; none after the client began
 *     to close
 *  "expired" (): the deadline passed that sonde_cli_client_set_deadline_ms() set */
G_DECLARE_FINAL_TYPE (SondeCliClient, sonde_cli_client, SONDE, CLI_CLIENT, GObject)

SondeCliClient *sonde_cli_client_new (const SondeEndpoint *endpoint);

SondeConnection *sonde_cli_client_get_connection (SondeCliClient *self);
void sonde_cli_client_set_unfinished_status (SondeCliClient *self, SondeCliStatus status);
void sonde_cli_client_set_prints_errors (SondeCliClient *self, gboolean prints_errors);
void sonde_cli_client_set_deadline_ms (SondeCliClient *self, guint deadline_ms);
SondeCliStatus sonde_cli_client_run (SondeCliClient *self);
void sonde_cli_client_finish (SondeCliClient *self, SondeCliStatus status);
void sonde_cli_client_fail (SondeCliClient *self, const GError *error);

G_END_DECLS
