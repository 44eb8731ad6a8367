/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-log.h"

/**
 * SondeMessageLog:
 *
 * What was received and sent, bounded in messages and in bytes; the oldest go first.
 *
 * One thread appends, any thread reads. A message keeps its sequence number for life; numbers start
 * at 0 and have no holes, so a view follows the log with two numbers.
 */
struct _SondeMessageLog
{
  GObject parent_instance;

  GMutex mutex;
  GPtrArray *ring; /* grows to max_messages, then wraps around */
  guint64 first;
  guint64 end;
  guint max_messages;
  gsize max_bytes;
  gsize n_bytes;
};

G_DEFINE_FINAL_TYPE (SondeMessageLog, sonde_message_log, G_TYPE_OBJECT)

/* What a message costs beyond its payload: the struct and its GBytes, as the allocator rounds them.
 */
#define OVERHEAD 160

static gsize
message_cost (SondeMessage *message)
{
  return sonde_message_get_size (message) + OVERHEAD;
}

static gpointer *
slot (SondeMessageLog *self, guint64 sequence)
{
  return &self->ring->pdata[sequence % self->ring->len];
}

static void
drop_oldest (SondeMessageLog *self)
{
  gpointer *oldest = slot (self, self->first++);

  self->n_bytes -= message_cost (*oldest);
  g_clear_pointer (oldest, sonde_message_unref);
}

/* Lays the messages out again in a ring of another length. */
static void
resize (SondeMessageLog *self, guint length)
{
  GPtrArray *ring = g_ptr_array_sized_new (length);

  g_ptr_array_set_size (ring, (int) length);
  for (guint64 sequence = self->first; sequence < self->end; sequence++)
    ring->pdata[sequence % length] = *slot (self, sequence);

  g_ptr_array_unref (self->ring);
  self->ring = ring;
}

static void
enforce_bounds (SondeMessageLog *self)
{
  while (self->first < self->end &&
         (self->end - self->first > self->max_messages || self->n_bytes > self->max_bytes))
    drop_oldest (self);
}

static void
sonde_message_log_finalize (GObject *object)
{
  SondeMessageLog *self = SONDE_MESSAGE_LOG (object);

  while (self->first < self->end)
    drop_oldest (self);
  g_ptr_array_unref (self->ring);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_message_log_parent_class)->finalize (object);
}

static void
sonde_message_log_class_init (SondeMessageLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_message_log_finalize;
}

static void
sonde_message_log_init (SondeMessageLog *self)
{
  g_mutex_init (&self->mutex);
  self->ring = g_ptr_array_new ();
  g_ptr_array_set_size (self->ring, 64);
}

/**
 * sonde_message_log_new:
 * @max_messages: the most messages to keep, at least 1
 * @max_bytes: the most bytes of memory to keep them in
 *
 * Returns: (transfer full): an empty log
 */
SondeMessageLog *
sonde_message_log_new (guint max_messages, gsize max_bytes)
{
  SondeMessageLog *self = g_object_new (SONDE_TYPE_MESSAGE_LOG, NULL);

  self->max_messages = MAX (max_messages, 1);
  self->max_bytes = max_bytes;

  return self;
}

/**
 * sonde_message_log_append:
 * @self: a log
 * @message: (transfer none): what was received or sent
 *
 * Adds a message, and drops the oldest ones as the bounds ask. A message larger than the byte bound
 * takes a number, but is not kept.
 *
 * Returns: its sequence number
 */
guint64
sonde_message_log_append (SondeMessageLog *self, SondeMessage *message)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint64 sequence;

  g_return_val_if_fail (SONDE_IS_MESSAGE_LOG (self), 0);
  g_return_val_if_fail (message != NULL, 0);

  locker = g_mutex_locker_new (&self->mutex);

  if (self->end - self->first == self->max_messages)
    drop_oldest (self);
  if (self->end - self->first == self->ring->len)
    resize (self, (guint) MIN ((guint64) self->ring->len * 2, G_MAXINT));

  sequence = self->end++;
  *slot (self, sequence) = sonde_message_ref (message);
  self->n_bytes += message_cost (message);
  enforce_bounds (self);

  return sequence;
}

/**
 * sonde_message_log_set_bounds:
 *
 * Changes both bounds; what is over them goes at once.
 */
void
sonde_message_log_set_bounds (SondeMessageLog *self, guint max_messages, gsize max_bytes)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_MESSAGE_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);

  self->max_messages = MAX (max_messages, 1);
  self->max_bytes = max_bytes;
  enforce_bounds (self);
}

/**
 * sonde_message_log_get_bounds:
 * @self: a log
 * @max_messages: (out): the most messages that it keeps
 * @max_bytes: (out): the most bytes of memory that it keeps them in
 */
void
sonde_message_log_get_bounds (SondeMessageLog *self, guint *max_messages, gsize *max_bytes)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_MESSAGE_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);

  *max_messages = self->max_messages;
  *max_bytes = self->max_bytes;
}

/**
 * sonde_message_log_clear:
 *
 * Drops every message. Sequence numbers go on from where they were.
 */
void
sonde_message_log_clear (SondeMessageLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_MESSAGE_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);

  while (self->first < self->end)
    drop_oldest (self);
}

/**
 * sonde_message_log_get_range:
 * @self: a log
 * @first: (out): the sequence number of the oldest message kept
 * @end: (out): one more than that of the newest; equal to @first where the log is empty
 *
 * Both in one look, so that they belong together.
 */
void
sonde_message_log_get_range (SondeMessageLog *self, guint64 *first, guint64 *end)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_MESSAGE_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);

  *first = self->first;
  *end = self->end;
}

gsize
sonde_message_log_get_n_bytes (SondeMessageLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_MESSAGE_LOG (self), 0);

  locker = g_mutex_locker_new (&self->mutex);

  return self->n_bytes;
}

/**
 * sonde_message_log_get:
 * @self: a log
 * @sequence: a sequence number
 *
 * Returns: (transfer full) (nullable): the message, or NULL where it is gone or has not come yet
 */
SondeMessage *
sonde_message_log_get (SondeMessageLog *self, guint64 sequence)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_MESSAGE_LOG (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);

  if (sequence < self->first || sequence >= self->end)
    return NULL;

  return sonde_message_ref (*slot (self, sequence));
}
