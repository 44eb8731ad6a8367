/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-outgoing.h"

#include "sonde-close-code.h"
#include "sonde-error.h"
#include "sonde-frame.h"
#include "sonde-utf8.h"

#include <glib/gi18n-lib.h>

G_DEFINE_BOXED_TYPE (SondeOutgoing, sonde_outgoing, sonde_outgoing_copy, sonde_outgoing_free)

/**
 * sonde_outgoing_new:
 * @opcode: any but a continuation
 * @data: the payload; of a close, its reason
 *
 * Returns: (transfer full): a message for one frame
 */
SondeOutgoing *
sonde_outgoing_new (SondeOpcode opcode, GBytes *data)
{
  SondeOutgoing *self;

  g_return_val_if_fail (data != NULL, NULL);

  self = g_new0 (SondeOutgoing, 1);
  self->opcode = opcode;
  self->data = g_bytes_ref (data);
  return self;
}

SondeOutgoing *
sonde_outgoing_copy (const SondeOutgoing *self)
{
  SondeOutgoing *copy = g_memdup2 (self, sizeof *self);

  g_bytes_ref (copy->data);
  return copy;
}

void
sonde_outgoing_free (SondeOutgoing *self)
{
  g_bytes_unref (self->data);
  g_free (self);
}

static gboolean
check_control (const SondeOutgoing *self, GError **error)
{
  gsize size = g_bytes_get_size (self->data);

  if (self->opcode != SONDE_OPCODE_CLOSE && size > SONDE_FRAME_MAX_CONTROL_SIZE)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                 _ ("A control frame takes %d bytes at most (RFC 6455 section 5.5)"),
                 SONDE_FRAME_MAX_CONTROL_SIZE);
  else if (self->opcode == SONDE_OPCODE_CLOSE && size > SONDE_CLOSE_REASON_MAX_SIZE)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                 _ ("The reason of a close takes %d bytes at most (RFC 6455 section 5.5)"),
                 SONDE_CLOSE_REASON_MAX_SIZE);
  else if (self->opcode == SONDE_OPCODE_CLOSE && self->close_code == 0 && size > 0)
    g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                         _ ("A close without a code has no reason (RFC 6455 section 5.5.1)"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_fragments (const SondeOutgoing *self, GError **error)
{
  gsize size = g_bytes_get_size (self->data);

  if (self->fragment_size == 0)
    return TRUE;
  if (size > SONDE_OUTGOING_MAX_FRAGMENTED)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                 _ ("A message of %zu bytes is too long for fragments; %d is the most"), size,
                 SONDE_OUTGOING_MAX_FRAGMENTED);
  else if (size / self->fragment_size >= SONDE_OUTGOING_MAX_FRAGMENTS)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                 _ ("Fragments of %zu bytes would be more than %d"), self->fragment_size,
                 SONDE_OUTGOING_MAX_FRAGMENTS);
  else
    return TRUE;
  return FALSE;
}

/**
 * sonde_outgoing_check:
 *
 * Returns: whether it can be sent as it is; else %FALSE with %SONDE_ERROR_ENCODING where a text or
 *   a reason is not UTF-8, or %SONDE_ERROR_ARGUMENT
 */
gboolean
sonde_outgoing_check (const SondeOutgoing *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if ((self->opcode == SONDE_OPCODE_TEXT || self->opcode == SONDE_OPCODE_CLOSE) &&
      !sonde_utf8_is_valid (g_bytes_get_data (self->data, NULL), g_bytes_get_size (self->data)))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ENCODING, _ ("The text is not UTF-8"));
      return FALSE;
    }
  return sonde_opcode_is_control ((guint8) self->opcode) ? check_control (self, error)
                                                         : check_fragments (self, error);
}
