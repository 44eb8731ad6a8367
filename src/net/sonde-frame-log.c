/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-log-private.h"

#include <string.h>

/* Bytes of frames lie one after the other in segments, which never move: to write one is a copy
 * and nothing else, and a reader shares it with the log rather than copy it again. */
#define MAX_SEGMENT_SIZE (64 * 1024)
#define MIN_SEGMENT_SIZE 256

#define FRAMES_AT_FIRST 64

typedef struct
{
  gatomicrefcount ref_count;
  guint64 end; /* one more than the number of the last frame in it */
  gsize capacity;
  gsize size;
  guint8 data[];
} Segment;

/* What is kept of a frame; its header is read from its bytes again by whoever wants it. */
typedef struct
{
  gint64 time_us;
  gint64 monotonic_us;
  guint64 message;
  guint64 n_bytes;
  Segment *segment; /* not owned: goes after its last frame */
  GError *error;
  guint32 offset;
  guint32 size;
  guint32 dial;
  guint32 deflate_ordinal;
  guint8 direction;
  guint8 ends_message;
} Slot;

/* The last 32 KiB of text before a compressed message, RFC 7692 section 7.2.3.2. */
typedef struct
{
  guint dial;
  SondeDirection direction;
  guint deflate_ordinal;
  guint64 added_at; /* no frame of a message before that one has this number or a greater */
  GBytes *bytes;
} Window;

struct _SondeFrameLog
{
  GObject parent_instance;

  GMutex mutex;
  guint64 generation; /* written under the mutex, read without */

  Slot *ring; /* grows to max_frames, then wraps around */
  guint n_slots;
  guint64 first;
  guint64 end;
  guint64 n_dropped;
  guint max_frames;

  GQueue segments; /* the frames are added to the last */
  gsize n_bytes;   /* of all segments */
  gsize max_bytes;

  GQueue windows; /* of Window, as they came */

  GQueue dials; /* of SondeDialRecord, one ordinal after the other */
  guint end_dial;
};

G_DEFINE_FINAL_TYPE (SondeFrameLog, sonde_frame_log, G_TYPE_OBJECT)

static Segment *
segment_new (gsize capacity)
{
  Segment *self = g_malloc (sizeof *self + capacity);

  g_atomic_ref_count_init (&self->ref_count);
  self->end = 0;
  self->capacity = capacity;
  self->size = 0;
  return self;
}

