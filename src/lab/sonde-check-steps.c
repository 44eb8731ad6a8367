/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check-steps.h"

#include "sonde-check-run.h"
#include "sonde-close-code.h"
#include "sonde-frame.h"
#include "sonde-handshake.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The course's probe blocks 1.44 s on its light sensor: a server that keeps silent for longer over
 * a frame that it must refuse is asked whether it is still there. */
#define GRACE_US (1600 * G_TIME_SPAN_MILLISECOND)

/* For the end of the stream after a refusal, which is not what the row is about. */
#define FAREWELL_US (500 * G_TIME_SPAN_MILLISECOND)

/* How much of a made-up payload tells an answer that is wrong from a message that is no answer. */
#define TAG_SIZE 8

static const char still_there[] = "still there?";

typedef enum
{
  CAME_MESSAGE,
  CAME_PONG,
  CAME_CLOSE,
  CAME_END,
  CAME_NOTHING,
  CAME_NONSENSE,
  CAME_CANCEL,
} Came;

/* What came: a whole message, a pong or a close frame. */
typedef struct
{
  SondeOpcode opcode;
  GByteArray *data;
  GByteArray *begun; /* what came of a message whose end did not: a pong may be between */
  guint16 code;      /* of a close frame, 0 for none */
} Arrival;

static void
arrival_init (Arrival *self)
{
  *self = (Arrival){ .data = g_byte_array_new (), .begun = g_byte_array_new () };
}

