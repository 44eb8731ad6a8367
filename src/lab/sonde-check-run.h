/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-check-row.h"
#include "sonde-check-table.h"
#include "sonde-raw-client.h"

G_BEGIN_DECLS

/**
 * SondeCheckReport:
 *
 * Told on the thread of the run: a row began (%SONDE_CHECK_RUNNING) or got its verdict.
 */
typedef void (*SondeCheckReport) (guint index,
                                  SondeCheckOutcome outcome,
                                  const char *detail,
                                  const char *evidence,
                                  gint64 elapsed_us,
                                  gpointer user_data);

/* A check as it goes on, on a thread of its own: the facts that rows find and others need. */
struct _SondeCheckRun
{
  const SondeEndpoint *endpoint;
  GCancellable *cancellable;
  gint64 limit_us;
  gboolean is_rude;

  SondeRawClient *client; /* open and between messages, or NULL */
  GPtrArray *checks;      /* of the first handshake, or NULL while nothing answered in HTTP */
  GError *dial_error;     /* why the first handshake failed, or NULL */
  gboolean has_dialled;
  guint n_failed_dials; /* one after the other, once a first one went well */
  gboolean echoes;
  gsize max_size; /* of a message that the server is known to take */
  SondeRawFaults faults;
  guint n_tags; /* payloads that were made up, so that none is like another */

  /* Of the row at hand. */
  SondeCheckOutcome outcome;
  char *detail;
  GString *transcript;
  gint64 began_us;
  gint64 answered_us; /* monotonic, of what decided it; 0 for none */
};

gboolean sonde_check_run (const SondeEndpoint *endpoint,
                          gboolean is_rude,
                          guint limit_ms,
                          GCancellable *cancellable,
                          SondeCheckReport report,
                          gpointer user_data,
                          GError **error);

/* For steps. The detail is taken over. */
void sonde_check_run_decide (SondeCheckRun *self, SondeCheckOutcome outcome, char *detail);
gboolean sonde_check_run_connect (SondeCheckRun *self);
void sonde_check_run_drop_client (SondeCheckRun *self);
void sonde_check_run_leave (SondeCheckRun *self);

G_END_DECLS
