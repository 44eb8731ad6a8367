/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-mock-config.h"
#include "sonde-mock-player.h"

G_BEGIN_DECLS

#define SONDE_MOCK_MAX_CLIENTS 64

#define SONDE_TYPE_MOCK_SERVER (sonde_mock_server_get_type ())

G_DECLARE_FINAL_TYPE (SondeMockServer, sonde_mock_server, SONDE, MOCK_SERVER, GObject)

SondeMockServer *sonde_mock_server_new (const SondeMockConfig *config, gboolean etat);
void sonde_mock_server_set_cues (SondeMockServer *self, SondeMockCueFunc read, gpointer user_data);

gboolean sonde_mock_server_start (SondeMockServer *self, GError **error);
void sonde_mock_server_stop (SondeMockServer *self);
void sonde_mock_server_abort (SondeMockServer *self);

const char *sonde_mock_server_get_uri (SondeMockServer *self);
GPtrArray *sonde_mock_server_get_clients (SondeMockServer *self);
guint64 sonde_mock_server_get_n_messages (SondeMockServer *self);
gboolean sonde_mock_server_get_etat (SondeMockServer *self);
gint64 sonde_mock_server_get_period_ms (SondeMockServer *self);

void sonde_mock_server_set_profile (SondeMockServer *self, SondeMockProfile profile);
void sonde_mock_server_set_sensors (SondeMockServer *self, SondeMockSensors sensors);
void sonde_mock_server_set_speed (SondeMockServer *self, double speed);
void sonde_mock_server_set_real_timing (SondeMockServer *self, gboolean real_timing);
void sonde_mock_server_set_max_clients (SondeMockServer *self, guint max_clients);
void sonde_mock_server_set_timeouts (SondeMockServer *self, guint handshake_ms, guint stall_ms);

G_END_DECLS
