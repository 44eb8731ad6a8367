/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_AUTHORITIES_ROW (sonde_authorities_row_get_type ())

/* Which authorities may sign a server's certificate: those of a file, or those of the system.
 * Property "path" (s): of the file; NULL for those of the system.
 * Signal "refused" (GError): the file that was chosen cannot be used, and the one before is back.
 */
G_DECLARE_FINAL_TYPE (
    SondeAuthoritiesRow, sonde_authorities_row, SONDE, AUTHORITIES_ROW, AdwActionRow)

const char *sonde_authorities_row_get_path (SondeAuthoritiesRow *self);
void sonde_authorities_row_set_path (SondeAuthoritiesRow *self, const char *path);

G_END_DECLS
