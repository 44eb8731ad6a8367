/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-echo-judge.h"

#include <string.h>
#include <glib/gi18n-lib.h>

/* Of messages that are done with, so many are remembered, to know an echo that comes again. */
#define N_REMEMBERED 4096

/* What is taken for a damaged echo, though it does not bear its number, has at least this part of
 * the bytes right. */
#define LEAST_EQUAL_PART 4

typedef struct
{
  guint32 sequence;
  SondeOpcode opcode;
  GBytes *data;
  gint64 sent_us;
  gboolean was_overtaken;
} Pending;

typedef struct
{
  gboolean is_used;
  guint32 sequence;
  gboolean was_lost;
} Memory;

struct _SondeEchoJudge
{
  GQueue pending; /* of Pending, oldest first */
  Memory memories[N_REMEMBERED];
};

static const char *const ids[SONDE_ECHO_N_FINDINGS] = {
  [SONDE_ECHO_FOUND_GOOD] = "good",
  [SONDE_ECHO_FOUND_REORDERED] = "reordered",
  [SONDE_ECHO_FOUND_CORRUPTED] = "corrupted",
  [SONDE_ECHO_FOUND_TRUNCATED] = "truncated",
  [SONDE_ECHO_FOUND_DUPLICATED] = "duplicated",
  [SONDE_ECHO_FOUND_LATE] = "late",
  [SONDE_ECHO_FOUND_FOREIGN] = "foreign",
};

static void
pending_free (Pending *pending)
{
  g_bytes_unref (pending->data);
  g_free (pending);
}

SondeEchoJudge *
sonde_echo_judge_new (void)
{
  SondeEchoJudge *self = g_new0 (SondeEchoJudge, 1);

  g_queue_init (&self->pending);
  return self;
}

void
sonde_echo_judge_free (SondeEchoJudge *self)
{
  g_queue_clear_full (&self->pending, (GDestroyNotify) pending_free);
  g_free (self);
}

/**
 * sonde_echo_judge_sent:
 * @sequence: unlike any other; each is greater than the one before
 * @data: what sonde_echo_content_create() made for it
 */
void
sonde_echo_judge_sent (
    SondeEchoJudge *self, guint32 sequence, SondeOpcode opcode, GBytes *data, gint64 now_us)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->sequence = sequence;
  pending->opcode = opcode;
  pending->data = g_bytes_ref (data);
  pending->sent_us = now_us;
  g_queue_push_tail (&self->pending, pending);
}

static void
remember (SondeEchoJudge *self, guint32 sequence, gboolean was_lost)
{
  self->memories[sequence % N_REMEMBERED] = (Memory){ TRUE, sequence, was_lost };
}

static gboolean
read_sequence (const guint8 *data, gsize size, guint32 *sequence)
{
  if (size < SONDE_ECHO_HEAD_SIZE || data[0] != 'S' || data[SONDE_ECHO_HEAD_SIZE - 1] != ':')
    return FALSE;

  *sequence = 0;
  for (guint i = 1; i < SONDE_ECHO_HEAD_SIZE - 1; i++)
    {
      int digit = g_ascii_xdigit_value ((char) data[i]);

      if (digit < 0 || g_ascii_isupper (data[i]))
        return FALSE;
      *sequence = *sequence << 4 | (guint32) digit;
    }
  return TRUE;
}

static gsize
count_common (const guint8 *a, const guint8 *b, gsize size)
{
  gsize n = 0;

  if (size > 0 && memcmp (a, b, size) == 0)
    return size;
  while (n < size && a[n] == b[n])
    n++;
  return n;
}

static gboolean
resembles (const guint8 *a, const guint8 *b, gsize size)
{
  gsize n_equal = 0;

  for (gsize i = 0; i < size; i++)
    n_equal += a[i] == b[i];
  return size < SONDE_ECHO_HEAD_SIZE || n_equal * LEAST_EQUAL_PART >= size;
}

/* What the bytes are to one message; foreign where they are nothing to it. */
static SondeEchoFinding
compare (const Pending *pending, SondeOpcode opcode, const guint8 *data, gsize size, gsize *offset)
{
  gsize sent_size;
  const guint8 *sent = g_bytes_get_data (pending->data, &sent_size);
  guint32 sequence;

  *offset = count_common (sent, data, MIN (size, sent_size));
  if (*offset == size && size == sent_size)
    return opcode == pending->opcode ? SONDE_ECHO_FOUND_GOOD : SONDE_ECHO_FOUND_CORRUPTED;
  if (*offset == size && size > 0 &&
      (size >= SONDE_ECHO_HEAD_SIZE || sent_size < SONDE_ECHO_HEAD_SIZE))
    return SONDE_ECHO_FOUND_TRUNCATED;
  if (read_sequence (data, size, &sequence))
    return sequence == pending->sequence ? SONDE_ECHO_FOUND_CORRUPTED : SONDE_ECHO_FOUND_FOREIGN;
  if (size == sent_size && resembles (sent, data, size))
    return SONDE_ECHO_FOUND_CORRUPTED;
  return SONDE_ECHO_FOUND_FOREIGN;
}

