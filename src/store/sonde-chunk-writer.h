/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-database.h"
#include "sonde-rows.h"

G_BEGIN_DECLS

/* Packed measures of a recording, inside a transaction. */
gboolean sonde_chunk_writer_write (SondeDatabase *database,
                                   const SondeRows *rows,
                                   gsize from,
                                   gsize n_rows,
                                   gint64 number,
                                   GError **error);
gboolean sonde_chunk_writer_merge (SondeDatabase *database,
                                   const SondeRows *late,
                                   gsize n_late,
                                   GError **error);

G_END_DECLS
