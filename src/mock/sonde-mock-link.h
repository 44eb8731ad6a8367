/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-mock-server.h"

G_BEGIN_DECLS

/**
 * SondeMockFigures:
 * @n_messages: received and sent since the start
 * @clients: (element-type utf8): peer addresses, NULL-terminated; never changed once made
 * @etat: whether the board measures
 * @period_ms: the period that the board announces
 *
 * What the mock thread knows and the owner shows.
 */
typedef struct
{
  guint64 n_messages;
  GPtrArray *clients;
  gboolean etat;
  gint64 period_ms;
} SondeMockFigures;

typedef struct _SondeMockLink SondeMockLink;

typedef void (*SondeMockLinkFunc) (gpointer owner);

SondeMockLink *sonde_mock_link_new (gpointer owner, SondeMockLinkFunc told);
SondeMockLink *sonde_mock_link_ref (SondeMockLink *self);
void sonde_mock_link_unref (SondeMockLink *self);

gpointer sonde_mock_link_dup_owner (SondeMockLink *self);
void sonde_mock_link_take_figures (SondeMockLink *self, SondeMockFigures *figures);

SondeMockServer *sonde_mock_link_get_server (SondeMockLink *self);
void sonde_mock_link_set_server (SondeMockLink *self, SondeMockServer *server);
void sonde_mock_link_call_owner (SondeMockLink *self,
                                 GSourceFunc func,
                                 gpointer data,
                                 GDestroyNotify destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMockLink, sonde_mock_link_unref)

G_END_DECLS
