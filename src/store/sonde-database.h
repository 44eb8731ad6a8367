/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_DATABASE_READ,
  SONDE_DATABASE_WRITE, /* and make it where it does not exist */
} SondeDatabaseMode;

/* An SQLite connection that keeps its statements and speaks in SONDE_ERROR. */
typedef struct _SondeDatabase SondeDatabase;

SondeDatabase *sonde_database_open (const char *path, SondeDatabaseMode mode, GError **error);
void sonde_database_close (SondeDatabase *self);

gboolean sonde_database_run (SondeDatabase *self, const char *sql, GError **error);
sqlite3_stmt *sonde_database_prepare (SondeDatabase *self, const char *sql, GError **error);
gboolean
sonde_database_step (SondeDatabase *self, sqlite3_stmt *statement, gboolean *row, GError **error);
gboolean sonde_database_finish (SondeDatabase *self, sqlite3_stmt *statement, GError **error);
gboolean
sonde_database_get_integer (SondeDatabase *self, const char *sql, gint64 *value, GError **error);
gboolean sonde_database_begin_copy (SondeDatabase *self, SondeDatabase *from, GError **error);
gboolean sonde_database_copy (SondeDatabase *self, int n_pages, double *fraction, GError **error);
gboolean sonde_database_end_copy (SondeDatabase *self, GError **error);
gint64 sonde_database_get_n_changes (SondeDatabase *self);
gboolean sonde_database_is_in_transaction (SondeDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDatabase, sonde_database_close)

G_END_DECLS