static Segment *
segment_ref (Segment *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
segment_unref (Segment *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

static void
window_free (Window *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}

static Slot *
get_slot (SondeFrameLog *self, guint64 number)
{
  return &self->ring[number % self->n_slots];
}

static void
touch (SondeFrameLog *self)
{
  __atomic_store_n (&self->generation, self->generation + 1, __ATOMIC_RELEASE);
}

static void
resize (SondeFrameLog *self, guint n_slots)
{
  Slot *ring = g_new0 (Slot, n_slots);

  for (guint64 number = self->first; number < self->end; number++)
    ring[number % n_slots] = *get_slot (self, number);
  g_free (self->ring);
  self->ring = ring;
  self->n_slots = n_slots;
}

/* Whether every frame that is kept came after the window. */
static gboolean
precedes_all (SondeFrameLog *self, GList *link)
{
  return link != NULL && ((Window *) link->data)->added_at <= self->first;
}

/* A window is of use until a later one of its kind is, or all that it might open is gone. They lie
 * in the order in which they came, so that only those at the head can be of no use. */
static void
drop_old_windows (SondeFrameLog *self)
{
  GList *next;

  for (GList *link = self->windows.head; precedes_all (self, link); link = next)
    {
      Window *window = link->data;
      gboolean is_old = FALSE;

      next = link->next;
      for (GList *later = next; precedes_all (self, later) && !is_old; later = later->next)
        {
          Window *other = later->data;

          is_old = other->dial > window->dial ||
                   (other->dial == window->dial && other->direction == window->direction);
        }
      if (!is_old)
        continue;
      window_free (window);
      g_queue_delete_link (&self->windows, link);
    }
}

static void
drop_old_dials (SondeFrameLog *self)
{
  guint kept = self->first < self->end ? get_slot (self, self->first)->dial : G_MAXUINT;

  while (self->dials.length > SONDE_FRAME_LOG_MAX_DIALS)
    {
      SondeDialRecord *oldest = g_queue_peek_head (&self->dials);

      if (oldest->ordinal >= kept)
        return;
      sonde_dial_record_unref (g_queue_pop_head (&self->dials));
    }
}

static void
drop_segment (SondeFrameLog *self)
{
  Segment *segment = g_queue_pop_head (&self->segments);

  self->n_bytes -= segment->capacity;
  segment_unref (segment);
  drop_old_windows (self);
}

static void
drop_oldest (SondeFrameLog *self)
{
  Slot *slot = get_slot (self, self->first++);
  Segment *segment;

  g_clear_error (&slot->error);
  segment = g_queue_peek_head (&self->segments);
  if (segment->end <= self->first && segment != g_queue_peek_tail (&self->segments))
    drop_segment (self);
}

static void
enforce_bounds (SondeFrameLog *self)
{
  while (self->end - self->first > self->max_frames)
    {
      drop_oldest (self);
      self->n_dropped++;
    }
  while (self->n_bytes > self->max_bytes && self->segments.length > 1)
    {
      drop_oldest (self);
      self->n_dropped++;
    }
}

static gsize
get_max_frame_size (SondeFrameLog *self)
{
  return MAX (self->max_bytes / 8, SONDE_FRAME_MAX_HEADER_SIZE);
}

/* Finds room for the bytes of one frame, which lie together. */
static Segment *
ensure_segment (SondeFrameLog *self, gsize size)
{
  Segment *segment = g_queue_peek_tail (&self->segments);

  if (segment != NULL && segment->capacity - segment->size >= size)
    return segment;
  if (segment != NULL && segment->end <= self->first)
    drop_segment (self);

  segment = segment_new (
      MAX (size, CLAMP (self->max_bytes / 16, MIN_SEGMENT_SIZE, MAX_SEGMENT_SIZE)));
  segment->end = self->end;
  g_queue_push_tail (&self->segments, segment);
  self->n_bytes += segment->capacity;
  return segment;
}

static void
sonde_frame_log_finalize (GObject *object)
{
  SondeFrameLog *self = SONDE_FRAME_LOG (object);

  while (self->first < self->end)
    drop_oldest (self);
  g_queue_clear_full (&self->segments, (GDestroyNotify) segment_unref);
  g_queue_clear_full (&self->windows, (GDestroyNotify) window_free);
  g_queue_clear_full (&self->dials, (GDestroyNotify) sonde_dial_record_unref);
  g_free (self->ring);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_frame_log_parent_class)->finalize (object);
}

static void
sonde_frame_log_class_init (SondeFrameLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_frame_log_finalize;
}

static void
sonde_frame_log_init (SondeFrameLog *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->segments);
  g_queue_init (&self->windows);
  g_queue_init (&self->dials);
  self->end_dial = 1;
}

/**
 * sonde_frame_log_new:
 * @max_frames: the most frames to keep, at least 1
 * @max_bytes: the most bytes to keep of them, as they were on the wire; beside these a frame costs
 *   some 80 bytes, and compressed messages up to 32 KiB for each 128 of them or 64 KiB
 *
 * Returns: (transfer full): an empty log
 */
SondeFrameLog *
sonde_frame_log_new (guint max_frames, gsize max_bytes)
{
  SondeFrameLog *self = g_object_new (SONDE_TYPE_FRAME_LOG, NULL);

  self->max_frames = MAX (max_frames, 1);
  self->max_bytes = max_bytes;
  resize (self, MIN (self->max_frames, FRAMES_AT_FIRST));
  return self;
}

/**
 * sonde_frame_log_set_bounds:
 *
 * Changes both bounds; what is over them goes at once.
 */
