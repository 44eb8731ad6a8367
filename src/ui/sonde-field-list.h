/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_FIELD_LIST (sonde_field_list_get_type ())

/* The fields of a frame as a list of rows: name, extent, value, meaning, section, what is wrong.
 *
 * Properties: "anatomy" (SondeAnatomy, nullable), "field" (int: the field that is selected, or -1).
 */
G_DECLARE_FINAL_TYPE (SondeFieldList, sonde_field_list, SONDE, FIELD_LIST, AdwBin)

G_END_DECLS
