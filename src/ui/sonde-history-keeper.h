/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_HISTORY_KEEPER (sonde_history_keeper_get_type ())

/* Gives each endpoint its recording, has it follow the settings, and deletes what is too old. */
G_DECLARE_FINAL_TYPE (SondeHistoryKeeper, sonde_history_keeper, SONDE, HISTORY_KEEPER, GObject)

SondeHistoryKeeper *sonde_history_keeper_new (GSettings *settings, GListModel *peers);
SondeHistory *sonde_history_keeper_get_history (SondeHistoryKeeper *self);

/* (element-type SondeHistoryEntry) */
void sonde_history_keeper_list_async (SondeHistoryKeeper *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GPtrArray *
sonde_history_keeper_list_finish (SondeHistoryKeeper *self, GAsyncResult *result, GError **error);

/* Whoever records to the file begins anew. */
void sonde_history_keeper_clear_async (SondeHistoryKeeper *self,
                                       const char *path,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
sonde_history_keeper_clear_finish (SondeHistoryKeeper *self, GAsyncResult *result, GError **error);

void sonde_history_keeper_close (SondeHistoryKeeper *self);

G_END_DECLS
