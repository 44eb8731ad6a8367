/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-mock-config.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MOCK (sonde_mock_get_type ())

/* The embedded probe (or echo server) on a thread of its own. Call it from the thread that made it;
 * "notify" comes on that thread's context.
 *
 * Properties: "running" (b), "uri" (s, NULL while stopped), "n-clients" (u), "clients" (^as, peer
 * addresses), "n-messages" (t, sent and received), "etat" (b), "period-ms" (x).
 * While it runs, the setters below act at once, as if somebody turned a knob on the board. */
G_DECLARE_FINAL_TYPE (SondeMock, sonde_mock, SONDE, MOCK, GObject)

SondeMock *sonde_mock_new (void);

void sonde_mock_start_async (SondeMock *self,
                             const SondeMockConfig *config,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean sonde_mock_start_finish (SondeMock *self, GAsyncResult *result, GError **error);
/* Closes every client with 1001 and stops listening; "running" turns FALSE when that is done. */
void sonde_mock_stop (SondeMock *self);

const SondeMockConfig *sonde_mock_get_config (SondeMock *self);
gboolean sonde_mock_get_running (SondeMock *self);
const char *sonde_mock_get_uri (SondeMock *self);
guint sonde_mock_get_n_clients (SondeMock *self);
const char *const *sonde_mock_get_clients (SondeMock *self);
guint64 sonde_mock_get_n_messages (SondeMock *self);
gboolean sonde_mock_get_etat (SondeMock *self);
gint64 sonde_mock_get_period_ms (SondeMock *self);

void sonde_mock_set_profile (SondeMock *self, SondeMockProfile profile);
void sonde_mock_set_sensors (SondeMock *self, SondeMockSensors sensors);
void sonde_mock_set_speed (SondeMock *self, double speed);
void sonde_mock_set_real_timing (SondeMock *self, gboolean real_timing);
void sonde_mock_set_max_clients (SondeMock *self, guint max_clients);

G_END_DECLS
