/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a connection that was open ended, in Sonde's own terms. */

GError *sonde_close_error_new (const GError *cause);
GError *sonde_close_error_new_refused (guint16 code, const char *reason);
gboolean sonde_close_error_is_lasting (const GError *error, guint16 code);

G_END_DECLS
