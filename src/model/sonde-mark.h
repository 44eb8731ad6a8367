/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_MARK_CONNECTED,
  SONDE_MARK_LOST,
  SONDE_MARK_ETAT,
  SONDE_MARK_PERIODE,
  SONDE_MARK_NOTE,
} SondeMarkKind;

#define SONDE_TYPE_MARK (sonde_mark_get_type ())

/**
 * SondeMark:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @kind: what happened
 * @value: 0 or 1 for an etat, milliseconds for a periode, the close code for a loss, else 0
 * @text: (nullable): what somebody typed, for a note
 *
 * A moment at which something other than a measure happened.
 */
typedef struct
{
  gint64 time_us;
  SondeMarkKind kind;
  gint64 value;
  const char *text;
} SondeMark;

GType sonde_mark_get_type (void) G_GNUC_CONST;
SondeMark *sonde_mark_copy (const SondeMark *self);
SondeMark *sonde_mark_copy_array (const SondeMark *marks, gsize n_marks);
void sonde_mark_free (SondeMark *self);
char *sonde_mark_describe (const SondeMark *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMark, sonde_mark_free)

G_END_DECLS
