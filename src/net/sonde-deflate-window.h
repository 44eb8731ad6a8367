/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far a compressed block may refer back, RFC 1951 section 2. */
#define SONDE_DEFLATE_WINDOW_SIZE (32 * 1024)

/* The latest bytes that went through one direction of permessage-deflate. A plain value. */
typedef struct
{
  guint8 *ring; /* NULL while nothing did */
  gsize at;
  gsize size;
} SondeDeflateWindow;

void sonde_deflate_window_clear (SondeDeflateWindow *self);
void sonde_deflate_window_add (SondeDeflateWindow *self, const guint8 *data, gsize size);
GBytes *sonde_deflate_window_get_bytes (const SondeDeflateWindow *self); /* transfer full */

G_END_DECLS
