/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock-config.h"
#include "sonde-weather.h"

G_BEGIN_DECLS

typedef struct _SondeMockBoard SondeMockBoard;

SondeMockBoard *sonde_mock_board_new (const SondeMockConfig *config, gboolean etat);
void sonde_mock_board_free (SondeMockBoard *self);

gboolean sonde_mock_board_get_etat (SondeMockBoard *self);
gint64 sonde_mock_board_get_period_ms (SondeMockBoard *self);
gboolean sonde_mock_board_reads_light (SondeMockBoard *self);
gboolean sonde_mock_board_set_etat (SondeMockBoard *self, gboolean etat);
gboolean sonde_mock_board_set_period_ms (SondeMockBoard *self, gint64 period_ms);
void sonde_mock_board_set_profile (SondeMockBoard *self, SondeMockProfile profile);
void sonde_mock_board_set_sensors (SondeMockBoard *self, SondeMockSensors sensors);

char *sonde_mock_board_announce_etat (SondeMockBoard *self);
char *sonde_mock_board_announce_period (SondeMockBoard *self);
char *sonde_mock_board_receive (SondeMockBoard *self, const char *text, gsize size);
char *sonde_mock_board_measure (SondeMockBoard *self, const SondeWeatherSample *weather);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMockBoard, sonde_mock_board_free)

G_END_DECLS
