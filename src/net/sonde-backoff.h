/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_BACKOFF_MIN_US    (G_USEC_PER_SEC / 2)
#define SONDE_BACKOFF_MAX_US    (30 * G_USEC_PER_SEC)
#define SONDE_BACKOFF_STABLE_US (60 * G_USEC_PER_SEC)

/* How long to wait before the next dial. A plain value that knows no clock. */
typedef struct
{
  guint n_failures;
  guint64 random;
} SondeBackoff;

void sonde_backoff_init (SondeBackoff *self, guint64 seed);
void sonde_backoff_reset (SondeBackoff *self);
void sonde_backoff_note_open (SondeBackoff *self, gint64 open_for_us);
gint64 sonde_backoff_next_us (SondeBackoff *self, gboolean slowly);

G_END_DECLS
