/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The right to record to a file, for one at a time. */
typedef struct _SondeFileLock SondeFileLock;

SondeFileLock *sonde_file_lock_new (const char *path, GError **error);
void sonde_file_lock_free (SondeFileLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeFileLock, sonde_file_lock_free)

G_END_DECLS
