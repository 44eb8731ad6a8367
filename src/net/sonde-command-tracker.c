/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-command-tracker.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>

#define NOTHING G_GINT64_CONSTANT (-1)
#define N_KINDS (SONDE_COMMAND_PERIODE + 1)

/* What is known of a command that was sent. It stays after its verdict until its fence, because the
 * fence also tells the commands behind it which announcements they cannot have caused. */
typedef struct
{
  SondeCommand command;
  gint64 known;     /* the value before the probe came to this command, as far as known */
  gint64 other;     /* the first value announced since that is not the one asked */
  gboolean several; /* different ones were */
} Entry;

/**
 * SondeCommandTracker:
 *
 * Finds out what became of each command, from nothing but the order of what arrives.
 *
 * The probe neither numbers its announcements nor addresses them: each goes to every client, also
 * when another client acts or joins, and a command that changes nothing is not answered at all. It
 * does handle frames in order, though. So a ping behind each command works as a fence: whatever the
 * command caused is announced before the pong (RFC 6455 section 5.5.3: a pong may stand for
 * earlier pings as well).
 *
 * It knows no clock and no connection: times are passed in, monotonic and in microseconds.
 */
struct _SondeCommandTracker
{
  GArray *entries; /* of Entry, oldest first */
  GQueue decided;  /* of SondeCommand */
  gint64 known[N_KINDS];
  gint64 limit_us;
  guint64 last_serial;
  guint max_pending;
};

#define entry_at(self, i) (&g_array_index ((self)->entries, Entry, i))

static void
clear_known (SondeCommandTracker *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    self->known[i] = NOTHING;
}

/**
 * sonde_command_tracker_new:
 * @limit_us: how long a command may stay pending
 * @max_pending: how many commands may be pending at once
 *
 * Returns: (transfer full): a tracker that knows nothing of the probe yet
 */
SondeCommandTracker *
sonde_command_tracker_new (gint64 limit_us, guint max_pending)
{
  SondeCommandTracker *self = g_new0 (SondeCommandTracker, 1);

  self->entries = g_array_sized_new (FALSE, TRUE, sizeof (Entry), max_pending);
  self->limit_us = limit_us;
  self->max_pending = max_pending;
  g_queue_init (&self->decided);
  clear_known (self);

  return self;
}

void
sonde_command_tracker_free (SondeCommandTracker *self)
{
  g_queue_clear_full (&self->decided, (GDestroyNotify) sonde_command_free);
  g_array_unref (self->entries);
  g_free (self);
}

/**
 * sonde_command_tracker_set_limit_us:
 *
 * Sets how long a command may stay pending, for those that already are as well.
 */
void
sonde_command_tracker_set_limit_us (SondeCommandTracker *self, gint64 limit_us)
{
  self->limit_us = limit_us;
}

static gboolean
is_pending (const Entry *entry)
{
  return entry->command.verdict == SONDE_VERDICT_PENDING;
}

static void
decide (SondeCommandTracker *self, Entry *entry, SondeVerdict verdict, gint64 now_us)
{
  entry->command.verdict = verdict;
  entry->command.after_us = now_us - entry->command.sent_us;
  g_queue_push_tail (&self->decided, sonde_command_copy (&entry->command));
}

/* What was announced before the probe came to a command says nothing about that command. */
static void
forget (Entry *entry, gint64 known)
{
  entry->known = known;
  entry->other = NOTHING;
  entry->several = FALSE;
  entry->command.announced = NOTHING;
}

/**
 * sonde_command_tracker_has_room:
 * @self: a tracker
 * @error: return location for an error
 *
 * Returns: whether one more command may be sent; else @error is %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_command_tracker_has_room (SondeCommandTracker *self, GError **error)
{
  guint n_pending = 0;

  for (guint i = 0; i < self->entries->len; i++)
    n_pending += is_pending (entry_at (self, i)) ? 1 : 0;

  if (n_pending < self->max_pending)
    return TRUE;

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
               g_dngettext (GETTEXT_PACKAGE, "%u command still waits for the probe’s answer",
                            "%u commands still wait for the probe’s answer", n_pending),
               n_pending);
  return FALSE;
}

/**
 * sonde_command_tracker_add:
 * @self: a tracker with room
 * @kind: what was asked for
 * @asked: 0 or 1 for an etat, milliseconds for a periode
 * @now_us: when it was sent
 *
 * Takes note of a command that was just sent.
 *
 * Returns: its serial, to be carried by its fence
 */
guint64
sonde_command_tracker_add (SondeCommandTracker *self,
                           SondeCommandKind kind,
                           gint64 asked,
                           gint64 now_us)
{
  Entry entry = { .command = { .kind = kind, .asked = asked, .sent_us = now_us } };

  g_return_val_if_fail (sonde_command_tracker_has_room (self, NULL), 0);

  /* With room and yet full, one at least was decided: a peer that never answers a ping. */
  for (guint i = 0; self->entries->len == self->max_pending; i++)
    if (!is_pending (entry_at (self, i)))
      g_array_remove_index (self->entries, i);

  forget (&entry, self->known[kind]);
  entry.command.serial = ++self->last_serial;
  g_array_append_val (self->entries, entry);
  return entry.command.serial;
}

