/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy-view.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FIELD_LIST (sonde_field_list_get_type ())

/* The fields of a frame as a list of rows: name, extent, value, meaning, section, what is wrong. */
G_DECLARE_FINAL_TYPE (SondeFieldList, sonde_field_list, SONDE, FIELD_LIST, SondeAnatomyView)

G_END_DECLS
