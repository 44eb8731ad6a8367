/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-mock-config.h"

G_BEGIN_DECLS

GSocket *sonde_mock_address_listen (const char *address, guint16 port, GError **error);
char *sonde_mock_address_build_uri (GSocket *socket);

G_END_DECLS
