/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-anatomy.h"

G_BEGIN_DECLS

#define SONDE_TYPE_UNMASK_MODEL (sonde_unmask_model_get_type ())

/* The octets of a frame's payload as a list of SondeUnmaskItem, made when they are asked for. */
G_DECLARE_FINAL_TYPE (SondeUnmaskModel, sonde_unmask_model, SONDE, UNMASK_MODEL, GObject)

SondeUnmaskModel *sonde_unmask_model_new (void);
void sonde_unmask_model_set_anatomy (SondeUnmaskModel *self, SondeAnatomy *anatomy);

G_END_DECLS
