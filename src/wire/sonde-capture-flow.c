/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-flow.h"

#include "sonde-dissector.h"
#include "sonde-error.h"
#include "sonde-frame-writer.h"
#include "sonde-tcp-stream.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define TLS_HANDSHAKE 22

/* Of what follows a client's request before its answer is there; it should be nothing. */
#define MAX_EARLY_SIZE (64 * 1024)

typedef enum
{
  PHASE_REQUEST, /* the client's head is not whole */
  PHASE_ANSWER,  /* the server's is not */
  PHASE_FRAMES,
  PHASE_OTHER, /* not a WebSocket, or not any more */
} Phase;

/* One direction. */
typedef struct
{
  SondeTcpStream tcp;
  SondeSocket socket; /* where it comes from */
  gboolean is_known;
  GByteArray *head; /* bytes that are not frames yet */
  SondeDissector dissector;
  SondeFrameWriter writer;
  gboolean is_refused; /* nothing after that can be told apart */
} Side;

struct _SondeCaptureFlow
{
  SondeFrameLog *log;
  Phase phase;
  gboolean is_encrypted;
  Side sides[2];
  Side *client; /* the one whose first bytes are a request */
  gint64 time_us;
  gint64 begin_us;
  gint64 request_us;
  char *key;
  SondeEndpoint *endpoint;
  GBytes *request;
  guint dial; /* 0: none yet */
};

/**
 * sonde_capture_flow_new:
 * @log: where a handshake and its frames go
 * @time_us: of its first packet
 */
SondeCaptureFlow *
sonde_capture_flow_new (SondeFrameLog *log, gint64 time_us)
{
  SondeCaptureFlow *self = g_new0 (SondeCaptureFlow, 1);

  self->log = g_object_ref (log);
  self->begin_us = time_us;
  self->time_us = time_us;
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    sonde_tcp_stream_init (&self->sides[i].tcp);
  return self;
}

static GError *
new_gap_error (void)
{
  return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_CAPTURE,
                              _ ("Bytes are missing from the capture here"));
}

static void
refuse (SondeCaptureFlow *self, Side *side, const guint8 *data, gsize size, const GError *error)
{
  sonde_frame_writer_begin (&side->writer, self->time_us, self->time_us);
  sonde_frame_writer_refuse (&side->writer, data, size, error);
  sonde_frame_writer_end (&side->writer);
  side->is_refused = TRUE;
}

static void
note_gap (SondeCaptureFlow *self, Side *side)
{
  g_autoptr (GError) gap = NULL;

  if (self->phase != PHASE_FRAMES || !side->tcp.has_gap || side->is_refused)
    return;
  gap = new_gap_error ();
  refuse (self, side, NULL, 0, gap);
}

static void
end_frames (SondeCaptureFlow *self, const GError *error)
{
  if (self->phase != PHASE_FRAMES)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    {
      sonde_tcp_stream_finish (&self->sides[i].tcp);
      note_gap (self, &self->sides[i]);
      sonde_frame_writer_clear (&self->sides[i].writer);
    }
  if (error != NULL || (self->sides[0].tcp.is_ended && self->sides[1].tcp.is_ended))
    sonde_frame_log_end_dial (self->log, self->dial, self->time_us, error);
  self->phase = PHASE_OTHER;
}

static void
clear_heads (SondeCaptureFlow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    g_clear_pointer (&self->sides[i].head, g_byte_array_unref);
}

/* Lets go of all that a connection without frames does not need. */
static void
leave_alone (SondeCaptureFlow *self)
{
  self->phase = PHASE_OTHER;
  clear_heads (self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    sonde_tcp_stream_clear (&self->sides[i].tcp);
}

void
sonde_capture_flow_free (SondeCaptureFlow *self)
{
  end_frames (self, NULL);
  leave_alone (self);
  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_free (self->key);
  g_object_unref (self->log);
  g_free (self);
}

/* Where the request leads to: as its Host header says, or else to the address that it went to. */
static SondeEndpoint *
new_endpoint (const SondeSocket *server, const char *path, SoupMessageHeaders *headers)
{
  const char *host = soup_message_headers_get_one (headers, "Host");
  const char *subprotocols = soup_message_headers_get_list (headers, "Sec-WebSocket-Protocol");
  g_autofree char *uri = host != NULL ? g_strdup_printf ("ws://%s%s", host, path) : NULL;
  SondeEndpoint *endpoint = uri != NULL ? sonde_endpoint_new (uri, NULL) : NULL;

  if (endpoint == NULL)
    {
      g_autoptr (GSocketAddress) address = sonde_socket_to_address (server);
      g_autofree char *text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));

      g_free (uri);
      uri = g_strdup_printf ("ws://%s/", text);
      endpoint = sonde_endpoint_new (uri, NULL);
    }
  if (endpoint != NULL && subprotocols != NULL)
    {
      g_auto (GStrv) offered = g_strsplit (subprotocols, ",", -1);

      for (gsize i = 0; offered[i] != NULL; i++)
        g_strstrip (offered[i]);
      sonde_endpoint_set_subprotocols (endpoint, (const char *const *) offered, NULL);
    }
  return endpoint;
}

