/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Goes through the measures of a recording, in order of time, with one chunk in memory. It sees the
 * file as it was when it was made; for one thread at a time. */
typedef struct _SondeRecordingCursor SondeRecordingCursor;

SondeRecordingCursor *
sonde_recording_cursor_new (const char *path, gint64 from_us, gint64 to_us, GError **error);
void sonde_recording_cursor_free (SondeRecordingCursor *self);
gboolean sonde_recording_cursor_next (SondeRecordingCursor *self,
                                      gint64 *time_us,
                                      const double **values,
                                      guint *n_values,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeRecordingCursor, sonde_recording_cursor_free)

G_END_DECLS
