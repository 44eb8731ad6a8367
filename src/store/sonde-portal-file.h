/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int sonde_portal_file_open (const char *path, int flags, int mode);
gboolean sonde_portal_file_lock (int fd, int operation);
void sonde_portal_file_set_up (void);

G_END_DECLS
