/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "sonde-mark.h"

G_BEGIN_DECLS

/**
 * SondeEventKind:
 * @SONDE_EVENT_CONNECTED: the connection opened
 * @SONDE_EVENT_LOST: it ended; the value is the close code
 * @SONDE_EVENT_ETAT: the probe announced its state; the value is 0 or 1
 * @SONDE_EVENT_PERIODE: the probe announced its period; the value is in milliseconds
 * @SONDE_EVENT_NOTE: the user typed the text
 * @SONDE_EVENT_OTHER: a kind that this version does not know
 */
typedef enum
{
  SONDE_EVENT_CONNECTED,
  SONDE_EVENT_LOST,
  SONDE_EVENT_ETAT,
  SONDE_EVENT_PERIODE,
  SONDE_EVENT_NOTE,
  SONDE_EVENT_OTHER,
} SondeEventKind;

#define SONDE_TYPE_EVENT (sonde_event_get_type ())

/**
 * SondeEvent:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @kind: what happened
 * @value: see the kind, else 0
 * @text: (nullable): what the user typed, or what explains the event
 *
 * Something other than a measure, as a recording keeps it.
 */
typedef struct
{
  gint64 time_us;
  SondeEventKind kind;
  gint64 value;
  char *text;
} SondeEvent;

GType sonde_event_get_type (void) G_GNUC_CONST;

SondeEvent *sonde_event_new (gint64 time_us, SondeEventKind kind, gint64 value, const char *text);
SondeEvent *sonde_event_new_from_mark (const SondeMark *mark);
SondeEvent *sonde_event_copy (const SondeEvent *self);
void sonde_event_free (SondeEvent *self);
gboolean sonde_event_get_mark (const SondeEvent *self, SondeMark *mark);

const char *sonde_event_kind_to_name (SondeEventKind kind);
SondeEventKind sonde_event_kind_from_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeEvent, sonde_event_free)

G_END_DECLS
