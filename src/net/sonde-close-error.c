/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-close-error.h"

#include "sonde-close-code.h"
#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/**
 * sonde_close_error_new:
 * @cause: what libsoup says of an open connection
 *
 * libsoup has one domain for close codes and for handshakes; anything else comes from the stream.
 *
 * Returns: (transfer full): an error of %SONDE_ERROR
 */
GError *
sonde_close_error_new (const GError *cause)
{
  g_return_val_if_fail (cause != NULL, NULL);

  if (cause->domain != SOUP_WEBSOCKET_ERROR)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_LOST, _ ("The connection was cut: %s"),
                        cause->message);

  switch (cause->code)
    {
    case SOUP_WEBSOCKET_CLOSE_BAD_DATA:
      return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_ENCODING,
                                  _ ("The server sent a text that is not UTF-8"));
    case SOUP_WEBSOCKET_CLOSE_TOO_BIG:
      return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_TOO_BIG,
                                  _ ("The server sent a message that is over the limit"));
    default:
      return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                                  _ ("The server breaks the framing rules of RFC 6455"));
    }
}

/**
 * sonde_close_error_new_refused:
 * @code: of the server's close frame; 1005 where it had none
 * @reason: (nullable): the text beside it
 *
 * Returns: (transfer full) (nullable): %SONDE_ERROR_CLOSED, or %NULL where @code is no complaint
 */
GError *
sonde_close_error_new_refused (guint16 code, const char *reason)
{
  if (!sonde_close_code_is_refusal (code))
    return NULL;
  if (reason == NULL)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_CLOSED, _ ("The server closed with %u (%s)"), code,
                        sonde_close_code_get_meaning (code));
  return g_error_new (SONDE_ERROR, SONDE_ERROR_CLOSED, _ ("The server closed with %u (%s): “%s”"),
                      code, sonde_close_code_get_meaning (code), reason);
}

/**
 * sonde_close_error_is_lasting:
 * @error: (nullable): why a dial failed or a connection ended
 * @code: the close code that came, 0 for none
 *
 * Returns: whether another attempt will hardly fare better until someone changes something; that
 *   someone may be at the server's end, so that it is worth making all the same
 */
gboolean
sonde_close_error_is_lasting (const GError *error, guint16 code)
{
  static const SondeError lasting[] = {
    SONDE_ERROR_TLS,      SONDE_ERROR_NOT_WEBSOCKET, SONDE_ERROR_HANDSHAKE, SONDE_ERROR_SUBPROTOCOL,
    SONDE_ERROR_PROTOCOL, SONDE_ERROR_ENCODING,      SONDE_ERROR_TOO_BIG,   SONDE_ERROR_MASKED,
  };

  if (error == NULL)
    return code == SONDE_CLOSE_CODE_NORMAL;
  for (gsize i = 0; i < G_N_ELEMENTS (lasting); i++)
    {
      if (g_error_matches (error, SONDE_ERROR, lasting[i]))
        return TRUE;
    }
  return FALSE;
}
