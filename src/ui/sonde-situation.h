/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-status.h"

G_BEGIN_DECLS

/**
 * SondeSituation:
 * @SONDE_SITUATION_IDLE: nobody asked for a connection
 * @SONDE_SITUATION_BUSY: a connection is being made or closed
 * @SONDE_SITUATION_WAITING: a connection failed and will be tried again
 * @SONDE_SITUATION_FAILED: a connection failed and will not be tried again
 * @SONDE_SITUATION_CLOSED: the connection was closed in good order
 * @SONDE_SITUATION_EXPECTING: it is open and nothing that can be drawn came yet
 * @SONDE_SITUATION_OFF: the probe announced that it is off
 * @SONDE_SITUATION_ECHO: the server sends back what it receives
 * @SONDE_SITUATION_PLAIN: messages come, none with a number
 * @SONDE_SITUATION_LIVE: measures come
 *
 * What a page should show of a session, in one word.
 */
typedef enum
{
  SONDE_SITUATION_IDLE,
  SONDE_SITUATION_BUSY,
  SONDE_SITUATION_WAITING,
  SONDE_SITUATION_FAILED,
  SONDE_SITUATION_CLOSED,
  SONDE_SITUATION_EXPECTING,
  SONDE_SITUATION_OFF,
  SONDE_SITUATION_ECHO,
  SONDE_SITUATION_PLAIN,
  SONDE_SITUATION_LIVE,
} SondeSituation;

SondeSituation sonde_situation_of (const SondeStatus *status);
const char *sonde_situation_get_icon_name (SondeSituation situation);
char *sonde_situation_get_title (SondeSituation situation, const SondeStatus *status, guint wait_s);
char *sonde_situation_get_description (SondeSituation situation, const SondeStatus *status);
const char *sonde_situation_get_action_name (SondeSituation situation, const SondeStatus *status);
const char *sonde_situation_get_action_label (SondeSituation situation, const SondeStatus *status);

G_END_DECLS