void
sonde_frame_log_set_bounds (SondeFrameLog *self, guint max_frames, gsize max_bytes)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_FRAME_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);
  self->max_frames = MAX (max_frames, 1);
  self->max_bytes = max_bytes;
  enforce_bounds (self);
  if (self->n_slots > self->max_frames)
    resize (self, self->max_frames);
  drop_old_dials (self);
  touch (self);
}

/**
 * sonde_frame_log_clear:
 *
 * Drops every frame and all dials but the latest, whose connection may be open. Numbers go on from
 * where they were.
 */
void
sonde_frame_log_clear (SondeFrameLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_FRAME_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);
  while (self->first < self->end)
    drop_oldest (self);
  while (!g_queue_is_empty (&self->segments))
    drop_segment (self);
  while (self->dials.length > 1)
    sonde_dial_record_unref (g_queue_pop_head (&self->dials));
  touch (self);
}

/**
 * sonde_frame_log_get_generation:
 *
 * Takes no lock.
 *
 * Returns: a number that is another one whenever something was added, dropped or changed
 */
guint64
sonde_frame_log_get_generation (SondeFrameLog *self)
{
  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), 0);

  return __atomic_load_n (&self->generation, __ATOMIC_ACQUIRE);
}

/**
 * sonde_frame_log_get_range:
 * @first: (out): the number of the oldest frame that is kept
 * @end: (out): one more than that of the newest; equal to @first where the log is empty
 *
 * Both in one look, so that they belong together.
 */
void
sonde_frame_log_get_range (SondeFrameLog *self, guint64 *first, guint64 *end)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_FRAME_LOG (self));
  g_return_if_fail (first != NULL && end != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  *first = self->first;
  *end = self->end;
}

/**
 * sonde_frame_log_get_n_dropped:
 *
 * Returns: how many frames the bounds have cost so far; what was cleared by hand does not count
 */
guint64
sonde_frame_log_get_n_dropped (SondeFrameLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->n_dropped;
}

/**
 * sonde_frame_log_get_n_bytes:
 *
 * Returns: bytes of memory that are held for the bytes of frames, at most the bound and a segment
 */
gsize
sonde_frame_log_get_n_bytes (SondeFrameLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->n_bytes;
}

/**
 * sonde_frame_log_get_max_frame_bytes:
 *
 * Returns: how many bytes are kept of one frame, header included
 */
gsize
sonde_frame_log_get_max_frame_bytes (SondeFrameLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return get_max_frame_size (self);
}

static SondeFrameRecord *
new_record (SondeFrameLog *self, guint64 number)
{
  const Slot *slot = get_slot (self, number);
  SondeFrameRecord *record = sonde_frame_record_new ();
  const guint8 *data = slot->segment->data + slot->offset;

  record->number = number;
  record->dial = slot->dial;
  record->direction = (SondeDirection) slot->direction;
  record->time_us = slot->time_us;
  record->monotonic_us = slot->monotonic_us;
  record->message = slot->message;
  record->ends_message = slot->ends_message;
  record->deflate_ordinal = slot->deflate_ordinal;
  record->n_bytes = slot->n_bytes;
  record->error = slot->error != NULL ? g_error_copy (slot->error) : NULL;
  record->bytes = g_bytes_new_with_free_func (data, slot->size, (GDestroyNotify) segment_unref,
                                              segment_ref (slot->segment));
  if (sonde_frame_header_parse (&record->header, data, slot->size) != SONDE_FRAME_OK)
    record->header.size = 0;
  return record;
}

/**
 * sonde_frame_log_get:
 * @self: a log
 * @number: of a frame
 *
 * Returns: (transfer full) (nullable): the frame, or %NULL where it is gone or has not come yet
 */
SondeFrameRecord *
sonde_frame_log_get (SondeFrameLog *self, guint64 number)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return number >= self->first && number < self->end ? new_record (self, number) : NULL;
}

