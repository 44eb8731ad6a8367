/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-check-row.h"
#include "sonde-endpoint.h"

G_BEGIN_DECLS

/* Nothing that the course's servers do takes this long; below it, a probe that reads its light
 * sensor looks dead. */
#define SONDE_CHECK_DEFAULT_LIMIT_MS 5000

#define SONDE_TYPE_CHECK (sonde_check_get_type ())

/* A conformance check of a server: a list of #SondeCheckRow. It asks on a thread of its own; its
 * rows change on the thread that made it.
 *
 * Properties: "running" (b), "summary" (s, translated, NULL before the first start).
 *
 * Signal "finished" (GError *error): the run that was started last is over, with an error of
 * %SONDE_ERROR where there was nothing to check, or NULL. */
G_DECLARE_FINAL_TYPE (SondeCheck, sonde_check, SONDE, CHECK, GObject)

SondeCheck *sonde_check_new (const SondeEndpoint *endpoint);

const SondeEndpoint *sonde_check_get_endpoint (SondeCheck *self);
void sonde_check_set_rude (SondeCheck *self, gboolean rude);
void sonde_check_set_limit_ms (SondeCheck *self, guint limit_ms);
void sonde_check_start (SondeCheck *self);
void sonde_check_cancel (SondeCheck *self);
gboolean sonde_check_get_running (SondeCheck *self);
guint sonde_check_get_n_decided (SondeCheck *self);
guint sonde_check_count (SondeCheck *self, SondeCheckOutcome outcome);
char *sonde_check_get_summary (SondeCheck *self);

G_END_DECLS
