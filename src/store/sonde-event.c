/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-event.h"

#include <string.h>

/* The names are part of the file format. */
static const struct
{
  const char *name;
  int mark; /* or -1 */
} kinds[] = {
  [SONDE_EVENT_CONNECTED] = { "connected", SONDE_MARK_CONNECTED },
  [SONDE_EVENT_LOST] = { "lost", SONDE_MARK_LOST },
  [SONDE_EVENT_ETAT] = { "etat", SONDE_MARK_ETAT },
  [SONDE_EVENT_PERIODE] = { "periode", SONDE_MARK_PERIODE },
  [SONDE_EVENT_NOTE] = { "note", SONDE_MARK_NOTE },
  [SONDE_EVENT_OTHER] = { "other", -1 },
};

G_DEFINE_BOXED_TYPE (SondeEvent, sonde_event, sonde_event_copy, sonde_event_free)

/**
 * sonde_event_new:
 * @text: (nullable): a text, which is copied
 *
 * Returns: (transfer full): an event
 */
SondeEvent *
sonde_event_new (gint64 time_us, SondeEventKind kind, gint64 value, const char *text)
{
  SondeEvent *self = g_new (SondeEvent, 1);

  *self = (SondeEvent){ time_us, kind, value, g_strdup (text) };

  return self;
}

/**
 * sonde_event_new_from_mark:
 *
 * Returns: (transfer full): the event that a mark stands for
 */
SondeEvent *
sonde_event_new_from_mark (const SondeMark *mark)
{
  g_return_val_if_fail (mark != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].mark == (int) mark->kind)
      return sonde_event_new (mark->time_us, (SondeEventKind) i, mark->value, mark->text);

  return sonde_event_new (mark->time_us, SONDE_EVENT_OTHER, mark->value, NULL);
}

/**
 * sonde_event_get_mark:
 * @mark: (out caller-allocates): where the mark goes; its text belongs to the event
 *
 * Returns: %FALSE where no mark stands for such an event, as for one of a later version
 */
gboolean
sonde_event_get_mark (const SondeEvent *self, SondeMark *mark)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (mark != NULL, FALSE);

  if (self->kind >= G_N_ELEMENTS (kinds) || kinds[self->kind].mark < 0)
    return FALSE;

  *mark = (SondeMark){ self->time_us, (SondeMarkKind) kinds[self->kind].mark, self->value,
                       self->text };

  return TRUE;
}

/**
 * sonde_event_copy:
 *
 * Returns: (transfer full): a copy
 */
SondeEvent *
sonde_event_copy (const SondeEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sonde_event_new (self->time_us, self->kind, self->value, self->text);
}

/**
 * sonde_event_free:
 *
 * Frees an event.
 */
void
sonde_event_free (SondeEvent *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * sonde_event_kind_to_name:
 *
 * Returns: the name of a kind in a recording, which is never translated
 */
const char *
sonde_event_kind_to_name (SondeEventKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "other");

  return kinds[kind].name;
}

/**
 * sonde_event_kind_from_name:
 * @name: (nullable): a name from a file
 *
 * Returns: the kind; %SONDE_EVENT_OTHER for a name that is not known
 */
SondeEventKind
sonde_event_kind_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      return (SondeEventKind) i;

  return SONDE_EVENT_OTHER;
}
