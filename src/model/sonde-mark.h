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
} SondeMarkKind;

#define SONDE_TYPE_MARK (sonde_mark_get_type ())

/**
 * SondeMark:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @value: 0 or 1 for an etat, milliseconds for a periode, the close code for a loss, else 0
 *
 * A moment at which something other than a measure happened.
 */
typedef struct
{
  gint64 time_us;
  SondeMarkKind kind;
  gint64 value;
} SondeMark;

GType sonde_mark_get_type (void) G_GNUC_CONST;
SondeMark *sonde_mark_copy (const SondeMark *self);
void sonde_mark_free (SondeMark *self);
char *sonde_mark_describe (const SondeMark *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMark, sonde_mark_free)

G_END_DECLS
