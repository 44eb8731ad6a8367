/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

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

#define SONDE_TYPE_MESSAGE_MODEL (sonde_message_model_get_type ())

/* A #GListModel of #SondeMessageItem over a log that another thread fills. It changes only in
 * sonde_message_model_refresh(), which its owner calls once per frame. */
G_DECLARE_FINAL_TYPE (SondeMessageModel, sonde_message_model, SONDE, MESSAGE_MODEL, GObject)

SondeMessageModel *sonde_message_model_new (void);

void sonde_message_model_set_log (SondeMessageModel *self, SondeMessageLog *log);
void sonde_message_model_set_filter (SondeMessageModel *self,
                                     SondeMessageFilter filter,
                                     const char *needle);
gboolean sonde_message_model_refresh (SondeMessageModel *self);

G_END_DECLS