/**
 * sonde_command_tracker_announce:
 * @self: a tracker
 * @kind: what the announcement is about
 * @value: what it says
 * @now_us: when it arrived
 *
 * Takes note of an announcement. The oldest pending command that asked for a change to that value
 * is confirmed.
 */
void
sonde_command_tracker_announce (SondeCommandTracker *self,
                                SondeCommandKind kind,
                                gint64 value,
                                gint64 now_us)
{
  gboolean confirmed = FALSE;

  self->known[kind] = value;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);

      if (entry->command.kind != kind || !is_pending (entry))
        continue;

      if (confirmed)
        {
          /* The probe comes to this one later than to the one that it just confirmed. */
          forget (entry, value);
          continue;
        }

      entry->command.announced = value;
      if (value != entry->command.asked)
        {
          entry->several |= entry->other != NOTHING && entry->other != value;
          if (entry->other == NOTHING)
            entry->other = value;
        }
      else if (entry->known != value || entry->other != NOTHING)
        {
          decide (self, entry, SONDE_VERDICT_CONFIRMED, now_us);
          confirmed = TRUE;
        }
    }
}

/* What a command amounts to that was not confirmed, once no answer can come any more. */
static SondeVerdict
judge (const Entry *entry, SondeVerdict silence)
{
  gboolean was_so = entry->known == entry->command.asked;

  if (entry->other == NOTHING && was_so)
    return entry->command.announced != NOTHING ? SONDE_VERDICT_ALREADY_SO : silence;
  if (entry->other == NOTHING)
    return SONDE_VERDICT_UNANSWERED;
  if (was_so || entry->several)
    return SONDE_VERDICT_OVERTAKEN;
  return SONDE_VERDICT_CONTRADICTED;
}

/**
 * sonde_command_tracker_fence:
 * @self: a tracker
 * @serial: the serial that the pong carries
 * @now_us: when it arrived
 *
 * Takes note that the probe has handled a command, and all those before it. Where it was asked for
 * a change and nothing was announced, the command stays pending, since some servers answer pings
 * faster than texts.
 */
void
sonde_command_tracker_fence (SondeCommandTracker *self, guint64 serial, gint64 now_us)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);

      if (entry->command.serial > serial)
        {
          if (is_pending (entry))
            forget (entry, self->known[entry->command.kind]);
        }
      else if (is_pending (entry))
        {
          SondeVerdict verdict = judge (entry, SONDE_VERDICT_ALREADY_SO);

          if (verdict != SONDE_VERDICT_UNANSWERED)
            decide (self, entry, verdict, now_us);
        }

      if (is_pending (entry) || entry->command.serial > serial)
        *entry_at (self, n_kept++) = *entry;
    }

  g_array_set_size (self->entries, n_kept);
}

/**
 * sonde_command_tracker_expire:
 * @self: a tracker
 * @now_us: what time it is
 *
 * Decides with what was seen about the commands that reached the limit. Without a fence, silence
 * proves nothing: it is %SONDE_VERDICT_UNANSWERED.
 */
void
sonde_command_tracker_expire (SondeCommandTracker *self, gint64 now_us)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);

      if (now_us - entry->command.sent_us < self->limit_us)
        *entry_at (self, n_kept++) = *entry;
      else if (is_pending (entry))
        decide (self, entry, judge (entry, SONDE_VERDICT_UNANSWERED), now_us);
    }

  g_array_set_size (self->entries, n_kept);
}

/**
 * sonde_command_tracker_lose:
 * @self: a tracker
 * @now_us: what time it is
 *
 * Takes note that the connection was lost: what is pending stays unanswered, and what the probe
 * announced is no longer known.
 */
void
sonde_command_tracker_lose (SondeCommandTracker *self, gint64 now_us)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);

      if (is_pending (entry))
        decide (self, entry, SONDE_VERDICT_UNANSWERED, now_us);
    }

  g_array_set_size (self->entries, 0);
  clear_known (self);
}

/**
 * sonde_command_tracker_get_deadline_us:
 *
 * Returns: when to call sonde_command_tracker_expire() next, or %G_MAXINT64 where nothing is
 * pending
 */
gint64
sonde_command_tracker_get_deadline_us (SondeCommandTracker *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (is_pending (entry_at (self, i)))
      return entry_at (self, i)->command.sent_us + self->limit_us;

  return G_MAXINT64;
}

/**
 * sonde_command_tracker_take:
 *
 * Returns: (transfer full) (nullable): the next command that got its verdict, in the order of the
 *     verdicts, or %NULL
 */
SondeCommand *
sonde_command_tracker_take (SondeCommandTracker *self)
{
  return g_queue_pop_head (&self->decided);
}