/* Returns whether it asks for a WebSocket. */
static gboolean
read_request (SondeCaptureFlow *self, const guint8 *data, gsize size, const SondeSocket *server)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *method = NULL;
  g_autofree char *path = NULL;
  SoupHTTPVersion version;
  const char *upgrade;
  const char *key;

  if (strlen (text) != size || soup_headers_parse_request (text, (int) size, headers, &method,
                                                           &path, &version) != SOUP_STATUS_OK)
    return FALSE;
  upgrade = soup_message_headers_get_list (headers, "Upgrade");
  key = soup_message_headers_get_one (headers, "Sec-WebSocket-Key");
  if (upgrade == NULL || g_ascii_strcasecmp (upgrade, "websocket") != 0 || key == NULL ||
      path[0] != '/')
    return FALSE;

  self->endpoint = new_endpoint (server, path, headers);
  self->key = g_strdup (key);
  self->request = g_bytes_new (data, size);
  self->request_us = self->time_us;
  return self->endpoint != NULL;
}

static void
add_dial (SondeCaptureFlow *self, GBytes *received, const SondeSocket *server)
{
  g_autofree char *request = g_strndup (g_bytes_get_data (self->request, NULL),
                                        g_bytes_get_size (self->request));
  g_autoptr (SondeDialRecord) dial = sonde_dial_record_new (self->endpoint, self->key, request);

  dial->local = sonde_socket_to_address (&self->client->socket);
  dial->remote = sonde_socket_to_address (server);
  dial->start_time_us = self->begin_us;
  dial->start_monotonic_us = self->begin_us;
  dial->stage_us[SONDE_DIAL_STAGE_CONNECTING] = MAX (self->request_us - self->begin_us, 0);
  dial->stage_us[SONDE_DIAL_STAGE_UPGRADING] = MAX (self->time_us - self->request_us, 0);
  dial->end_stage = SONDE_DIAL_STAGE_UPGRADING;
  dial->request_time_us = self->request_us;
  dial->answer_time_us = self->time_us;
  sonde_dial_record_set_received (dial, received);
  if (dial->answer != NULL &&
      !sonde_handshake_answer_accept (dial->answer, NULL, 0, &dial->error) &&
      dial->answer->status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    g_debug ("a handshake that is wrong goes on: %s", dial->error->message);
  self->dial = sonde_frame_log_add_dial (self->log, dial);
}

/* Tells frames apart, up to one that breaks the rules so that its end cannot be known. */
static void
dissect (SondeCaptureFlow *self, Side *side, const guint8 *data, gsize size)
{
  while (size > 0 && !side->is_refused)
    {
      g_autoptr (GError) error = NULL;
      gsize n_used;
      SondeDissection dissection = sonde_dissector_feed (&side->dissector, data, size, &n_used,
                                                         &error);

      if (dissection == SONDE_DISSECTION_INVALID)
        {
          refuse (self, side, data, size, error);
          return;
        }
      sonde_frame_writer_begin (&side->writer, self->time_us, self->time_us);
      if (dissection == SONDE_DISSECTION_FRAME)
        sonde_frame_writer_add_frame (&side->writer, &side->dissector.header, data, n_used);
      else
        sonde_frame_writer_add_part (&side->writer, data, n_used);
      sonde_frame_writer_end (&side->writer);
      data += n_used;
      size -= n_used;
    }
}

static void
begin_frames (SondeCaptureFlow *self)
{
  g_autoptr (SondeDialRecord) dial = sonde_frame_log_get_dial (self->log, self->dial);

  self->phase = PHASE_FRAMES;
  for (gsize i = 0; i < G_N_ELEMENTS (self->sides); i++)
    {
      Side *side = &self->sides[i];
      g_autoptr (GByteArray) head = g_steal_pointer (&side->head);
      SondeDirection direction = side == self->client ? SONDE_DIRECTION_SENT
                                                      : SONDE_DIRECTION_RECEIVED;

      sonde_dissector_init (&side->dissector, direction, dial->answer->deflate != NULL,
                            G_MAXUINT64);
      side->dissector.accepts_masked = direction == SONDE_DIRECTION_RECEIVED;
      sonde_frame_writer_init (&side->writer, self->log, self->dial, direction);
      if (head != NULL)
        dissect (self, side, head->data, head->len);
    }
}

/* Goes on with a head that may be whole now. */
static void
read_head (SondeCaptureFlow *self, Side *side)
{
  Side *server = self->client == &self->sides[0] ? &self->sides[1] : &self->sides[0];
  gsize size = sonde_handshake_find_end (side->head->data, side->head->len);
  g_autoptr (GBytes) received = NULL;
  g_autoptr (SondeDialRecord) dial = NULL;

  if (size == 0)
    {
      if (side->head->len > SONDE_HANDSHAKE_MAX_HEAD_SIZE)
        leave_alone (self);
      return;
    }
  if (self->phase == PHASE_REQUEST)
    {
      if (side != self->client)
        return;
      if (!read_request (self, side->head->data, size, &server->socket))
        {
          leave_alone (self);
          return;
        }
      g_byte_array_remove_range (side->head, 0, (guint) size);
      self->phase = PHASE_ANSWER;
      return;
    }
  if (side == self->client)
    {
      if (side->head->len > MAX_EARLY_SIZE)
        leave_alone (self);
      return;
    }

  received = g_bytes_new (side->head->data, size);
  add_dial (self, received, &server->socket);
  dial = sonde_frame_log_get_dial (self->log, self->dial);
  g_byte_array_remove_range (side->head, 0, (guint) size);
  if (dial->answer != NULL && dial->answer->status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    begin_frames (self);
  else
    leave_alone (self);
}

/* Whether the first bytes of a connection may become a request, in so far as they are there. */
static gboolean
looks_like_request (const GByteArray *head)
{
  return memcmp (head->data, "GET ", MIN (head->len, 4)) == 0;
}

typedef struct
{
  SondeCaptureFlow *flow;
  Side *side;
} Delivery;

static void
on_data (const guint8 *data, gsize size, gpointer user_data)
{
  Delivery *delivery = user_data;
  SondeCaptureFlow *self = delivery->flow;
  Side *side = delivery->side;

  if (self->phase == PHASE_OTHER)
    return;
  if (self->phase == PHASE_FRAMES)
    {
      dissect (self, side, data, size);
      return;
    }

  if (side->head == NULL)
    side->head = g_byte_array_new ();
  g_byte_array_append (side->head, data, (guint) size);
  if (self->client == NULL)
    {
      if (side->head->data[0] == TLS_HANDSHAKE)
        self->is_encrypted = TRUE;
      if (!looks_like_request (side->head))
        {
          leave_alone (self);
          return;
        }
      self->client = side;
    }
  if (self->phase == PHASE_REQUEST && side == self->client && !looks_like_request (side->head))
    leave_alone (self);
  else
    read_head (self, side);
}

/**
 * sonde_capture_flow_add:
 * @segment: the next one of the connection in the capture, of either direction
 * @time_us: of its packet
 *
 * Goes on by a segment.
 */
void
sonde_capture_flow_add (SondeCaptureFlow *self, const SondeSegment *segment, gint64 time_us)
{
  Side *side = &self->sides[0];
  Delivery delivery = { .flow = self };

  if (side->is_known && memcmp (&side->socket, &segment->source, sizeof side->socket) != 0)
    side = &self->sides[1];
  if (!self->sides[0].is_known)
    {
      self->sides[0].socket = segment->source;
      self->sides[1].socket = segment->destination;
      self->sides[0].is_known = TRUE;
      self->sides[1].is_known = TRUE;
    }
  self->time_us = MAX (time_us, self->time_us);
  if (self->phase == PHASE_OTHER)
    {
      side->tcp.started = TRUE;
      return;
    }

  delivery.side = side;
  sonde_tcp_stream_add (&side->tcp, segment, on_data, &delivery);
  note_gap (self, side);
  if ((segment->flags & SONDE_TCP_RST) != 0)
    {
      g_autoptr (GError) reset = g_error_new_literal (SONDE_ERROR, SONDE_ERROR_LOST,
                                                      _ ("The connection was reset"));

      end_frames (self, reset);
    }
  else if (self->sides[0].tcp.is_ended && self->sides[1].tcp.is_ended)
    end_frames (self, NULL);
}

/**
 * sonde_capture_flow_has_data:
 *
 * Returns: whether anything but a first SYN belongs to it, so that another SYN is another
 * connection
 */
gboolean
sonde_capture_flow_has_data (const SondeCaptureFlow *self)
{
  return self->phase != PHASE_REQUEST || self->client != NULL;
}

gboolean
sonde_capture_flow_is_encrypted (const SondeCaptureFlow *self)
{
  return self->is_encrypted;
}
