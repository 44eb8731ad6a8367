/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-message-item.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MESSAGE_DETAIL (sonde_message_detail_get_type ())

/* The selected message: laid out where it is JSON, beside its exact bytes.
 * Properties: "item" (SondeMessageItem, or NULL), "narrow" (b). */
G_DECLARE_FINAL_TYPE (SondeMessageDetail, sonde_message_detail, SONDE, MESSAGE_DETAIL, AdwBin)

G_END_DECLS
