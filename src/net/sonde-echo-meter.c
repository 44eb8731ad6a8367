/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-meter.h"

#include <stdlib.h>

typedef struct
{
  SondeOpcode opcode;
  GBytes *data;
  gint64 sent_us;
} Pending;

/**
 * SondeEchoMeter:
 *
 * Matches what is received against what was sent, and measures the round trips.
 *
 * An echo server answers in order, but may ignore some messages (binary ones, empty ones), so an
 * answer may skip what was sent before; what it skips is not waited for any more. Times are passed
 * in, monotonic and in microseconds.
 */
struct _SondeEchoMeter
{
  GQueue pending; /* of Pending, oldest first */
  gsize n_pending_bytes;
  guint64 n_sent;
  guint64 n_matched;
  guint64 n_mismatched;
  gint64 last_us;
  guint window;
  GArray *rtts_us; /* of gint64, a ring once it has @window of them */
  guint next;
};

static void
pending_free (Pending *pending)
{
  g_bytes_unref (pending->data);
  g_free (pending);
}

static void
drop_oldest (SondeEchoMeter *self)
{
  Pending *pending = g_queue_pop_head (&self->pending);

  self->n_pending_bytes -= g_bytes_get_size (pending->data);
  pending_free (pending);
}

/**
 * sonde_echo_meter_new:
 * @window: how many of the latest round trips the statistics cover
 *
 * Returns: (transfer full): a meter
 */
SondeEchoMeter *
sonde_echo_meter_new (guint window)
{
  SondeEchoMeter *self = g_new0 (SondeEchoMeter, 1);

  g_return_val_if_fail (window > 0, NULL);

  g_queue_init (&self->pending);
  self->window = window;
  self->rtts_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->last_us = -1;
  return self;
}

void
sonde_echo_meter_free (SondeEchoMeter *self)
{
  sonde_echo_meter_forget_pending (self);
  g_array_unref (self->rtts_us);
  g_free (self);
}

/**
 * sonde_echo_meter_reset:
 *
 * Forgets everything.
 */
void
sonde_echo_meter_reset (SondeEchoMeter *self)
{
  sonde_echo_meter_forget_pending (self);
  g_array_set_size (self->rtts_us, 0);
  self->next = 0;
  self->n_sent = 0;
  self->n_matched = 0;
  self->n_mismatched = 0;
  self->last_us = -1;
}

/**
 * sonde_echo_meter_forget_pending:
 *
 * Stops waiting for echoes: the connection on which they were due is gone.
 */
void
sonde_echo_meter_forget_pending (SondeEchoMeter *self)
{
  g_queue_clear_full (&self->pending, (GDestroyNotify) pending_free);
  self->n_pending_bytes = 0;
}

/**
 * sonde_echo_meter_sent:
 *
 * Takes note of a text or a binary message that was sent. Of more than
 * %SONDE_ECHO_METER_MAX_PENDING, or %SONDE_ECHO_METER_MAX_PENDING_BYTES, the oldest are not waited
 * for any more.
 */
void
sonde_echo_meter_sent (SondeEchoMeter *self, SondeOpcode opcode, GBytes *data, gint64 now_us)
{
  Pending *pending = g_new (Pending, 1);

  *pending = (Pending){ .opcode = opcode, .data = g_bytes_ref (data), .sent_us = now_us };
  self->n_sent++;
  self->n_pending_bytes += g_bytes_get_size (data);
  g_queue_push_tail (&self->pending, pending);

  while (self->pending.length > SONDE_ECHO_METER_MAX_PENDING ||
         self->n_pending_bytes > SONDE_ECHO_METER_MAX_PENDING_BYTES)
    drop_oldest (self);
}

static void
add_rtt (SondeEchoMeter *self, gint64 rtt_us)
{
  if (self->rtts_us->len < self->window)
    g_array_append_val (self->rtts_us, rtt_us);
  else
    g_array_index (self->rtts_us, gint64, self->next) = rtt_us;
  self->next = (self->next + 1) % self->window;
  self->last_us = rtt_us;
}

/**
 * sonde_echo_meter_received:
 * @self: a meter
 * @opcode: text or binary
 * @data: what was received
 * @now_us: when
 * @rtt_us: (out): the round trip where it matched, else -1
 *
 * Finds the message that a received one is the echo of.
 *
 * Returns: what it found
 */
SondeEcho
sonde_echo_meter_received (
    SondeEchoMeter *self, SondeOpcode opcode, GBytes *data, gint64 now_us, gint64 *rtt_us)
{
  gboolean was_due = self->pending.length > 0;
  guint n_skipped = 0;

  *rtt_us = -1;
  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      Pending *pending = link->data;

      if (pending->opcode == opcode && g_bytes_equal (pending->data, data))
        {
          *rtt_us = now_us - pending->sent_us;
          for (guint i = 0; i <= n_skipped; i++)
            drop_oldest (self);
          self->n_matched++;
          add_rtt (self, *rtt_us);
          return SONDE_ECHO_MATCHED;
        }
      n_skipped++;
    }

  if (!was_due)
    return SONDE_ECHO_UNSOLICITED;
  self->n_mismatched++;
  return SONDE_ECHO_MISMATCHED;
}

/**
 * sonde_echo_meter_is_echo:
 *
 * Returns: whether the peer looks like an echo server: more answers match than do not
 */
gboolean
sonde_echo_meter_is_echo (SondeEchoMeter *self)
{
  return self->n_matched > self->n_mismatched;
}

/**
 * sonde_echo_meter_get_n_matched:
 *
 * Returns: how many messages received equal one that was sent
 */
guint64
sonde_echo_meter_get_n_matched (SondeEchoMeter *self)
{
  return self->n_matched;
}

/**
 * sonde_echo_meter_get_last_us:
 *
 * Returns: the latest round trip, or -1
 */
gint64
sonde_echo_meter_get_last_us (SondeEchoMeter *self)
{
  return self->last_us;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/**
 * sonde_echo_meter_get_statistics:
 * @self: a meter
 * @statistics: (out caller-allocates): the counts of all messages, and the times of the window's
 *
 * The median and the 99th percentile are by nearest rank: times that were really measured.
 */
void
sonde_echo_meter_get_statistics (SondeEchoMeter *self, SondeEchoStatistics *statistics)
{
  guint n = self->rtts_us->len;
  g_autofree gint64 *sorted_us = NULL;

  *statistics = (SondeEchoStatistics){
    .n_sent = self->n_sent,
    .n_matched = self->n_matched,
    .n_mismatched = self->n_mismatched,
    .last_us = self->last_us,
    .min_us = -1,
    .median_us = -1,
    .p99_us = -1,
    .max_us = -1,
  };
  if (n == 0)
    return;

  sorted_us = g_memdup2 (self->rtts_us->data, n * sizeof (gint64));
  qsort (sorted_us, n, sizeof (gint64), compare);
  statistics->min_us = sorted_us[0];
  statistics->median_us = sorted_us[(n - 1) / 2];
  statistics->p99_us = sorted_us[(n * 99 + 99) / 100 - 1];
  statistics->max_us = sorted_us[n - 1];
}
