/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-connection.h"
#include "sonde-probe.h"

G_BEGIN_DECLS

#define SONDE_TYPE_STATUS (sonde_status_get_type ())

/* All that the interface shows of a session at one moment: made on the net thread, then immutable. */
typedef struct
{
  SondeState state;
  GError *error; /* why it last closed, or NULL */
  guint16 close_code;
  char *close_reason;
  gint64 retry_us; /* monotonic, while waiting */
  guint n_attempts;
  char *server;
  char *subprotocol;
  char *extensions;

  SondeKind kind; /* as set by hand, else as found; AUTO while unknown */
  SondeEtat etat;
  gint64 announced_period_ms;
  gboolean has_effective_period;
  double effective_period_ms;
  double effective_jitter_ms;
  SondeCommand *command; /* the latest, or NULL */

  guint64 n_messages; /* received */
  guint64 n_measures;
  guint64 n_bytes_received;
  guint64 n_bytes_sent;

  guint repeat_ms; /* between two sendings of what is repeated; 0: nothing is */
  guint64 n_repeats;
  GError *repeat_error; /* why the latest repetition stopped by itself, or NULL */

  gint64 ping_rtt_us; /* of the latest keep-alive; -1: none */
  guint64 n_echoes;
  gint64 echo_rtt_us; /* latest; -1: none */
  gint64 echo_rtt_min_us;
  gint64 echo_rtt_median_us;
  gint64 echo_rtt_max_us;
} SondeStatus;

GType sonde_status_get_type (void) G_GNUC_CONST;
SondeStatus *sonde_status_new (void);
SondeStatus *sonde_status_ref (SondeStatus *self);
void sonde_status_unref (SondeStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeStatus, sonde_status_unref)

G_END_DECLS
