/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-echo.h"

#include "sonde-utf8.h"

/**
 * SondeMockEcho:
 *
 * One client's conversation with the echo server, which keeps to RFC 6455 where the board does not.
 */
struct _SondeMockEcho
{
  gboolean in_message;
  SondeOpcode opcode; /* of the message whose fragments come */
  GByteArray *message;
};

/**
 * sonde_mock_echo_new:
 *
 * Returns: (transfer full): the start of a conversation
 */
SondeMockEcho *
sonde_mock_echo_new (void)
{
  SondeMockEcho *self = g_new0 (SondeMockEcho, 1);

  self->message = g_byte_array_new ();

  return self;
}

/**
 * sonde_mock_echo_free:
 * @self: (transfer full): a conversation
 */
void
sonde_mock_echo_free (SondeMockEcho *self)
{
  g_byte_array_unref (self->message);
  g_free (self);
}

/**
 * sonde_mock_echo_check:
 * @self: a conversation
 * @header: a frame that begins
 *
 * Judges a frame by its header: reserved bits, mask and opcodes (RFC 6455 sections 5.1 and 5.2),
 * size and fragmentation (sections 5.4 and 5.5).
 *
 * Returns: 0, or the code to close with
 */
guint16
sonde_mock_echo_check (SondeMockEcho *self, const SondeFrameHeader *header)
{
  gboolean control = sonde_opcode_is_control (header->opcode);

  if (header->rsv != 0 || !header->masked || (header->opcode & 0x7) > 2)
    return 1002;
  if (control)
    return header->fin && header->payload_size <= SONDE_FRAME_MAX_CONTROL_SIZE ? 0 : 1002;
  if (self->in_message != (header->opcode == SONDE_OPCODE_CONTINUATION))
    return 1002;
  if (header->payload_size > SONDE_MOCK_ECHO_MAX_MESSAGE_SIZE - self->message->len)
    return 1009;

  return 0;
}

/* Which code answers a close frame (RFC 6455 sections 5.5.1 and 7.4): its own, where it may be sent
 * at all. */
static guint16
choose_close_code (const guint8 *payload, gsize size)
{
  guint16 code;

  if (size == 0)
    return 0;
  if (size == 1)
    return 1002;

  code = (guint16) (payload[0] << 8 | payload[1]);
  if (code < 1000 || code >= 5000 || (code >= 1004 && code <= 1006) || (code > 1014 && code < 3000))
    return 1002;
  if (!sonde_utf8_is_valid (payload + 2, size - 2))
    return 1007;

  return code;
}

static gboolean
receive_data (SondeMockEcho *self,
              SondeMockClient *client,
              const SondeFrameHeader *header,
              const guint8 *payload)
{
  if (header->opcode != SONDE_OPCODE_CONTINUATION)
    self->opcode = header->opcode;
  self->in_message = !header->fin;
  g_byte_array_append (self->message, payload, (guint) header->payload_size);
  if (!header->fin)
    return FALSE;

  if (self->opcode == SONDE_OPCODE_TEXT &&
      !sonde_utf8_is_valid (self->message->data, self->message->len))
    sonde_mock_client_close (client, 1007, TRUE);
  else
    sonde_mock_client_send (client, self->opcode, self->message->data, self->message->len);
  g_byte_array_set_size (self->message, 0);

  return TRUE;
}

/**
 * sonde_mock_echo_receive:
 * @self: a conversation
 * @client: whom to answer
 * @header: the header of a frame that sonde_mock_echo_check() let through
 * @payload: (array): its payload, unmasked
 *
 * Answers a frame: a message, once it is complete, by the same message in one frame; a ping by its
 * pong; a close by its own code.
 *
 * Returns: whether it ended a message
 */
gboolean
sonde_mock_echo_receive (SondeMockEcho *self,
                         SondeMockClient *client,
                         const SondeFrameHeader *header,
                         const guint8 *payload)
{
  if (!sonde_opcode_is_control (header->opcode))
    return receive_data (self, client, header, payload);

  if (header->opcode == SONDE_OPCODE_PING)
    sonde_mock_client_send (client, SONDE_OPCODE_PONG, payload, header->payload_size);
  else if (header->opcode == SONDE_OPCODE_CLOSE)
    sonde_mock_client_close (client, choose_close_code (payload, header->payload_size), TRUE);

  return FALSE;
}