static void
settle (SondeEchoJudge *self, GList *link, gint64 now_us, SondeEchoVerdict *verdict)
{
  Pending *pending = link->data;

  if (verdict->finding == SONDE_ECHO_FOUND_GOOD)
    {
      verdict->rtt_us = now_us - pending->sent_us;
      for (GList *older = link->prev; older != NULL; older = older->prev)
        ((Pending *) older->data)->was_overtaken = TRUE;
      if (pending->was_overtaken)
        verdict->finding = SONDE_ECHO_FOUND_REORDERED;
    }

  verdict->sequence = pending->sequence;
  verdict->size = g_bytes_get_size (pending->data);
  if (verdict->finding == SONDE_ECHO_FOUND_TRUNCATED)
    verdict->at_nul = ((const guint8 *) g_bytes_get_data (pending->data, NULL))[verdict->offset] ==
                      0;
  remember (self, pending->sequence, FALSE);
  g_queue_delete_link (&self->pending, link);
  pending_free (pending);
}

/**
 * sonde_echo_judge_received:
 * @verdict: (out caller-allocates): what it is
 *
 * Judges a text or binary message that came.
 */
void
sonde_echo_judge_received (SondeEchoJudge *self,
                           SondeOpcode opcode,
                           GBytes *bytes,
                           gint64 now_us,
                           SondeEchoVerdict *verdict)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 sequence;

  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      *verdict = (SondeEchoVerdict){ .rtt_us = -1 };
      verdict->finding = compare (link->data, opcode, data, size, &verdict->offset);
      if (verdict->finding != SONDE_ECHO_FOUND_FOREIGN)
        {
          settle (self, link, now_us, verdict);
          return;
        }
    }

  *verdict = (SondeEchoVerdict){ .finding = SONDE_ECHO_FOUND_FOREIGN, .rtt_us = -1, .size = size };
  if (read_sequence (data, size, &sequence))
    {
      const Memory *memory = &self->memories[sequence % N_REMEMBERED];

      if (!memory->is_used || memory->sequence != sequence)
        return;
      verdict->sequence = sequence;
      verdict->finding = memory->was_lost ? SONDE_ECHO_FOUND_LATE : SONDE_ECHO_FOUND_DUPLICATED;
      remember (self, sequence, FALSE);
    }
}

/**
 * sonde_echo_judge_expire:
 * @sent_before_us: monotonic; messages that were sent before it are not waited for any more
 *
 * Returns: how many were given up for lost
 */
guint
sonde_echo_judge_expire (SondeEchoJudge *self, gint64 sent_before_us)
{
  guint n_lost = 0;

  while (!g_queue_is_empty (&self->pending))
    {
      Pending *oldest = g_queue_peek_head (&self->pending);

      if (oldest->sent_us >= sent_before_us)
        break;
      remember (self, oldest->sequence, TRUE);
      pending_free (g_queue_pop_head (&self->pending));
      n_lost++;
    }
  return n_lost;
}

guint
sonde_echo_judge_get_n_pending (SondeEchoJudge *self)
{
  return self->pending.length;
}

gint64
sonde_echo_judge_get_oldest_us (SondeEchoJudge *self)
{
  const Pending *oldest = g_queue_peek_head (&self->pending);

  return oldest != NULL ? oldest->sent_us : -1;
}

const char *
sonde_echo_finding_get_id (SondeEchoFinding finding)
{
  g_return_val_if_fail (finding < SONDE_ECHO_N_FINDINGS, NULL);

  return ids[finding];
}

/**
 * sonde_echo_verdict_describe:
 *
 * Returns: (transfer full): what is wrong with an echo, translated
 */
char *
sonde_echo_verdict_describe (const SondeEchoVerdict *self)
{
  switch (self->finding)
    {
    case SONDE_ECHO_FOUND_REORDERED:
      return g_strdup_printf (_ ("Message %u came back after a later one"), self->sequence);
    case SONDE_ECHO_FOUND_CORRUPTED:
      return g_strdup_printf (_ ("Message %u came back changed from byte %zu of %zu on"),
                              self->sequence, self->offset, self->size);
    case SONDE_ECHO_FOUND_TRUNCATED:
      return g_strdup_printf (self->at_nul
                                  ? _ ("Message %u came back cut after %zu of %zu bytes, at a NUL")
                                  : _ ("Message %u came back cut after %zu of %zu bytes"),
                              self->sequence, self->offset, self->size);
    case SONDE_ECHO_FOUND_DUPLICATED:
      return g_strdup_printf (_ ("Message %u came back twice"), self->sequence);
    case SONDE_ECHO_FOUND_LATE:
      return g_strdup_printf (_ ("Message %u came back after it was given up for lost"),
                              self->sequence);
    case SONDE_ECHO_FOUND_FOREIGN:
      return g_strdup_printf (_ ("%zu bytes came that were not sent"), self->size);
    case SONDE_ECHO_FOUND_GOOD:
    case SONDE_ECHO_N_FINDINGS:
    default:
      return g_strdup_printf (_ ("Message %u came back as it went"), self->sequence);
    }
}
