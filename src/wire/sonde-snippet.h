/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-endpoint.h"
#include "sonde-outgoing.h"

G_BEGIN_DECLS

/* What another program would run in order to send the same to the same server. */

#define SONDE_SNIPPET_MAX_PAYLOAD_SIZE (64 * 1024)

guint sonde_snippet_get_n_tools (void);
const char *sonde_snippet_get_tool_name (guint tool);
gboolean sonde_snippet_can_write (guint tool, SondeOpcode opcode);
char *sonde_snippet_write (guint tool,
                           const SondeEndpoint *endpoint,
                           const SondeOutgoing *outgoing,
                           GError **error);

G_END_DECLS
