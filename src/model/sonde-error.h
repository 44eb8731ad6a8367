/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-evidence.h"

G_BEGIN_DECLS

#define SONDE_ERROR (sonde_error_quark ())

/**
 * SondeError:
 * @SONDE_ERROR_FAILED: anything that has no code of its own
 * @SONDE_ERROR_ADDRESS: the address is not a usable `ws:` or `wss:` URI
 * @SONDE_ERROR_ARGUMENT: a header, subprotocol, value or option is malformed
 * @SONDE_ERROR_NAME_NOT_FOUND: the host name does not resolve
 * @SONDE_ERROR_REFUSED: nothing listens at that address and port
 * @SONDE_ERROR_UNREACHABLE: no route to the host or the network
 * @SONDE_ERROR_TIMED_OUT: a stage of the dial took too long; the message names the stage
 * @SONDE_ERROR_TLS: the certificate or the TLS handshake was not acceptable
 * @SONDE_ERROR_NOT_WEBSOCKET: the server answered HTTP, but did not switch protocols
 * @SONDE_ERROR_HANDSHAKE: the server switched, but its answer breaks RFC 6455 section 4.1
 * @SONDE_ERROR_SUBPROTOCOL: the server chose a subprotocol that was not offered
 * @SONDE_ERROR_RESET: the connection was cut before one byte of an answer
 * @SONDE_ERROR_PROTOCOL: the peer broke the framing rules (close code 1002)
 * @SONDE_ERROR_ENCODING: a text that is not UTF-8 (close code 1007)
 * @SONDE_ERROR_TOO_BIG: a message over the bound (close code 1009)
 * @SONDE_ERROR_CLOSED: the peer closed with a code that means a refusal
 * @SONDE_ERROR_LOST: the stream ended without a close frame (close code 1006)
 * @SONDE_ERROR_DEAD_PEER: nothing, not even a pong, came within the watchdog's limit
 * @SONDE_ERROR_QUEUE_FULL: what waits to be sent reached its bound
 * @SONDE_ERROR_NOT_CONNECTED: there is no open connection to send on
 * @SONDE_ERROR_SYNTAX: a text is not JSON (RFC 8259) or nests too deep, or a table is not CSV with
 * a time and numbers in each line; the message says where
 * @SONDE_ERROR_LISTEN: the mock cannot listen on that address and port
 * @SONDE_ERROR_CANCELLED: the user gave up
 * @SONDE_ERROR_STORE: a recording cannot be opened, read or written, for a reason of the system's
 * @SONDE_ERROR_STORE_FULL: there is no room left for the recording
 * @SONDE_ERROR_READ_ONLY: the recording or its folder may not be written to
 * @SONDE_ERROR_DAMAGED: the file is not a recording, or part of it is not what was written
 * @SONDE_ERROR_NEWER_VERSION: a newer Sonde made the recording
 * @SONDE_ERROR_BUSY: another Sonde records to the same file
 * @SONDE_ERROR_OVERRUN: measures came faster, or for longer, than they could be recorded
 * @SONDE_ERROR_MASKED: the server masks its frames (RFC 6455 section 5.1), and the endpoint does
 * not say to accept that
 * @SONDE_ERROR_CAPTURE: a file is no capture of packets, or part of it is missing or not as it
 * should be
 * @SONDE_ERROR_TOO_MANY: there are more quantities than a recording holds
 *
 * What can go wrong between the user, the probe and the disk.
 */
typedef enum
{
  SONDE_ERROR_FAILED,
  SONDE_ERROR_ADDRESS,
  SONDE_ERROR_ARGUMENT,
  SONDE_ERROR_NAME_NOT_FOUND,
  SONDE_ERROR_REFUSED,
  SONDE_ERROR_UNREACHABLE,
  SONDE_ERROR_TIMED_OUT,
  SONDE_ERROR_TLS,
  SONDE_ERROR_NOT_WEBSOCKET,
  SONDE_ERROR_HANDSHAKE,
  SONDE_ERROR_SUBPROTOCOL,
  SONDE_ERROR_RESET,
  SONDE_ERROR_PROTOCOL,
  SONDE_ERROR_ENCODING,
  SONDE_ERROR_TOO_BIG,
  SONDE_ERROR_CLOSED,
  SONDE_ERROR_LOST,
  SONDE_ERROR_DEAD_PEER,
  SONDE_ERROR_QUEUE_FULL,
  SONDE_ERROR_NOT_CONNECTED,
  SONDE_ERROR_SYNTAX,
  SONDE_ERROR_LISTEN,
  SONDE_ERROR_CANCELLED,
  SONDE_ERROR_STORE,
  SONDE_ERROR_STORE_FULL,
  SONDE_ERROR_READ_ONLY,
  SONDE_ERROR_DAMAGED,
  SONDE_ERROR_NEWER_VERSION,
  SONDE_ERROR_BUSY,
  SONDE_ERROR_OVERRUN,
  SONDE_ERROR_MASKED,
  SONDE_ERROR_CAPTURE,
  SONDE_ERROR_TOO_MANY,
} SondeError;

GQuark sonde_error_quark (void);
const char *sonde_error_get_hint (const GError *error);

void sonde_error_set_cause (GError *error, int cause);
int sonde_error_get_cause (const GError *error);
void sonde_error_add_text (GError *error, SondeEvidenceKind kind, const char *text);
void sonde_error_add_number (GError *error, SondeEvidenceKind kind, gint64 number);
const GPtrArray *sonde_error_get_evidence (const GError *error);

G_END_DECLS
