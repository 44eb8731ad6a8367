/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-command.h"

G_BEGIN_DECLS

typedef struct _SondeCommandTracker SondeCommandTracker;

SondeCommandTracker *sonde_command_tracker_new (gint64 limit_us, guint max_pending);
void sonde_command_tracker_free (SondeCommandTracker *self);
void sonde_command_tracker_set_limit_us (SondeCommandTracker *self, gint64 limit_us);

gboolean sonde_command_tracker_has_room (SondeCommandTracker *self, GError **error);
guint64 sonde_command_tracker_add (SondeCommandTracker *self,
                                   SondeCommandKind kind,
                                   gint64 asked,
                                   gint64 now_us);
void sonde_command_tracker_announce (SondeCommandTracker *self,
                                     SondeCommandKind kind,
                                     gint64 value,
                                     gint64 now_us);
void sonde_command_tracker_fence (SondeCommandTracker *self, guint64 serial, gint64 now_us);
void sonde_command_tracker_expire (SondeCommandTracker *self, gint64 now_us);
void sonde_command_tracker_lose (SondeCommandTracker *self, gint64 now_us);

gint64 sonde_command_tracker_get_deadline_us (SondeCommandTracker *self);
SondeCommand *sonde_command_tracker_take (SondeCommandTracker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCommandTracker, sonde_command_tracker_free)

G_END_DECLS
