/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-alert-rule.h"
#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ALERTS (sonde_alerts_get_type ())

/* Watches the latest values of all endpoints, shown or not, and remembers what to warn of.
 *
 * Signals:
 *  "crossed" (SondePeer *peer, SondeChannel *channel, guint alert): a value went out of its bounds
 *    or, with SONDE_ALERT_NONE, came back
 *  "ended" (const char *key): nobody asks any more about a value that was out of its bounds
 *  "changed": other values are warned of than before */
G_DECLARE_FINAL_TYPE (SondeAlerts, sonde_alerts, SONDE, ALERTS, GObject)

/* What is remembered comes from outside: more than this is not kept. */
#define SONDE_ALERTS_MAX_RULES 1024

SondeAlerts *sonde_alerts_new (GSettings *settings, GListModel *peers);

void sonde_alerts_get_rule (SondeAlerts *self,
                            const char *peer_id,
                            const char *channel_id,
                            SondeAlertRule *rule);
void sonde_alerts_set_rule (SondeAlerts *self,
                            const char *peer_id,
                            const char *channel_id,
                            const SondeAlertRule *rule);
SondeAlert sonde_alerts_get_alert (SondeAlerts *self, const char *peer_id, const char *channel_id);
char *sonde_alerts_make_key (const char *peer_id, const char *channel_id);
SondeAlert sonde_alerts_feed (SondeAlerts *self,
                              const char *peer_id,
                              const char *channel_id,
                              double value,
                              gboolean *crossed);

G_END_DECLS
