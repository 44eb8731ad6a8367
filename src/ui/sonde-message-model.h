/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-log-model.h"
#include "sonde-message-item.h"
#include "sonde-message-log.h"

G_BEGIN_DECLS

/**
 * SondeMessageFilter:
 * @SONDE_MESSAGE_FILTER_ALL: every message
 *
 * Which messages a list shows; the flags add up.
 */
typedef enum
{
  SONDE_MESSAGE_FILTER_RECEIVED = 1 << 0,
  SONDE_MESSAGE_FILTER_SENT = 1 << 1,
  SONDE_MESSAGE_FILTER_TEXT = 1 << 2,
  SONDE_MESSAGE_FILTER_BINARY = 1 << 3,
  SONDE_MESSAGE_FILTER_CONTROL = 1 << 4,
  SONDE_MESSAGE_FILTER_ALL = (1 << 5) - 1,
} SondeMessageFilter;

/* The messages of a #SondeMessageLog as a list of #SondeMessageItem. */
SondeLogModel *sonde_message_model_new (void);
void
sonde_message_model_set_filter (SondeLogModel *model, SondeMessageFilter flags, const char *needle);

G_END_DECLS
