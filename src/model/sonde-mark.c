/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mark.h"
#include "sonde-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (SondeMark, sonde_mark, sonde_mark_copy, sonde_mark_free)

/**
 * sonde_mark_copy_array:
 * @marks: (array length=n_marks): marks
 * @n_marks: how many
 *
 * Copies marks and their texts into one block of memory.
 *
 * Returns: (transfer full) (array length=n_marks) (nullable): the copies, to be freed with
 *   `g_free()`, or %NULL where there are none
 */
SondeMark *
sonde_mark_copy_array (const SondeMark *marks, gsize n_marks)
{
  gsize size = n_marks * sizeof (SondeMark);
  SondeMark *copies;
  char *end;

  if (n_marks == 0)
    return NULL;

  for (gsize i = 0; i < n_marks; i++)
    size += marks[i].text != NULL ? strlen (marks[i].text) + 1 : 0;

  copies = g_malloc (size);
  memcpy (copies, marks, n_marks * sizeof (SondeMark));
  end = (char *) (copies + n_marks);
  for (gsize i = 0; i < n_marks; i++)
    if (marks[i].text != NULL)
      {
        copies[i].text = end;
        end = g_stpcpy (end, marks[i].text) + 1;
      }

  return copies;
}

/**
 * sonde_mark_copy:
 *
 * Returns: (transfer full): a copy of the mark
 */
SondeMark *
sonde_mark_copy (const SondeMark *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sonde_mark_copy_array (self, 1);
}

/**
 * sonde_mark_free:
 *
 * Frees a mark that `sonde_mark_copy()` made.
 */
void
sonde_mark_free (SondeMark *self)
{
  g_free (self);
}

static char *
describe_period (gint64 period_ms)
{
  g_autofree char *number = NULL;

  if (period_ms < 1000)
    /* Translators: the probe announced a new time between two measures, in milliseconds. */
    return g_strdup_printf (_ ("Period %s ms"),
                            number = sonde_format_number ((double) period_ms, 0));

  number = sonde_format_number ((double) period_ms / 1000.0, SONDE_FORMAT_GENERAL);
  /* Translators: the probe announced a new time between two measures, in seconds. */
  return g_strdup_printf (_ ("Period %s s"), number);
}

/**
 * sonde_mark_describe:
 *
 * Says in a few words, in the user's language, what happened.
 *
 * Returns: (transfer full): the text
 */
char *
sonde_mark_describe (const SondeMark *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->kind)
    {
    case SONDE_MARK_CONNECTED:
      return g_strdup (_ ("Connected"));

    case SONDE_MARK_LOST:
      return g_strdup (_ ("Disconnected"));

    case SONDE_MARK_ETAT:
      return g_strdup (self->value != 0 ? _ ("Turned on") : _ ("Turned off"));

    case SONDE_MARK_PERIODE:
      return describe_period (self->value);

    case SONDE_MARK_NOTE:
      return g_strdup (self->text != NULL ? self->text : _ ("Note"));

    default:
      g_return_val_if_reached (NULL);
    }
}
