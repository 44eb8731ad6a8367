/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-close-error.h"

#include "sonde-close-code.h"
#include "sonde-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* A message that was sent longer ago has hardly to do with the end. */
#define BLAME_US (5 * G_USEC_PER_SEC)

static gboolean
follows_big_message (const SondeCloseScene *scene)
{
  return scene->last_message_size > SONDE_DIAGNOSIS_PROBE_MAX_BYTES &&
         scene->last_message_us <= BLAME_US;
}

static SondeCause
find_stream_cause (const GError *cause, const SondeCloseScene *scene)
{
  static const struct
  {
    int code;
    SondeCause cause;
  } rows[] = {
    { G_IO_ERROR_CONNECTION_CLOSED, SONDE_CAUSE_LOST_RESET },
    { G_IO_ERROR_TIMED_OUT, SONDE_CAUSE_HALF_OPEN },
    { G_IO_ERROR_HOST_UNREACHABLE, SONDE_CAUSE_LOST_NETWORK },
    { G_IO_ERROR_NETWORK_UNREACHABLE, SONDE_CAUSE_LOST_NETWORK },
  };
  SondeCause found = SONDE_CAUSE_LOST_END;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (g_error_matches (cause, G_IO_ERROR, rows[i].code))
        found = rows[i].cause;
    }
  if ((found == SONDE_CAUSE_LOST_END || found == SONDE_CAUSE_LOST_RESET) &&
      follows_big_message (scene))
    found = SONDE_CAUSE_LOST_AFTER_BIG_MESSAGE;
  return found;
}

/**
 * sonde_close_error_new:
 * @cause: (nullable): what libsoup says of an open connection; %NULL where its stream ended in good
 *   order without a close frame
 * @scene: what there is to see
 *
 * libsoup has one domain for close codes and for handshakes; anything else comes from the stream.
 *
 * Returns: (transfer full): an error of %SONDE_ERROR
 */
GError *
sonde_close_error_new (const GError *cause, const SondeCloseScene *scene)
{
  GError *error;

  if (cause == NULL)
    return sonde_diagnosis_new_error (find_stream_cause (NULL, scene),
                                      _ ("The connection ended without a close frame"));
  if (cause->domain != SOUP_WEBSOCKET_ERROR)
    {
      error = sonde_diagnosis_new_error (find_stream_cause (cause, scene),
                                         _ ("The connection was cut: %s"), cause->message);
      sonde_error_add_text (error, SONDE_EVIDENCE_SYSTEM_MESSAGE, cause->message);
      return error;
    }

  switch (cause->code)
    {
    case SOUP_WEBSOCKET_CLOSE_BAD_DATA:
      error = sonde_diagnosis_new_error (SONDE_CAUSE_ENCODING,
                                         _ ("The server sent a text that is not UTF-8"));
      break;
    case SOUP_WEBSOCKET_CLOSE_TOO_BIG:
      error = sonde_diagnosis_new_error (SONDE_CAUSE_TOO_BIG,
                                         _ ("The server sent a message that is over the limit"));
      break;
    default:
      error = sonde_diagnosis_new_error (SONDE_CAUSE_PROTOCOL,
                                         _ ("The server breaks the framing rules of RFC 6455"));
    }
  return error;
}

static SondeCause
find_code_cause (guint16 code)
{
  static const struct
  {
    guint16 code;
    SondeCause cause;
  } rows[] = {
    { 1002, SONDE_CAUSE_PEER_PROTOCOL },  { 1003, SONDE_CAUSE_PEER_ENCODING },
    { 1007, SONDE_CAUSE_PEER_ENCODING },  { 1009, SONDE_CAUSE_PEER_TOO_BIG },
    { 1010, SONDE_CAUSE_PEER_EXTENSION }, { 1011, SONDE_CAUSE_PEER_FAILED },
    { 1012, SONDE_CAUSE_PEER_FAILED },    { 1013, SONDE_CAUSE_PEER_FAILED },
    { 1014, SONDE_CAUSE_PEER_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code == code)
        return rows[i].cause;
    }
  return SONDE_CAUSE_PEER_CLOSED;
}