/**
 * sonde_frame_log_get_frames:
 * @self: a log
 * @first: the number of the first frame that is wanted
 * @max_frames: how many at most; a few hundred at a time keep the writer from waiting
 *
 * Returns: (transfer full) (element-type SondeFrameRecord): those of the frames that are kept, in
 *   order and without holes; they may begin later than with @first
 */
GPtrArray *
sonde_frame_log_get_frames (SondeFrameLog *self, guint64 first, guint max_frames)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_frame_record_unref);
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), frames);

  locker = g_mutex_locker_new (&self->mutex);
  first = MAX (first, self->first);
  for (guint64 number = first; number < self->end && number - first < max_frames; number++)
    g_ptr_array_add (frames, new_record (self, number));
  return frames;
}

/**
 * sonde_frame_log_get_dial_range:
 * @first: (out): the ordinal of the oldest dial that is kept
 * @end: (out): one more than that of the latest; equal to @first where there was none
 */
void
sonde_frame_log_get_dial_range (SondeFrameLog *self, guint *first, guint *end)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_FRAME_LOG (self));
  g_return_if_fail (first != NULL && end != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  *first = self->end_dial - self->dials.length;
  *end = self->end_dial;
}

static GList *
find_dial (SondeFrameLog *self, guint ordinal)
{
  guint first = self->end_dial - self->dials.length;

  return ordinal >= first ? g_queue_peek_nth_link (&self->dials, ordinal - first) : NULL;
}

/**
 * sonde_frame_log_get_dial:
 * @self: a log
 * @ordinal: of a dial
 *
 * Returns: (transfer full) (nullable): the dial as it is known now, or %NULL where it is forgotten
 *   or has not come yet
 */
SondeDialRecord *
sonde_frame_log_get_dial (SondeFrameLog *self, guint ordinal)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GList *link;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  link = find_dial (self, ordinal);
  return link != NULL ? sonde_dial_record_ref (link->data) : NULL;
}

/**
 * sonde_frame_log_add_dial:
 * @self: a log
 * @dial: a dial that succeeded or failed
 *
 * Adds a copy of a dial, with its place among the others.
 *
 * Returns: its ordinal
 */
guint
sonde_frame_log_add_dial (SondeFrameLog *self, const SondeDialRecord *dial)
{
  SondeDialRecord *copy;
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), 0);
  g_return_val_if_fail (dial != NULL, 0);

  copy = sonde_dial_record_copy (dial);
  locker = g_mutex_locker_new (&self->mutex);
  copy->ordinal = self->end_dial++;
  copy->first_frame = self->end;
  g_queue_push_tail (&self->dials, copy);
  drop_old_dials (self);
  touch (self);
  return copy->ordinal;
}

/**
 * sonde_frame_log_end_dial:
 * @self: a log
 * @ordinal: of a dial that led to a connection
 * @end_time_us: wall-clock microseconds since the Unix epoch
 * @error: (nullable): why it ended, where that was no closing handshake as it should be
 *
 * Notes that the connection has ended.
 */
void
sonde_frame_log_end_dial (SondeFrameLog *self,
                          guint ordinal,
                          gint64 end_time_us,
                          const GError *error)
{
  g_autoptr (SondeDialRecord) known = NULL;
  SondeDialRecord *copy;
  g_autoptr (GMutexLocker) locker = NULL;
  GList *link;

  g_return_if_fail (SONDE_IS_FRAME_LOG (self));

  known = sonde_frame_log_get_dial (self, ordinal);
  if (known == NULL)
    return;
  copy = sonde_dial_record_copy (known);
  copy->end_time_us = end_time_us;
  copy->end_error = error != NULL ? g_error_copy (error) : NULL;

  locker = g_mutex_locker_new (&self->mutex);
  link = find_dial (self, ordinal);
  if (link == NULL)
    {
      sonde_dial_record_unref (copy);
      return;
    }
  sonde_dial_record_unref (link->data);
  link->data = copy;
  touch (self);
}

