/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_MOCK_COMMAND_MAX_SLOTS 16
#define SONDE_MOCK_COMMAND_MAX_DEPTH 10

/**
 * SondeMockCommand:
 * @has_etat: the object has a member `etat`
 * @etat: what the firmware makes of that member; anything that is not one of the five spellings of
 *   on counts as off
 * @has_periode: the object has a member `periode`
 * @period_ms: what the firmware makes of that member; 0 for anything that is no 32 bit number
 *
 * What the board reads in a text.
 */
typedef struct
{
  gboolean has_etat;
  gboolean etat;
  gboolean has_periode;
  gint32 period_ms;
} SondeMockCommand;

gboolean sonde_mock_command_parse (SondeMockCommand *self, const char *text, gsize size);

G_END_DECLS
