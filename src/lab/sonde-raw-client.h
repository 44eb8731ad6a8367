/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-endpoint.h"
#include "sonde-handshake.h"
#include "sonde-message.h"

G_BEGIN_DECLS

#define SONDE_RAW_CLIENT_MAX_FRAME_SIZE (4 * 1024 * 1024)

/**
 * SondeRawFault:
 *
 * What a server may do wrong in a frame of its own, whatever was asked of it.
 */
typedef enum
{
  SONDE_RAW_FAULT_MASKED,   /* RFC 6455 section 5.1 */
  SONDE_RAW_FAULT_RSV,      /* section 5.2, reserved bits */
  SONDE_RAW_FAULT_OPCODE,   /* section 5.2, reserved opcodes */
  SONDE_RAW_FAULT_LENGTH,   /* section 5.2, shortest form */
  SONDE_RAW_FAULT_CONTROL,  /* section 5.5, whole and at most 125 bytes */
  SONDE_RAW_FAULT_SEQUENCE, /* section 5.4, continuations */
  SONDE_RAW_FAULT_CLOSE,    /* section 5.5.1 and 7.4, code and reason */
  SONDE_RAW_FAULT_UTF8,     /* section 8.1 */
  SONDE_RAW_N_FAULTS,
} SondeRawFault;

/* What is held against a server, over all of its connections. */
typedef struct
{
  guint64 n_frames;
  char *evidence[SONDE_RAW_N_FAULTS]; /* the first frame at fault, in hex; NULL for none */
} SondeRawFaults;

void sonde_raw_faults_clear (SondeRawFaults *self);

typedef enum
{
  SONDE_RAW_FRAME,     /* a whole frame came */
  SONDE_RAW_SILENT,    /* nothing until the deadline */
  SONDE_RAW_ENDED,     /* the server ended its stream, or cut the connection */
  SONDE_RAW_BROKEN,    /* what came cannot be read as a frame */
  SONDE_RAW_CANCELLED, /* somebody gave up */
} SondeRawEvent;

/* A frame that was received, its payload unmasked where it came masked. */
typedef struct
{
  gboolean fin;
  SondeOpcode opcode;
  GBytes *payload;
} SondeRawFrame;

void sonde_raw_frame_clear (SondeRawFrame *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeRawFrame, sonde_raw_frame_clear)

/* A WebSocket client that sends any frame, right or wrong, and reads frames one by one. It never
 * answers anything by itself. Its functions wait: it lives on a thread of its own, with the main
 * context that is thread-default there. */
typedef struct _SondeRawClient SondeRawClient;

SondeRawClient *sonde_raw_client_dial (const SondeEndpoint *endpoint,
                                       gboolean offers_deflate,
                                       GCancellable *cancellable,
                                       SondeRawFaults *faults,
                                       SondeHandshakeAnswer **answer,
                                       GPtrArray **checks,
                                       GError **error);
void sonde_raw_client_free (SondeRawClient *self);

gboolean sonde_raw_client_send (
    SondeRawClient *self, guint8 first, gboolean masked, gconstpointer payload, gsize size);
gboolean sonde_raw_client_send_bytes (SondeRawClient *self, const guint8 *data, gsize size);
SondeRawEvent
sonde_raw_client_read (SondeRawClient *self, gint64 deadline_us, SondeRawFrame *frame);
void sonde_raw_client_start_transcript (SondeRawClient *self, GString *transcript);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeRawClient, sonde_raw_client_free)

G_END_DECLS
