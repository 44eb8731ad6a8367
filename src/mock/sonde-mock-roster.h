/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock-client.h"

G_BEGIN_DECLS

typedef struct _SondeMockRoster SondeMockRoster;

SondeMockRoster *sonde_mock_roster_new (void);
void sonde_mock_roster_free (SondeMockRoster *self);

void sonde_mock_roster_add (SondeMockRoster *self, SondeMockClient *client);
void sonde_mock_roster_remove (SondeMockRoster *self, SondeMockClient *client);
void sonde_mock_roster_update (SondeMockRoster *self);

guint sonde_mock_roster_get_size (SondeMockRoster *self);
GPtrArray *sonde_mock_roster_dup_clients (SondeMockRoster *self);
GPtrArray *sonde_mock_roster_get_peers (SondeMockRoster *self);

guint sonde_mock_roster_broadcast (SondeMockRoster *self, const char *text);
void sonde_mock_roster_hold (SondeMockRoster *self);
void sonde_mock_roster_poll (SondeMockRoster *self);
void sonde_mock_roster_close (SondeMockRoster *self, guint16 code);
void sonde_mock_roster_drop (SondeMockRoster *self, guint16 code);

G_END_DECLS
