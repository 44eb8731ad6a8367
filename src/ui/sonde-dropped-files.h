/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How many files are opened at once. */
#define SONDE_DROPPED_FILES_MAX 20

/**
 * SondeDroppedFiles:
 * @recordings: (element-type GFile): what opens as it is
 * @captures: (element-type GFile): what opens in a window of its own
 * @tables: (element-type GFile): what is imported
 * @unknown: (element-type GFile): what Sonde does nothing with
 * @n_left: how many more there are than are opened at once
 *
 * Files that somebody brought, by what their names say that they are.
 */
typedef struct
{
  GPtrArray *recordings;
  GPtrArray *captures;
  GPtrArray *tables;
  GPtrArray *unknown;
  guint n_left;
} SondeDroppedFiles;

SondeDroppedFiles *sonde_dropped_files_new (const GSList *files);
void sonde_dropped_files_free (SondeDroppedFiles *self);

gboolean sonde_dropped_files_is_welcome (const SondeDroppedFiles *self);
char *sonde_dropped_files_create_title (const SondeDroppedFiles *self);
char *sonde_dropped_files_create_remark (const SondeDroppedFiles *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDroppedFiles, sonde_dropped_files_free)

G_END_DECLS
