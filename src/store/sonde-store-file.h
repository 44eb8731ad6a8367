/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-database.h"
#include "sonde-rows.h"

G_BEGIN_DECLS

#define SONDE_STORE_APPLICATION_ID 0x534f4e44 /* "SOND" */
#define SONDE_STORE_VERSION        1

/* Measures of a chunk when it is sealed; one that late measures are put into splits at twice that.
 */
#define SONDE_STORE_CHUNK_ROWS 8192

/* The levels of slices that the file keeps; FORMAT.md says why these. */
#define SONDE_STORE_N_LEVELS     3
#define SONDE_STORE_LEVEL_SLICES 64 /* in a row of the table */

/* In the chunk itself: the finest of these widths that still sums up so many measures each. */
#define SONDE_STORE_ROWS_PER_SLICE 32

gint64 sonde_store_get_level_width_us (guint level);
gint64 sonde_store_choose_chunk_width_us (const SondeRows *rows, gsize from, gsize n_rows);
gint64 sonde_store_get_block_key (guint level, gint64 time_us);
gboolean sonde_store_get_block_span (gint64 key, gint64 *start_us, gint64 *end_us);

SondeDatabase *sonde_store_open (const char *path, SondeDatabaseMode mode, GError **error);
char *sonde_store_dup_meta (SondeDatabase *database, const char *key, GError **error);
gboolean
sonde_store_set_meta (SondeDatabase *database, const char *key, const char *value, GError **error);
gboolean sonde_store_get_n_rewrites (SondeDatabase *database, gint64 *n_rewrites, GError **error);
gboolean sonde_store_set_n_rewrites (SondeDatabase *database, gint64 n_rewrites, GError **error);
GPtrArray *sonde_store_list_channels (SondeDatabase *database, GError **error);
SondeRows *sonde_store_read_recent (SondeDatabase *database, GError **error);
SondeRows *sonde_store_read_chunk (SondeDatabase *database, gint64 number, GError **error);
sqlite3_stmt *
sonde_store_select_chunks (SondeDatabase *database, gint64 from_us, gint64 end_us, GError **error);

G_END_DECLS
