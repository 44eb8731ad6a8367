/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a command's results go: standard output, or a file that appears once it is whole. */
typedef struct _SondeCliFile SondeCliFile;

SondeCliFile *sonde_cli_file_new (const char *path, GError **error);
void sonde_cli_file_free (SondeCliFile *self);

gboolean sonde_cli_file_write (SondeCliFile *self, const char *data, gsize size, GError **error);
gboolean sonde_cli_file_finish (SondeCliFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCliFile, sonde_cli_file_free)

G_END_DECLS
