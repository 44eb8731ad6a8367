/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/* How many values wait at most. */
#define SONDE_INBOX_SIZE 64

/* A value of a column, and its time. */
typedef struct
{
  gint64 time_us;
  double value;
  guint column;
} SondeInboxEntry;

/**
 * SondeInbox:
 *
 * Values that wait for whoever next has the lock of a timeline, in the order of their arrival.
 *
 * Locking and unlocking costs more than all else of an append, and who appends should not wait
 * while somebody draws. One thread posts, the first that ever does, and takes no lock for it; those
 * that take have one, and take turns.
 */
typedef struct
{
  _Atomic (gconstpointer) owner; /* the thread that posts, or NULL */
  _Atomic (gsize) n_posted;      /* written by the owner */
  _Atomic (gsize) n_taken;       /* written with the lock */
  SondeInboxEntry entries[SONDE_INBOX_SIZE];
} SondeInbox;

gboolean sonde_inbox_post (SondeInbox *self, guint column, gint64 time_us, double value);
gsize sonde_inbox_take (SondeInbox *self, SondeInboxEntry *entries);

/**
 * sonde_inbox_is_empty:
 *
 * Looks with the lock.
 *
 * Returns: whether nothing has been posted that was not taken
 */
static inline gboolean
sonde_inbox_is_empty (SondeInbox *self)
{
  return atomic_load_explicit (&self->n_posted, memory_order_acquire) ==
         atomic_load_explicit (&self->n_taken, memory_order_relaxed);
}

G_END_DECLS
