/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-inbox.h"

/* Its address tells threads apart. */
static _Thread_local char thread_mark;

static gboolean
is_owner (SondeInbox *self)
{
  gconstpointer owner = atomic_load_explicit (&self->owner, memory_order_relaxed);
  gconstpointer nobody = NULL;

  if (G_LIKELY (owner == &thread_mark))
    return TRUE;

  return owner == NULL &&
         atomic_compare_exchange_strong_explicit (&self->owner, &nobody, &thread_mark,
                                                  memory_order_relaxed, memory_order_relaxed);
}

/**
 * sonde_inbox_post:
 * @column: which column the value is of
 * @time_us: its time
 * @value: the value
 *
 * Takes no lock.
 *
 * Returns: %FALSE, and nothing is posted, where the inbox is full or another thread's
 */
gboolean
sonde_inbox_post (SondeInbox *self, guint column, gint64 time_us, double value)
{
  gsize n_posted;

  if (G_UNLIKELY (!is_owner (self)))
    return FALSE;

  /* An entry is written again once whoever took it says so. */
  n_posted = atomic_load_explicit (&self->n_posted, memory_order_relaxed);
  if (n_posted - atomic_load_explicit (&self->n_taken, memory_order_acquire) == SONDE_INBOX_SIZE)
    return FALSE;

  self->entries[n_posted % SONDE_INBOX_SIZE] = (SondeInboxEntry){ time_us, value, column };
  atomic_store_explicit (&self->n_posted, n_posted + 1, memory_order_release);

  return TRUE;
}

/**
 * sonde_inbox_take:
 * @entries: (out caller-allocates) (array fixed-size=64): where they go
 *
 * Takes what has been posted before, with the lock.
 *
 * Returns: how many there were
 */
gsize
sonde_inbox_take (SondeInbox *self, SondeInboxEntry *entries)
{
  gsize n_taken = atomic_load_explicit (&self->n_taken, memory_order_relaxed);
  gsize n_posted = atomic_load_explicit (&self->n_posted, memory_order_acquire);
  gsize n_entries = n_posted - n_taken;

  for (gsize i = 0; i < n_entries; i++)
    entries[i] = self->entries[(n_taken + i) % SONDE_INBOX_SIZE];
  atomic_store_explicit (&self->n_taken, n_posted, memory_order_release);

  return n_entries;
}
