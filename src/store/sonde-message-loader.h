/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-message-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MESSAGE_LOADER (sonde_message_loader_get_type ())

/* Fills a log with the newest raw messages of a recording, on a thread of GLib's pool; nothing here
 * waits. Properties, read only, that change in the main context that was the default one where it
 * was made: "loading" (b), "loaded" (b, once all was read that there was), "n-recorded" (t, how
 * many messages the recording has), "timed" (b, whether any of them ended a round trip), "error"
 * (boxed GError, why it cannot be read). */
G_DECLARE_FINAL_TYPE (SondeMessageLoader, sonde_message_loader, SONDE, MESSAGE_LOADER, GObject)

SondeMessageLoader *sonde_message_loader_new (const char *path, SondeMessageLog *log);

void sonde_message_loader_load (SondeMessageLoader *self);
void sonde_message_loader_stop (SondeMessageLoader *self);

gboolean sonde_message_loader_is_loading (SondeMessageLoader *self);
gboolean sonde_message_loader_is_loaded (SondeMessageLoader *self);
guint64 sonde_message_loader_get_n_recorded (SondeMessageLoader *self);
gboolean sonde_message_loader_is_timed (SondeMessageLoader *self);
const GError *sonde_message_loader_get_error (SondeMessageLoader *self);

G_END_DECLS
