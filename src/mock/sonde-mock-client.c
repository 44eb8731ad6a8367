/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-client.h"
#include "sonde-mock-handshake.h"
#include "sonde-source.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#define READ_SIZE 16384

/* How long a client that is being closed may take to read what is left and to hang up itself. */
#define CLOSE_TIMEOUT_MS 1000

typedef enum
{
  STATE_HEAD, /* the HTTP head comes */
  STATE_OPEN,
  STATE_FLUSHING,  /* closes when all is sent */
  STATE_LINGERING, /* all is sent; throws away what comes until the peer hangs up */
  STATE_CLOSED,
} State;

/**
 * SondeMockClient:
 *
 * One connection of the mock server: handshake, frames and a bounded queue over a plain socket.
 *
 * It never blocks. It belongs to the thread whose thread-default context it was made on.
 */
struct _SondeMockClient
{
  GObject parent_instance;

  GSocket *socket;
  char *peer;
  const SondeMockClientHandler *handler;
  gpointer user_data;
  guint stall_timeout_ms;

  State state;
  gboolean held;
  gboolean linger;
  GByteArray *in;
  gsize in_start; /* what is before it has been dealt with */
  GByteArray *out;
  gsize out_start; /* what is before it has been sent */
  GSource *socket_source;
  gpointer socket_tag;
  GSource *deadline_source;
};

G_DEFINE_FINAL_TYPE (SondeMockClient, sonde_mock_client, G_TYPE_OBJECT)

static gsize
get_pending (SondeMockClient *self)
{
  return self->out->len - self->out_start;
}

/**
 * sonde_mock_client_drop:
 * @self: a client
 *
 * Closes the socket at once, without a frame.
 */
void
sonde_mock_client_drop (SondeMockClient *self)
{
  g_return_if_fail (SONDE_IS_MOCK_CLIENT (self));

  if (self->state == STATE_CLOSED)
    return;

  self->state = STATE_CLOSED;
  sonde_source_clear (&self->socket_source);
  sonde_source_clear (&self->deadline_source);
  g_socket_close (self->socket, NULL);
  self->handler->closed (self, self->user_data);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_autoptr (SondeMockClient) self = g_object_ref (user_data);

  /* A peer that stops in the middle of a frame is told so; one that never finished its handshake,
   * or does not read the close frame, is not. */
  sonde_source_clear (&self->deadline_source);
  if (self->state == STATE_OPEN)
    sonde_mock_client_close (self, 1002, FALSE);
  else
    sonde_mock_client_drop (self);

  return G_SOURCE_REMOVE;
}

static void
set_deadline (SondeMockClient *self, guint timeout_ms)
{
  sonde_source_clear (&self->deadline_source);
  if (timeout_ms == 0)
    return;

  self->deadline_source = sonde_source_add_timeout (timeout_ms, on_deadline, self);
}

/* All is sent: what happens next depends on why it was sent. */
static void
finish_flushing (SondeMockClient *self)
{
  if (!self->linger)
    {
      sonde_mock_client_drop (self);
      return;
    }

  /* Closing a socket with unread data resets the connection, and the reset may overtake the close
   * frame; so this end only says that it has finished. */
  self->state = STATE_LINGERING;
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
}

