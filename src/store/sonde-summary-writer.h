/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-database.h"
#include "sonde-tally-block.h"

G_BEGIN_DECLS

gboolean
sonde_summary_append (SondeDatabase *database, const SondeTallyBlock *slices, GError **error);
gboolean
sonde_summary_rebuild (SondeDatabase *database, gint64 first_us, gint64 last_us, GError **error);

G_END_DECLS
