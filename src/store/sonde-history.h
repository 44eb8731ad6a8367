/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_TYPE_HISTORY (sonde_history_get_type ())

/* The folder where each endpoint has its recording. Every call reads the disk; any thread may. */
G_DECLARE_FINAL_TYPE (SondeHistory, sonde_history, SONDE, HISTORY, GObject)

/**
 * SondeHistoryEntry:
 * @path: the file
 * @endpoint_id: (nullable): whose measures it holds
 * @name: (nullable): the endpoint's name when it was recorded last
 * @uri: (nullable): the endpoint's address when it was recorded last
 * @size_bytes: what the file takes
 * @error: (nullable): why it cannot be read
 *
 * A recording in the folder.
 */
typedef struct
{
  char *path;
  char *endpoint_id;
  char *name;
  char *uri;
  guint64 size_bytes;
  GError *error;
} SondeHistoryEntry;

void sonde_history_entry_free (SondeHistoryEntry *entry);

SondeHistory *sonde_history_new (const char *folder);
const char *sonde_history_get_folder (SondeHistory *self);
char *sonde_history_dup_path (SondeHistory *self, const char *endpoint_id);
gboolean sonde_history_prepare (SondeHistory *self, GError **error);
GPtrArray *sonde_history_list (SondeHistory *self, GError **error);
gboolean sonde_history_delete (SondeHistory *self, const char *endpoint_id, GError **error);
gboolean sonde_history_delete_file (SondeHistory *self, const char *path, GError **error);
gboolean sonde_history_empty (SondeHistory *self, GError **error);
gboolean
sonde_history_prune (SondeHistory *self, guint days, GCancellable *cancellable, GError **error);
char *sonde_history_set_aside (SondeHistory *self, const char *endpoint_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeHistoryEntry, sonde_history_entry_free)

G_END_DECLS
