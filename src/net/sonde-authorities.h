/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file over this size holds more than the authorities of the world. */
#define SONDE_AUTHORITIES_MAX_SIZE (4 * 1024 * 1024)

void sonde_authorities_load_async (const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GTlsDatabase *sonde_authorities_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
