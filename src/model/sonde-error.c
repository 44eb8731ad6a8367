/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>

static const char *const hints[] = {
  [SONDE_ERROR_ADDRESS] = N_ ("An address looks like ws://192.168.1.20:5000 or wss://host/path."),
  [SONDE_ERROR_NAME_NOT_FOUND] = N_ (
      "Check the spelling, or use the numeric address that the probe prints when it starts."),
  [SONDE_ERROR_REFUSED] = N_ ("Check that the server runs and that the port is the right one."),
  [SONDE_ERROR_UNREACHABLE] = N_ (
      "Check that this computer and the probe are on the same network."),
  [SONDE_ERROR_TIMED_OUT] = N_ (
      "Check the address, that the probe is powered, and that no firewall is in the way."),
  [SONDE_ERROR_TLS] = N_ (
      "Check this computer’s date and the server’s certificate, or use ws: on a network you trust."),
  [SONDE_ERROR_NOT_WEBSOCKET] = N_ (
      "The server is there, but not at this path or port: check both."),
  [SONDE_ERROR_HANDSHAKE] = N_ ("The server’s WebSocket library is at fault: see its version."),
  [SONDE_ERROR_SUBPROTOCOL] = N_ (
      "Offer no subprotocol, or the one that the server speaks (“arduino” for the probe)."),
  [SONDE_ERROR_RESET] = N_ (
      "The probe serves five clients at most: close another one, then try again."),
  [SONDE_ERROR_PROTOCOL] = N_ ("The server breaks RFC 6455: see its WebSocket library."),
  [SONDE_ERROR_ENCODING] = N_ ("WebSocket texts must be UTF-8: send other data as binary."),
  [SONDE_ERROR_TOO_BIG] = N_ (
      "Send smaller messages (the probe takes 15,360 bytes), or raise the limit of the endpoint."),
  [SONDE_ERROR_LOST] = N_ (
      "The server stopped or the network was cut: check its power and the Wi-Fi."),
  [SONDE_ERROR_DEAD_PEER] = N_ ("The link is probably cut: check the probe’s power and the Wi-Fi."),
  [SONDE_ERROR_QUEUE_FULL] = N_ ("The server reads too slowly: wait, or send less."),
  [SONDE_ERROR_NOT_CONNECTED] = N_ ("Connect first."),
  [SONDE_ERROR_SYNTAX] = N_ ("Correct the JSON text or the CSV table at the place that is named."),
  [SONDE_ERROR_LISTEN] = N_ ("Choose another port, or 0 for any free one."),
  [SONDE_ERROR_STORE] = N_ ("Check that the folder exists and that the disk is connected."),
  [SONDE_ERROR_STORE_FULL] = N_ (
      "Free some space on the disk: what still fits in memory is recorded as soon as there is room."),
  [SONDE_ERROR_READ_ONLY] = N_ ("Choose a folder that you may write to, or copy the file there."),
  [SONDE_ERROR_DAMAGED] = N_ ("Open a copy of the file if you have one, or record to a new one."),
  [SONDE_ERROR_NEWER_VERSION] = N_ ("Open the file with the version of Sonde that made it."),
  [SONDE_ERROR_BUSY] = N_ ("Close the other Sonde, or record to another file."),
  [SONDE_ERROR_OVERRUN] = N_ (
      "Check that the disk is not busy with other work, or measure less often."),
  [SONDE_ERROR_MASKED] = N_ (
      "The server’s WebSocket library is at fault. If it cannot be replaced, accept masked frames from this server."),
};

/**
 * sonde_error_quark:
 *
 * The domain of every failure that Sonde reports.
 */
/* clang-format off */
G_DEFINE_QUARK (sonde-error-quark, sonde_error)
/* clang-format on */

/**
 * sonde_error_get_hint:
 * @error: an error of any domain
 *
 * What the user can try, as one or two translated sentences. Safe from any thread.
 *
 * Returns: (nullable): the hint, owned by Sonde; NULL where there is nothing useful to say
 */
const char *
sonde_error_get_hint (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != SONDE_ERROR || error->code < 0 ||
      error->code >= (int) G_N_ELEMENTS (hints) || hints[error->code] == NULL)
    return NULL;

  return _ (hints[error->code]);
}