/**
 * sonde_close_error_new_refused:
 * @code: of the server's close frame; 1005 where it had none
 * @reason: (nullable): the text beside it
 * @scene: what there is to see
 *
 * Returns: (transfer full) (nullable): %SONDE_ERROR_CLOSED, or %NULL where @code is no complaint
 */
GError *
sonde_close_error_new_refused (guint16 code, const char *reason, const SondeCloseScene *scene)
{
  SondeCause cause = find_code_cause (code);
  const char *meaning = sonde_close_code_get_meaning (code);
  GError *error;

  if (!sonde_close_code_is_refusal (code))
    return NULL;
  error = reason == NULL
              ? sonde_diagnosis_new_error (cause, _ ("The server closed with %u (%s)"), code,
                                           meaning)
              : sonde_diagnosis_new_error (cause, _ ("The server closed with %u (%s): “%s”"), code,
                                           meaning, reason);
  sonde_error_add_number (error, SONDE_EVIDENCE_CLOSE_CODE, code);
  sonde_error_add_text (error, SONDE_EVIDENCE_CLOSE_REASON, reason);
  return error;
}

static gboolean
read_tcp_info (GSocket *socket, struct tcp_info *info)
{
  socklen_t size = sizeof *info;

  return socket != NULL && !g_socket_is_closed (socket) &&
         getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, info, &size) == 0;
}

/**
 * sonde_close_error_new_dead:
 * @watchdog_ms: how long there was no sign of life after a ping
 * @scene: what there is to see
 *
 * TCP tells a server that hangs, whose system still acknowledges what it gets, from one that is no
 * longer there: then its segments are sent again and again.
 *
 * Returns: (transfer full): a %SONDE_ERROR_DEAD_PEER
 */
GError *
sonde_close_error_new_dead (guint watchdog_ms, const SondeCloseScene *scene)
{
  struct tcp_info info = { 0 };
  gboolean known = read_tcp_info (scene->socket, &info);
  gboolean half_open = known && info.tcpi_unacked > 0 && info.tcpi_retransmits > 0;
  GError *error;

  error = sonde_diagnosis_new_error (half_open ? SONDE_CAUSE_HALF_OPEN : SONDE_CAUSE_DEAD_PEER,
                                     _ ("Nothing came from the server for %g s after a ping"),
                                     watchdog_ms / 1000.0);
  sonde_error_add_number (error, SONDE_EVIDENCE_LIMIT_US, (gint64) watchdog_ms * 1000);
  sonde_error_add_number (error, SONDE_EVIDENCE_SILENCE_US, scene->silence_us);
  if (known)
    {
      sonde_error_add_number (error, SONDE_EVIDENCE_UNACKNOWLEDGED_SEGMENTS, info.tcpi_unacked);
      sonde_error_add_number (error, SONDE_EVIDENCE_RETRANSMISSIONS, info.tcpi_retransmits);
    }
  return error;
}

/**
 * sonde_close_error_add_scene:
 * @error: why an open connection ended, which nobody else has seen yet
 * @scene: what there is to see
 *
 * Adds what is worth knowing of every end.
 */
void
sonde_close_error_add_scene (GError *error, const SondeCloseScene *scene)
{
  sonde_error_add_number (error, SONDE_EVIDENCE_OPEN_US, scene->open_us);
  sonde_error_add_number (error, SONDE_EVIDENCE_RECEIVED_BYTES, (gint64) scene->n_received);
  sonde_error_add_number (error, SONDE_EVIDENCE_SENT_BYTES, (gint64) scene->n_sent);
  if (scene->last_message_size > 0)
    sonde_error_add_number (error, SONDE_EVIDENCE_LAST_MESSAGE_BYTES,
                            (gint64) scene->last_message_size);
}
