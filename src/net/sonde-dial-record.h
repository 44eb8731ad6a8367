/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-handshake.h"
#include "sonde-resolver.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_DIAL_STAGE_RESOLVING,
  SONDE_DIAL_STAGE_CONNECTING,
  SONDE_DIAL_STAGE_TLS,
  SONDE_DIAL_STAGE_UPGRADING,
} SondeDialStage;

#define SONDE_DIAL_N_STAGES (SONDE_DIAL_STAGE_UPGRADING + 1)

#define SONDE_TYPE_DIAL_RECORD (sonde_dial_record_get_type ())

/**
 * SondeDialRecord:
 * @ordinal: of the dial in its log, from 1; 0 before it is in one
 * @endpoint: where it was to lead
 * @key: the value of Sec-WebSocket-Key
 * @local: (nullable): this side's address, once there was a socket
 * @remote: (nullable): the address that was connected to, of a proxy where there is one
 * @start_time_us: wall-clock microseconds since the Unix epoch
 * @start_monotonic_us: the same moment in g_get_monotonic_time()
 * @stage_us: how long each stage took, in microseconds; -1 where it never began. That of a name
 *   with several addresses is the time for all that were tried.
 * @end_stage: the stage that the dial was in when it ended
 * @name_way: who told the address of a name in .local; none for any other
 * @request: the head of the request as it was sent, whether or not it came to that
 * @request_time_us: wall clock, when its sending began; 0 where it did not come to that
 * @received: (nullable): the head of the answer as it came, with the start of the body of a
 *   refusal; or what came where there was no whole head
 * @head_size: how many bytes of @received are the head
 * @answer_time_us: wall clock, when the head was whole; 0 where it never was
 * @answer: (nullable): what the head says, with every check of it as a row
 * @error: (nullable): why the dial failed, of %SONDE_ERROR
 * @first_frame: the number that the log gave, or would have given, to the first frame after it
 * @end_time_us: wall clock, when the WebSocket was over; 0 while it is open, and where it never was
 * @end_error: (nullable): why it was over, where that was no closing handshake as it should be
 *
 * One dial with its handshake, and how the connection ended that it led to. It never changes, and
 * may be shared between threads: the log replaces it once the connection has ended.
 */
typedef struct
{
  guint ordinal;
  SondeEndpoint *endpoint;
  char *key;
  GSocketAddress *local;
  GSocketAddress *remote;
  gint64 start_time_us;
  gint64 start_monotonic_us;
  gint64 stage_us[SONDE_DIAL_N_STAGES];
  SondeDialStage end_stage;
  SondeNameWay name_way;
  GBytes *request;
  gint64 request_time_us;
  GBytes *received;
  gsize head_size;
  gint64 answer_time_us;
  SondeHandshakeAnswer *answer;
  GError *error;
  guint64 first_frame;
  gint64 end_time_us;
  GError *end_error;
} SondeDialRecord;

GType sonde_dial_record_get_type (void) G_GNUC_CONST;

SondeDialRecord *
sonde_dial_record_new (const SondeEndpoint *endpoint, const char *key, const char *request);
SondeDialRecord *sonde_dial_record_copy (const SondeDialRecord *self);
SondeDialRecord *sonde_dial_record_ref (SondeDialRecord *self);
void sonde_dial_record_unref (SondeDialRecord *self);

void sonde_dial_record_set_received (SondeDialRecord *self, GBytes *received);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeDialRecord, sonde_dial_record_unref)

G_END_DECLS
