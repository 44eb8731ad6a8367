/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-unmask-step.h"

G_BEGIN_DECLS

#define SONDE_TYPE_UNMASK_ITEM (sonde_unmask_item_get_type ())

/* One octet of a payload, for as long as a row shows it. */
G_DECLARE_FINAL_TYPE (SondeUnmaskItem, sonde_unmask_item, SONDE, UNMASK_ITEM, GObject)

SondeUnmaskItem *sonde_unmask_item_new (SondeAnatomy *anatomy, gsize index);
const SondeUnmaskStep *sonde_unmask_item_get_step (SondeUnmaskItem *self);

G_END_DECLS