static void
arrival_clear (Arrival *self)
{
  g_clear_pointer (&self->data, g_byte_array_unref);
  g_clear_pointer (&self->begun, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arrival, arrival_clear)

static gint64
get_deadline_us (SondeCheckRun *run)
{
  return g_get_monotonic_time () + run->limit_us;
}

static void
set_data (Arrival *arrival, GBytes *payload)
{
  g_byte_array_set_size (arrival->data, 0);
  g_byte_array_append (arrival->data, g_bytes_get_data (payload, NULL),
                       (guint) g_bytes_get_size (payload));
}

/* Waits for what a row may be waiting for. Pings are answered, fragments joined. */
static Came
receive (SondeCheckRun *run, gint64 deadline_us, Arrival *arrival)
{
  while (run->client != NULL)
    {
      g_auto (SondeRawFrame) frame = { 0 };
      const guint8 *payload;
      gsize size;

      switch (sonde_raw_client_read (run->client, deadline_us, &frame))
        {
        case SONDE_RAW_FRAME:
          break;
        case SONDE_RAW_SILENT:
          return CAME_NOTHING;
        case SONDE_RAW_ENDED:
          run->answered_us = g_get_monotonic_time ();
          return CAME_END;
        case SONDE_RAW_BROKEN:
          return CAME_NONSENSE;
        case SONDE_RAW_CANCELLED:
        default:
          return CAME_CANCEL;
        }

      payload = g_bytes_get_data (frame.payload, &size);
      run->answered_us = g_get_monotonic_time ();
      switch (frame.opcode)
        {
        case SONDE_OPCODE_PING:
          sonde_raw_client_send (run->client, 0x80 | SONDE_OPCODE_PONG, TRUE, payload,
                                 MIN (size, SONDE_FRAME_MAX_CONTROL_SIZE));
          break;
        case SONDE_OPCODE_PONG:
          set_data (arrival, frame.payload);
          return CAME_PONG;
        case SONDE_OPCODE_CLOSE:
          set_data (arrival, frame.payload);
          arrival->code = size >= 2 ? (guint16) (payload[0] << 8 | payload[1]) : 0;
          return CAME_CLOSE;
        case SONDE_OPCODE_CONTINUATION:
        case SONDE_OPCODE_TEXT:
        case SONDE_OPCODE_BINARY:
        default:
          if (frame.opcode != SONDE_OPCODE_CONTINUATION)
            {
              arrival->opcode = frame.opcode;
              g_byte_array_set_size (arrival->begun, 0);
            }
          if (arrival->begun->len + size > SONDE_RAW_CLIENT_MAX_FRAME_SIZE)
            return CAME_NONSENSE;
          g_byte_array_append (arrival->begun, payload, (guint) size);
          if (!frame.fin)
            break;
          g_byte_array_unref (arrival->data);
          arrival->data = g_steal_pointer (&arrival->begun);
          arrival->begun = g_byte_array_new ();
          return CAME_MESSAGE;
        }
    }
  return CAME_END;
}

static char *
describe_code (guint16 code)
{
  return code == 0 ? g_strdup (_ ("The server closed the connection without a code"))
                   : g_strdup_printf (_ ("The server closed the connection with %u (%s)"), code,
                                      sonde_close_code_get_meaning (code));
}

/* The end of a row that waited for something else. */
static void
decide_otherwise (SondeCheckRun *run, Came came, const Arrival *arrival)
{
  switch (came)
    {
    case CAME_CANCEL:
      sonde_check_run_decide (run, SONDE_CHECK_SKIPPED, g_strdup (_ ("The check was cancelled")));
      return;
    case CAME_CLOSE:
      sonde_check_run_decide (run, SONDE_CHECK_FAILED, describe_code (arrival->code));
      break;
    case CAME_NONSENSE:
      sonde_check_run_decide (run, SONDE_CHECK_FAILED,
                              g_strdup (_ ("The server sent bytes that are no frame")));
      break;
    case CAME_END:
      sonde_check_run_decide (run, SONDE_CHECK_FAILED,
                              g_strdup (_ ("The server cut the connection without a close frame")));
      break;
    case CAME_MESSAGE:
    case CAME_PONG:
    case CAME_NOTHING:
    default:
      run->answered_us = 0;
      sonde_check_run_decide (run, SONDE_CHECK_FAILED,
                              g_strdup_printf (_ ("No answer came within %g s"),
                                               (double) run->limit_us / G_USEC_PER_SEC));
      return;
    }
  sonde_check_run_drop_client (run);
}

static gboolean
send_frame (SondeCheckRun *run, const SondeCheckFrame *frame)
{
  if (run->began_us == 0)
    run->began_us = g_get_monotonic_time ();
  if (frame->raw)
    return sonde_raw_client_send_bytes (run->client, (const guint8 *) frame->payload, frame->size);
  return sonde_raw_client_send (run->client, frame->first, !frame->unmasked, frame->payload,
                                frame->size);
}

/* What was not written shows in what is read then. */
static void
send_frames (SondeCheckRun *run, const SondeCheckFrame *frames, guint n_frames)
{
  for (guint i = 0; i < n_frames; i++)
    {
      if (!send_frame (run, &frames[i]))
        return;
    }
}

/* A server may have closed a connection that was kept from the row before. */
static gboolean
is_worth_another_try (SondeCheckRun *run, Came came, gboolean was_used)
{
  if (!was_used || (came != CAME_END && came != CAME_CLOSE))
    return FALSE;
  sonde_check_run_drop_client (run);
  run->began_us = 0;
  g_string_truncate (run->transcript, 0);
  return TRUE;
}

void
sonde_check_step_handshake (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  for (guint i = 0; run->checks != NULL && i < run->checks->len; i++)
    {
      const SondeHandshakeCheck *check = g_ptr_array_index (run->checks, i);

      if (!g_str_equal (check->section, spec->check))
        continue;
      sonde_check_run_decide (run, check->passed ? SONDE_CHECK_PASSED : SONDE_CHECK_FAILED,
                              g_strdup (check->explanation));
      return;
    }
  sonde_check_run_decide (run, SONDE_CHECK_NOT_APPLICABLE,
                          g_strdup (_ ("The server granted no extension")));
}

/* The verdict on an answer to @expected, or FALSE where the message is no answer to it. */
static gboolean
judge_echo (SondeCheckRun *run, const GByteArray *expected, const Arrival *arrival)
{
  const GByteArray *data = arrival->data;
  guint n_common = 0;

  while (n_common < MIN (data->len, expected->len) &&
         data->data[n_common] == expected->data[n_common])
    n_common++;

  if (n_common == expected->len && data->len == expected->len)
    sonde_check_run_decide (
        run, SONDE_CHECK_PASSED,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u byte came back as it went",
                                      "All %u bytes came back as they went", data->len),
                         data->len));
  else if (n_common == data->len)
    sonde_check_run_decide (
        run, SONDE_CHECK_FAILED,
        g_strdup_printf (_ ("Only the first %u of %u bytes came back"), data->len, expected->len));
  else if (data->len == expected->len || n_common >= TAG_SIZE)
    sonde_check_run_decide (
        run, SONDE_CHECK_FAILED,
        g_strdup_printf (_ ("%u bytes came back for %u, and differ from byte %u on"), data->len,
                         expected->len, n_common));
  else
    return FALSE;
  return TRUE;
}

