/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock-board.h"

G_BEGIN_DECLS

/**
 * SondeMockCueKind:
 * @SONDE_MOCK_CUE_MEASURE: a measure; the text is what the probe sent
 * @SONDE_MOCK_CUE_ETAT: the probe was turned on (1) or off (0)
 * @SONDE_MOCK_CUE_PERIODE: its period became the value, in milliseconds
 */
typedef enum
{
  SONDE_MOCK_CUE_MEASURE,
  SONDE_MOCK_CUE_ETAT,
  SONDE_MOCK_CUE_PERIODE,
} SondeMockCueKind;

/**
 * SondeMockCue:
 * @time_us: when it was, in microseconds from anywhere
 * @value: see the kind, else 0
 * @text: (nullable): owned; see the kind
 *
 * What a probe did at one time.
 */
typedef struct
{
  SondeMockCueKind kind;
  gint64 time_us;
  gint64 value;
  char *text;
} SondeMockCue;

/* Fills in the next cue, in order of time. Returns FALSE where there is none, with an error where
 * there should be. */
typedef gboolean (*SondeMockCueFunc) (SondeMockCue *cue, gpointer user_data, GError **error);

/* Says what is to be broadcast; NULL at the end, with the error that made it one. */
typedef void (*SondeMockSayFunc) (const char *text, const GError *error, gpointer user_data);

typedef struct _SondeMockPlayer SondeMockPlayer;

SondeMockPlayer *sonde_mock_player_new (SondeMockBoard *board,
                                        SondeMockCueFunc read,
                                        gpointer read_data,
                                        double speed,
                                        SondeMockSayFunc say,
                                        gpointer say_data);
void sonde_mock_player_free (SondeMockPlayer *self);
void sonde_mock_player_start (SondeMockPlayer *self);
void sonde_mock_player_stop (SondeMockPlayer *self);

void sonde_mock_cue_clear (SondeMockCue *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeMockCue, sonde_mock_cue_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMockPlayer, sonde_mock_player_free)

G_END_DECLS