/**
 * sonde_frame_log_add_window:
 * @self: a log
 * @dial: an ordinal
 * @direction: which way the message went
 * @deflate_ordinal: of a compressed message that none after it was noted before
 * @window: the last 32 KiB of what the compressed messages before it inflate to
 *
 * Notes what inflating that message may refer back to (RFC 7692 section 7.2.3.2), so that it and
 * those after it can be inflated though the ones before it are gone.
 */
void
sonde_frame_log_add_window (SondeFrameLog *self,
                            guint dial,
                            SondeDirection direction,
                            guint deflate_ordinal,
                            GBytes *window)
{
  Window *added;
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SONDE_IS_FRAME_LOG (self));
  g_return_if_fail (window != NULL);

  added = g_new0 (Window, 1);
  added->dial = dial;
  added->direction = direction;
  added->deflate_ordinal = deflate_ordinal;
  added->bytes = g_bytes_ref (window);
  locker = g_mutex_locker_new (&self->mutex);
  added->added_at = self->end;
  g_queue_push_tail (&self->windows, added);
  drop_old_windows (self);
}

/**
 * sonde_frame_log_get_window:
 * @self: a log
 * @dial: an ordinal
 * @direction: which way the message went
 * @deflate_ordinal: of a compressed message
 * @window_ordinal: (out): the compressed message that the window is for: @deflate_ordinal or one
 *   before it
 *
 * Looks for where inflating can start in order to reach a message.
 *
 * Returns: (transfer full) (nullable): the latest window at or before the message; %NULL, with 1 in
 *   @window_ordinal, where none is kept and the start is with the first message of all
 */
GBytes *
sonde_frame_log_get_window (SondeFrameLog *self,
                            guint dial,
                            SondeDirection direction,
                            guint deflate_ordinal,
                            guint *window_ordinal)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_FRAME_LOG (self), NULL);
  g_return_val_if_fail (window_ordinal != NULL, NULL);

  *window_ordinal = 1;
  locker = g_mutex_locker_new (&self->mutex);
  for (GList *link = self->windows.tail; link != NULL; link = link->prev)
    {
      Window *window = link->data;

      if (window->dial != dial || window->direction != direction ||
          window->deflate_ordinal > deflate_ordinal)
        continue;
      *window_ordinal = window->deflate_ordinal;
      return g_bytes_ref (window->bytes);
    }
  return NULL;
}

void
sonde_frame_log_lock (SondeFrameLog *self)
{
  g_mutex_lock (&self->mutex);
}

/* Adds a frame, with the lock held, and returns its number. */
guint64
sonde_frame_log_append (SondeFrameLog *self, const SondeFrameNote *note)
{
  gsize size = MIN (note->size, get_max_frame_size (self));
  Segment *segment = ensure_segment (self, size);
  guint64 number;
  Slot *slot;

  if (self->end - self->first == self->n_slots && self->n_slots < self->max_frames)
    resize (self, (guint) MIN ((guint64) self->n_slots * 2, self->max_frames));
  else if (self->end - self->first == self->n_slots)
    {
      drop_oldest (self);
      self->n_dropped++;
    }

  number = self->end++;
  slot = get_slot (self, number);
  if (size > 0)
    memcpy (segment->data + segment->size, note->data, size);
  *slot = (Slot){
    .time_us = note->time_us,
    .monotonic_us = note->monotonic_us,
    .message = note->continues ? note->message : number,
    .n_bytes = note->n_bytes,
    .segment = segment,
    .error = note->error,
    .offset = (guint32) segment->size,
    .size = (guint32) size,
    .dial = note->dial,
    .deflate_ordinal = note->deflate_ordinal,
    .direction = (guint8) note->direction,
    .ends_message = note->ends_message,
  };
  segment->size += size;
  segment->end = self->end;
  if (self->n_bytes > self->max_bytes)
    enforce_bounds (self);
  return number;
}

void
sonde_frame_log_unlock (SondeFrameLog *self)
{
  touch (self);
  g_mutex_unlock (&self->mutex);
}
