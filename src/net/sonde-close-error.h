/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What there is to see where an open connection ends. */
typedef struct
{
  GSocket *socket; /* or NULL */
  gint64 open_us;
  gint64 silence_us; /* since anything came */
  guint64 n_received;
  guint64 n_sent;
  gsize last_message_size; /* of what was sent, 0 for nothing */
  gint64 last_message_us;  /* since then */
} SondeCloseScene;

GError *sonde_close_error_new (const GError *cause, const SondeCloseScene *scene);
GError *
sonde_close_error_new_refused (guint16 code, const char *reason, const SondeCloseScene *scene);
GError *sonde_close_error_new_dead (guint watchdog_ms, const SondeCloseScene *scene);
void sonde_close_error_add_scene (GError *error, const SondeCloseScene *scene);

G_END_DECLS