/* Sends frames that make up one message, with pings between them, and waits for both answers. */
static void
try_echo (SondeCheckRun *run, const SondeCheckFrame *frames, guint n_frames)
{
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_auto (Arrival) arrival = { 0 };
  const SondeCheckFrame *ping = NULL;
  gboolean was_used;
  gint64 deadline_us;
  Came came;

  arrival_init (&arrival);
  for (guint i = 0; i < n_frames; i++)
    {
      if ((frames[i].first & 0xf) == SONDE_OPCODE_PING)
        ping = &frames[i];
      else
        g_byte_array_append (expected, (const guint8 *) frames[i].payload, (guint) frames[i].size);
    }

  do
    {
      gboolean awaits_pong = ping != NULL;

      was_used = run->client != NULL;
      if (!sonde_check_run_connect (run))
        return;
      send_frames (run, frames, n_frames);
      deadline_us = get_deadline_us (run);
      while ((came = receive (run, deadline_us, &arrival)) == CAME_MESSAGE || came == CAME_PONG)
        {
          if (came == CAME_PONG)
            {
              if (ping != NULL && arrival.data->len == ping->size &&
                  memcmp (arrival.data->data, ping->payload, ping->size) == 0)
                awaits_pong = FALSE;
            }
          else if (judge_echo (run, expected, &arrival))
            {
              if (awaits_pong && run->outcome == SONDE_CHECK_PASSED)
                sonde_check_run_decide (
                    run, SONDE_CHECK_FAILED,
                    g_strdup (
                        _ ("The message came back, but before it no pong to the ping that was "
                           "sent between its fragments")));
              return;
            }
        }
    }
  while (is_worth_another_try (run, came, was_used));

  if (came == CAME_CLOSE && arrival.code == SONDE_CLOSE_CODE_TOO_BIG)
    {
      sonde_check_run_decide (
          run, SONDE_CHECK_NOT_APPLICABLE,
          g_strdup_printf (_ ("The server takes no message of %u bytes: it closed with 1009"),
                           expected->len));
      sonde_check_run_drop_client (run);
      return;
    }
  decide_otherwise (run, came, &arrival);
  if (came == CAME_NOTHING && (frames[0].first & 0xf) == SONDE_OPCODE_BINARY)
    sonde_check_run_decide (
        run, SONDE_CHECK_NOT_APPLICABLE,
        g_strdup (_ ("The server keeps silent over binary messages, as it is free to do")));
}

void
sonde_check_step_echo (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  try_echo (run, spec->frames, spec->n_frames);
}

/* Plain ASCII that begins unlike any other of the run. */
static char *
make_up (SondeCheckRun *run, gsize size)
{
  g_autofree char *tag = g_strdup_printf ("%07u ", ++run->n_tags);
  char *text = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    text[i] = i < TAG_SIZE && size >= TAG_SIZE ? tag[i] : (char) ('a' + (run->n_tags + i) % 26);
  text[size] = '\0';
  return text;
}

void
sonde_check_step_echo_size (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  g_autofree char *payload = NULL;
  SondeCheckFrame frame = { .first = spec->frames[0].first };

  if (spec->size > run->max_size)
    {
      sonde_check_run_decide (
          run, SONDE_CHECK_NOT_APPLICABLE,
          g_strdup_printf (_ ("Over the %zu bytes that this server is known to take"),
                           run->max_size));
      return;
    }

  payload = make_up (run, spec->size);
  frame.payload = payload;
  frame.size = spec->size;
  try_echo (run, &frame, 1);
}

void
sonde_check_step_detect_echo (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  sonde_check_step_echo_size (run, spec);
  if (run->answered_us != 0 && run->client != NULL && run->outcome != SONDE_CHECK_SKIPPED)
    run->echoes = TRUE;
  else if (run->outcome == SONDE_CHECK_FAILED)
    {
      g_autofree char *why = g_steal_pointer (&run->detail);

      sonde_check_run_decide (
          run, SONDE_CHECK_NOT_APPLICABLE,
          g_strdup_printf (_ ("Not an echo server, which RFC 6455 does not ask for: %s"), why));
    }
}

