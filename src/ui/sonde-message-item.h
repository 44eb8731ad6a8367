/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MESSAGE_ITEM (sonde_message_item_get_type ())

/* A message as a row shows it. Properties, to read: "message", "time", "direction-icon",
 * "direction", "kind", "size", "rtt", "preview". */
G_DECLARE_FINAL_TYPE (SondeMessageItem, sonde_message_item, SONDE, MESSAGE_ITEM, GObject)

SondeMessageItem *sonde_message_item_new (SondeMessage *message);
SondeMessage *sonde_message_item_get_message (SondeMessageItem *self);

G_END_DECLS
