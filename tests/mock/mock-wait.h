/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock.h"

G_BEGIN_DECLS

#define MOCK_DEADLINE_S 20

typedef gboolean (*MockCondition) (gpointer data);

void mock_wait_until (MockCondition condition, gpointer data, const char *what);

SondeMock *mock_start (const SondeMockConfig *config);
void mock_stop (SondeMock *mock);
guint16 mock_get_port (SondeMock *mock);
gboolean mock_is_stopped (gpointer mock);

G_END_DECLS