/* Waits for the pong to a ping that was just sent. */
static Came
await_pong (SondeCheckRun *run, const char *payload, gsize size, gboolean *is_other)
{
  gint64 deadline_us = get_deadline_us (run);
  g_auto (Arrival) arrival = { 0 };
  Came came;

  arrival_init (&arrival);
  *is_other = FALSE;
  while ((came = receive (run, deadline_us, &arrival)) == CAME_MESSAGE || came == CAME_PONG)
    {
      if (came == CAME_MESSAGE)
        continue;
      if (arrival.data->len == size &&
          (size == 0 || memcmp (arrival.data->data, payload, size) == 0))
        return CAME_PONG;
      *is_other = TRUE;
    }
  if (came != CAME_NOTHING)
    decide_otherwise (run, came, &arrival);
  return came;
}

static void
try_ping (SondeCheckRun *run,
          const SondeCheckFrame *frames,
          guint n_frames,
          char *(*describe) (gsize size))
{
  const SondeCheckFrame *ping = &frames[n_frames - 1];
  gboolean is_other;
  gboolean was_used;
  Came came;

  do
    {
      was_used = run->client != NULL;
      if (!sonde_check_run_connect (run))
        return;
      send_frames (run, frames, n_frames);
      came = await_pong (run, ping->payload, ping->size, &is_other);
    }
  while (is_worth_another_try (run, came, was_used));

  if (came == CAME_PONG)
    sonde_check_run_decide (run, SONDE_CHECK_PASSED, describe (ping->size));
  else if (came == CAME_NOTHING && is_other)
    sonde_check_run_decide (run, SONDE_CHECK_FAILED,
                            g_strdup (_ ("The pong has another payload than the ping")));
  else if (came == CAME_NOTHING)
    decide_otherwise (run, came, NULL);
}

static char *
describe_pong (gsize size)
{
  return g_strdup_printf (_ ("A pong with the same %zu bytes came"), size);
}

static char *
describe_ignored (gsize size)
{
  return g_strdup (_ ("It was ignored, and the ping after it was answered"));
}

void
sonde_check_step_ping (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  try_ping (run, spec->frames, spec->n_frames, describe_pong);
}

void
sonde_check_step_pong (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  try_ping (run, spec->frames, spec->n_frames, describe_ignored);
}

/* Where the end of the connection is the answer, it must not be that of the row before. */
static gboolean
start_afresh (SondeCheckRun *run)
{
  sonde_check_run_leave (run);
  return sonde_check_run_connect (run);
}

static gboolean
await_end (SondeCheckRun *run, gint64 limit_us)
{
  gint64 deadline_us = g_get_monotonic_time () + limit_us;
  g_auto (Arrival) arrival = { 0 };
  Came came;

  arrival_init (&arrival);
  do
    came = receive (run, deadline_us, &arrival);
  while (came == CAME_MESSAGE || came == CAME_PONG || came == CAME_CLOSE);
  return came == CAME_END;
}

void
sonde_check_step_close (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  g_auto (Arrival) arrival = { 0 };
  gint64 deadline_us;
  gint64 answered_us;
  Came came;

  arrival_init (&arrival);
  if (!start_afresh (run))
    return;
  send_frames (run, spec->frames, spec->n_frames);
  deadline_us = get_deadline_us (run);
  do
    came = receive (run, deadline_us, &arrival);
  while (came == CAME_MESSAGE || came == CAME_PONG);

  if (came != CAME_CLOSE)
    {
      decide_otherwise (run, came, &arrival);
      sonde_check_run_drop_client (run);
      return;
    }

  answered_us = run->answered_us;
  if (!await_end (run, run->limit_us))
    sonde_check_run_decide (
        run, SONDE_CHECK_FAILED,
        g_strdup (_ ("The server answered the close frame, but did not end the TCP connection "
                     "(RFC 6455 section 7.1.1)")));
  else if (arrival.code == spec->code)
    sonde_check_run_decide (run, SONDE_CHECK_PASSED,
                            spec->code == 0
                                ? g_strdup (_ ("The close came back without a code"))
                                : g_strdup_printf (_ ("The close came back with %u"), spec->code));
  else
    sonde_check_run_decide (
        run, SONDE_CHECK_PASSED,
        arrival.code == 0
            ? g_strdup (_ ("The close was answered without a code, which section 5.5.1 allows"))
            : g_strdup_printf (
                  _ ("The close was answered with %u instead of the code that was sent, which "
                     "section 5.5.1 allows"),
                  arrival.code));
  run->answered_us = answered_us;
  sonde_check_run_drop_client (run);
}

