/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a command's results go: standard output, or a file that appears once it is whole. */
typedef struct _SondeWholeFile SondeWholeFile;

SondeWholeFile *sonde_whole_file_new (const char *path, GError **error);
void sonde_whole_file_free (SondeWholeFile *self);

gboolean
sonde_whole_file_write (SondeWholeFile *self, const char *data, gsize size, GError **error);
GOutputStream *sonde_whole_file_create_stream (SondeWholeFile *self);
gboolean sonde_whole_file_finish (SondeWholeFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeWholeFile, sonde_whole_file_free)

G_END_DECLS