static void
flush (SondeMockClient *self)
{
  while (get_pending (self) > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize sent = g_socket_send (self->socket, (const char *) self->out->data + self->out_start,
                                   get_pending (self), NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (sent < 0)
        {
          sonde_mock_client_drop (self);
          return;
        }
      self->out_start += (gsize) sent;
      if (self->state == STATE_FLUSHING && self->handler->throttle)
        set_deadline (self, CLOSE_TIMEOUT_MS);
    }

  if (self->out_start > self->out->len / 2)
    {
      g_byte_array_remove_range (self->out, 0, (guint) self->out_start);
      self->out_start = 0;
    }
  if (get_pending (self) == 0 && self->state == STATE_FLUSHING)
    finish_flushing (self);
}

static gboolean
may_process (SondeMockClient *self)
{
  return (self->state == STATE_HEAD || self->state == STATE_OPEN) && !self->held &&
         !(self->handler->throttle && get_pending (self) >= self->handler->max_pending);
}

static void
process_head (SondeMockClient *self)
{
  gsize size = sonde_mock_handshake_find_end (self->in->data, self->in->len);
  g_autofree char *answer = NULL;
  gboolean upgraded = FALSE;

  if (size > SONDE_MOCK_MAX_HEAD_SIZE || (size == 0 && self->in->len > SONDE_MOCK_MAX_HEAD_SIZE))
    {
      sonde_mock_client_drop (self);
      return;
    }
  if (size == 0)
    return;

  answer = sonde_mock_handshake_answer ((const char *) self->in->data, size, self->handler->echo,
                                        &upgraded);
  self->in_start = size;
  g_byte_array_append (self->out, (const guint8 *) answer, (guint) strlen (answer));
  if (upgraded)
    {
      self->state = STATE_OPEN;
      set_deadline (self, 0);
      self->handler->opened (self, self->user_data);
      flush (self);
    }
  else
    {
      self->linger = TRUE;
      self->state = STATE_FLUSHING;
      set_deadline (self, CLOSE_TIMEOUT_MS);
      flush (self);
    }
}

/* Returns whether there was a whole frame. */
static gboolean
process_frame (SondeMockClient *self)
{
  guint8 *data = self->in->data + self->in_start;
  gsize size = self->in->len - self->in_start;
  SondeFrameHeader header;
  /* The board takes a length as it stands, in its shortest form or not. */
  SondeFrameResult result = self->handler->echo
                                ? sonde_frame_header_parse (&header, data, size)
                                : sonde_frame_header_parse_lenient (&header, data, size);
  guint16 code;

  if (result == SONDE_FRAME_INCOMPLETE)
    return FALSE;
  if (result == SONDE_FRAME_INVALID)
    {
      /* The highest bit of a length is never set (RFC 6455 section 5.2), and is too big by far. */
      sonde_mock_client_close (self, (data[2] & 0x80) != 0 ? 1009 : 1002, self->handler->echo);
      return FALSE;
    }

  code = self->handler->header (self, &header, self->user_data);
  if (code != 0)
    {
      sonde_mock_client_close (self, code, self->handler->echo);
      return FALSE;
    }
  if (size - header.size < header.payload_size)
    return FALSE;

  if (header.masked)
    sonde_frame_mask (data + header.size, header.payload_size, header.mask, 0);
  self->in_start += header.size + header.payload_size;
  self->handler->frame (self, &header, data + header.size, self->user_data);

  return TRUE;
}

static void
process (SondeMockClient *self)
{
  if (may_process (self) && self->state == STATE_HEAD)
    process_head (self);
  while (may_process (self) && self->state == STATE_OPEN && process_frame (self))
    ;

  if (self->in_start > 0)
    {
      g_byte_array_remove_range (self->in, 0, (guint) self->in_start);
      self->in_start = 0;
    }
  if (self->state == STATE_OPEN && !self->held)
    set_deadline (self, self->in->len > 0 ? self->stall_timeout_ms : 0);
}

static void
receive (SondeMockClient *self)
{
  g_autoptr (GError) error = NULL;
  char buffer[READ_SIZE];
  gssize size = g_socket_receive (self->socket, buffer, sizeof buffer, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;
  if (size <= 0)
    {
      sonde_mock_client_drop (self);
      return;
    }
  if (self->state == STATE_HEAD || self->state == STATE_OPEN)
    {
      g_byte_array_append (self->in, (const guint8 *) buffer, (guint) size);
      process (self);
    }
}

/* Tells the main loop what to wait for. */
static void
update_events (SondeMockClient *self)
{
  GIOCondition events = 0;

  if (self->socket_source == NULL)
    return;

  if (self->state == STATE_LINGERING || may_process (self))
    events |= G_IO_IN;
  if (get_pending (self) > 0)
    events |= G_IO_OUT;
  g_source_modify_unix_fd (self->socket_source, self->socket_tag, events);
}

static gboolean
on_socket_ready (gpointer user_data)
{
  g_autoptr (SondeMockClient) self = g_object_ref (user_data);
  GIOCondition events = g_source_query_unix_fd (self->socket_source, self->socket_tag);

  if ((events & G_IO_OUT) != 0)
    {
      flush (self);
      process (self);
    }
  if ((events & G_IO_IN) != 0 && self->state != STATE_CLOSED)
    receive (self);
  /* Both directions are gone, which poll tells whatever was asked. */
  if ((events & (G_IO_HUP | G_IO_ERR)) != 0 && (events & G_IO_IN) == 0)
    sonde_mock_client_drop (self);
  update_events (self);

  return G_SOURCE_CONTINUE;
}

static void
sonde_mock_client_finalize (GObject *object)
{
  SondeMockClient *self = SONDE_MOCK_CLIENT (object);

  sonde_source_clear (&self->socket_source);
  sonde_source_clear (&self->deadline_source);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_free (self->peer);
  g_object_unref (self->socket);

  G_OBJECT_CLASS (sonde_mock_client_parent_class)->finalize (object);
}

static void
sonde_mock_client_class_init (SondeMockClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_mock_client_finalize;
}

static void
sonde_mock_client_init (SondeMockClient *self)
{
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
}

static char *
describe_peer (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_remote_address (socket, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("?");

  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

/**
 * sonde_mock_client_new:
 * @socket: a connected socket
 * @handler: what to do with it; outlives the client
 * @user_data: for @handler; outlives the client
 *
 * Returns: (transfer full): a client that does nothing before sonde_mock_client_start()
 */
SondeMockClient *
sonde_mock_client_new (GSocket *socket, const SondeMockClientHandler *handler, gpointer user_data)
{
  SondeMockClient *self;

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);
  g_return_val_if_fail (handler != NULL, NULL);

  self = g_object_new (SONDE_TYPE_MOCK_CLIENT, NULL);
  self->socket = g_object_ref (socket);
  self->handler = handler;
  self->user_data = user_data;
  self->peer = describe_peer (socket);

  return self;
}

/**
 * sonde_mock_client_start:
 * @self: a client
 * @handshake_timeout_ms: how long its HTTP head may take to come
 * @stall_timeout_ms: longest pause in the middle of a frame, after which it is closed with 1002, or
 * 0 for no limit
 *
 * Starts to read, on the thread-default context.
 */
void
sonde_mock_client_start (SondeMockClient *self, guint handshake_timeout_ms, guint stall_timeout_ms)
{
  g_return_if_fail (SONDE_IS_MOCK_CLIENT (self));

  g_socket_set_blocking (self->socket, FALSE);
  g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  /* What a stalled client has not read shall wait here, where it is counted, and not in the kernel.
   */
  if (!self->handler->throttle)
    g_socket_set_option (self->socket, SOL_SOCKET, SO_SNDBUF, (int) self->handler->max_pending / 4,
                         NULL);

  self->socket_source = sonde_source_add_fd (g_socket_get_fd (self->socket), on_socket_ready, self,
                                             &self->socket_tag);
  self->stall_timeout_ms = stall_timeout_ms;
  set_deadline (self, handshake_timeout_ms);
  update_events (self);
}

/**
 * sonde_mock_client_is_open:
 * @self: a client
 *
 * Returns: whether its handshake is done and no close frame was sent
 */
gboolean
sonde_mock_client_is_open (SondeMockClient *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_CLIENT (self), FALSE);

  return self->state == STATE_OPEN;
}

/**
 * sonde_mock_client_get_peer:
 * @self: a client
 *
 * Returns: (transfer none): its address and port, to show
 */
const char *
sonde_mock_client_get_peer (SondeMockClient *self)
{
  g_return_val_if_fail (SONDE_IS_MOCK_CLIENT (self), NULL);

  return self->peer;
}

/**
 * sonde_mock_client_set_held:
 * @self: a client
 * @held: leave what it sends in its socket
 *
 * Lets a client wait, as the real board does with everybody while it reads its light sensor.
 */
void
sonde_mock_client_set_held (SondeMockClient *self, gboolean held)
{
  g_return_if_fail (SONDE_IS_MOCK_CLIENT (self));

  if (self->held == held)
    return;

  self->held = held;
  if (!held)
    process (self);
  update_events (self);
}

/**
 * sonde_mock_client_poll:
 * @self: a client
 *
 * Reads what may have come since the main loop last looked, to learn that a peer has hung up.
 */
void
sonde_mock_client_poll (SondeMockClient *self)
{
  g_return_if_fail (SONDE_IS_MOCK_CLIENT (self));

  if (may_process (self) || self->state == STATE_LINGERING)
    receive (self);
  update_events (self);
}

/**
 * sonde_mock_client_send:
 * @self: a client
 * @opcode: what kind of frame
 * @payload: (array length=size) (nullable): its payload
 * @size: the payload's size in bytes
 *
 * Sends an unmasked, unfragmented frame, or nothing where the connection is not open. A client
 * whose queue is full, and who is not throttled, is dropped, so that it never makes the others
 * wait.
 */
void
sonde_mock_client_send (SondeMockClient *self, SondeOpcode opcode, const void *payload, gsize size)
{
  SondeFrameHeader header = { .fin = TRUE, .opcode = (guint8) opcode, .payload_size = size };
  guint8 data[SONDE_FRAME_MAX_HEADER_SIZE];

  g_return_if_fail (SONDE_IS_MOCK_CLIENT (self));

  if (self->state != STATE_OPEN)
    return;

  g_byte_array_append (self->out, data, (guint) sonde_frame_header_write (&header, data));
  if (size > 0)
    g_byte_array_append (self->out, payload, (guint) size);
  flush (self);

  if (!self->handler->throttle && get_pending (self) > self->handler->max_pending)
    sonde_mock_client_drop (self);
  update_events (self);
}

/**
 * sonde_mock_client_close:
 * @self: a client
 * @code: a close code, or 0 for a close frame without one
 * @linger: whether to let the peer hang up first, for a second at most; the board does not
 *
 * Sends a close frame without a reason and closes the socket after it.
 */
void
sonde_mock_client_close (SondeMockClient *self, guint16 code, gboolean linger)
{
  guint16 payload = GUINT16_TO_BE (code);

  g_return_if_fail (SONDE_IS_MOCK_CLIENT (self));

  if (self->state == STATE_HEAD)
    sonde_mock_client_drop (self);
  if (self->state != STATE_OPEN)
    return;

  sonde_mock_client_send (self, SONDE_OPCODE_CLOSE, &payload, code != 0 ? sizeof payload : 0);
  if (self->state != STATE_OPEN)
    return;
  self->linger = linger;
  self->state = STATE_FLUSHING;
  set_deadline (self, CLOSE_TIMEOUT_MS);
  flush (self);
  update_events (self);
}