/* Waits for the refusal of frames that were just sent. */
static Came
await_refusal (SondeCheckRun *run, Arrival *arrival)
{
  gint64 deadline_us = get_deadline_us (run);
  gint64 grace_us = g_get_monotonic_time () + MIN (GRACE_US, run->limit_us / 2);
  gboolean has_asked = FALSE;
  Came came;

  while (TRUE)
    {
      came = receive (run, has_asked ? deadline_us : grace_us, arrival);
      if (came == CAME_NOTHING && !has_asked)
        {
          /* Only now: a ping that a closing server does not read can cost its close frame. */
          has_asked = TRUE;
          sonde_raw_client_send (run->client, 0x80 | SONDE_OPCODE_PING, TRUE, still_there,
                                 strlen (still_there));
          continue;
        }
      if (came == CAME_MESSAGE && !run->echoes)
        continue;
      if (came == CAME_PONG && (!has_asked || arrival->data->len != strlen (still_there) ||
                                memcmp (arrival->data->data, still_there, arrival->data->len) != 0))
        continue;
      return came;
    }
}

void
sonde_check_step_refusal (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  g_auto (Arrival) arrival = { 0 };
  gint64 answered_us;
  Came came;

  arrival_init (&arrival);
  if (!start_afresh (run))
    return;
  send_frames (run, spec->frames, spec->n_frames);
  came = await_refusal (run, &arrival);
  answered_us = run->answered_us;

  if (came == CAME_PONG)
    sonde_check_run_decide (run, SONDE_CHECK_FAILED,
                            g_strdup (_ ("The server went on as if nothing were wrong")));
  else if (came == CAME_MESSAGE)
    sonde_check_run_decide (
        run, SONDE_CHECK_FAILED,
        g_strdup_printf (_ ("The server took it, and sent %u bytes back"), arrival.data->len));
  else if (came == CAME_CLOSE && arrival.code != 0 &&
           (arrival.code == spec->code || arrival.code == spec->other_code))
    sonde_check_run_decide (run, SONDE_CHECK_PASSED,
                            g_strdup_printf (_ ("The server closed with %u (%s)"), arrival.code,
                                             sonde_close_code_get_meaning (arrival.code)));
  else if (came == CAME_CLOSE && arrival.code != 0)
    sonde_check_run_decide (
        run, SONDE_CHECK_FAILED,
        g_strdup_printf (_ ("The server closed with %u (%s) instead of %u"), arrival.code,
                         sonde_close_code_get_meaning (arrival.code), spec->code));
  else if (came == CAME_CLOSE || came == CAME_END)
    sonde_check_run_decide (
        run, SONDE_CHECK_PASSED,
        g_strdup_printf (_ ("The server failed the connection without saying %u, which section "
                            "7.1.7 allows"),
                         spec->code));
  else
    decide_otherwise (run, came, &arrival);

  if (came == CAME_CLOSE)
    await_end (run, FAREWELL_US);
  run->answered_us = came == CAME_NOTHING ? 0 : answered_us;
  sonde_check_run_drop_client (run);
}

void
sonde_check_step_fault (SondeCheckRun *run, const SondeCheckSpec *spec)
{
  const char *evidence = run->faults.evidence[spec->fault];

  if (evidence != NULL)
    {
      g_string_append_printf (run->transcript, "← %s", evidence);
      sonde_check_run_decide (run, SONDE_CHECK_FAILED,
                              g_strdup (_ ("At least one frame of the server breaks the rule")));
    }
  else if (run->faults.n_frames == 0)
    sonde_check_run_decide (run, SONDE_CHECK_NOT_APPLICABLE,
                            g_strdup (_ ("The server sent no frame")));
  else
    sonde_check_run_decide (run, SONDE_CHECK_PASSED,
                            g_strdup_printf (_ ("All of the %llu frames that came keep to it"),
                                             (unsigned long long) run->faults.n_frames));
}
