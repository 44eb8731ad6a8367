/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-connection.h"

G_BEGIN_DECLS

#define SONDE_REPEATER_MIN_PERIOD_MS 10
#define SONDE_REPEATER_MAX_PERIOD_MS (60 * 60 * 1000)

/* Sends the same again and again on a connection that it does not own. Lives on the connection's
 * thread, and must be freed before it. */
typedef struct _SondeRepeater SondeRepeater;

/* Called after each sending, and once more when the repetition has stopped. */
typedef void (*SondeRepeaterFunc) (gpointer data);

SondeRepeater *sonde_repeater_new (SondeConnection *connection,
                                   const SondeOutgoing *outgoing,
                                   guint period_ms,
                                   SondeRepeaterFunc changed,
                                   gpointer data);
void sonde_repeater_free (SondeRepeater *self);
guint sonde_repeater_get_period_ms (const SondeRepeater *self);
guint64 sonde_repeater_get_n_sent (const SondeRepeater *self);
const GError *sonde_repeater_get_error (const SondeRepeater *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeRepeater, sonde_repeater_free)

G_END_DECLS
