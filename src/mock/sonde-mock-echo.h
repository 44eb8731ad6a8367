/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock-client.h"

G_BEGIN_DECLS

#define SONDE_MOCK_ECHO_MAX_MESSAGE_SIZE (16 * 1024 * 1024)

typedef struct _SondeMockEcho SondeMockEcho;

SondeMockEcho *sonde_mock_echo_new (void);
void sonde_mock_echo_free (SondeMockEcho *self);

guint16 sonde_mock_echo_check (SondeMockEcho *self, const SondeFrameHeader *header);
gboolean sonde_mock_echo_receive (SondeMockEcho *self,
                                  SondeMockClient *client,
                                  const SondeFrameHeader *header,
                                  const guint8 *payload);

G_END_DECLS
