/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can be seen of a failure. The names and labels are in one table in sonde-evidence.c. */
typedef enum
{
  SONDE_EVIDENCE_ADDRESS, /* numeric, with the port */
  SONDE_EVIDENCE_HOST,
  SONDE_EVIDENCE_SYSTEM_ANSWER, /* of the three who may know a name */
  SONDE_EVIDENCE_AVAHI_ANSWER,
  SONDE_EVIDENCE_MDNS_ANSWER,
  SONDE_EVIDENCE_SANDBOX,
  SONDE_EVIDENCE_NETWORK,
  SONDE_EVIDENCE_PROXY,
  SONDE_EVIDENCE_STAGE,
  SONDE_EVIDENCE_NAME_US, /* spent in each stage */
  SONDE_EVIDENCE_TCP_US,
  SONDE_EVIDENCE_TLS_US,
  SONDE_EVIDENCE_UPGRADE_US,
  SONDE_EVIDENCE_LIMIT_US,
  SONDE_EVIDENCE_SYSTEM_MESSAGE,
  SONDE_EVIDENCE_FIRST_BYTES,
  SONDE_EVIDENCE_TLS_ALERT,
  SONDE_EVIDENCE_CERTIFICATE_PROBLEMS,
  SONDE_EVIDENCE_CERTIFICATE_SUBJECT,
  SONDE_EVIDENCE_CERTIFICATE_NAMES,
  SONDE_EVIDENCE_CERTIFICATE_ISSUER,
  SONDE_EVIDENCE_CERTIFICATE_NOT_BEFORE,
  SONDE_EVIDENCE_CERTIFICATE_NOT_AFTER,
  SONDE_EVIDENCE_CLOCK,
  SONDE_EVIDENCE_STATUS_LINE,
  SONDE_EVIDENCE_SERVER,
  SONDE_EVIDENCE_LOCATION,
  SONDE_EVIDENCE_CONTENT_TYPE,
  SONDE_EVIDENCE_BODY,
  SONDE_EVIDENCE_UPGRADE,
  SONDE_EVIDENCE_CONNECTION,
  SONDE_EVIDENCE_KEY,
  SONDE_EVIDENCE_ACCEPT,
  SONDE_EVIDENCE_EXPECTED_ACCEPT,
  SONDE_EVIDENCE_SUBPROTOCOL,
  SONDE_EVIDENCE_OFFERED_SUBPROTOCOLS,
  SONDE_EVIDENCE_EXTENSIONS,
  SONDE_EVIDENCE_OFFERED_EXTENSIONS,
  SONDE_EVIDENCE_FRAME,
  SONDE_EVIDENCE_CLOSE_CODE,
  SONDE_EVIDENCE_CLOSE_REASON,
  SONDE_EVIDENCE_OPEN_US,
  SONDE_EVIDENCE_SILENCE_US,
  SONDE_EVIDENCE_RECEIVED_BYTES,
  SONDE_EVIDENCE_SENT_BYTES,
  SONDE_EVIDENCE_LAST_MESSAGE_BYTES,
  SONDE_EVIDENCE_LIMIT_BYTES,
  SONDE_EVIDENCE_UNACKNOWLEDGED_SEGMENTS,
  SONDE_EVIDENCE_RETRANSMISSIONS,
} SondeEvidenceKind;

/* One value that was seen: a text, or a number where @text is NULL. */
typedef struct
{
  SondeEvidenceKind kind;
  char *text; /* UTF-8 that can be printed */
  gint64 number;
} SondeEvidence;

SondeEvidence *sonde_evidence_new_text (SondeEvidenceKind kind, const char *text);
SondeEvidence *sonde_evidence_new_number (SondeEvidenceKind kind, gint64 number);
SondeEvidence *sonde_evidence_copy (const SondeEvidence *self);
void sonde_evidence_free (SondeEvidence *self);
const char *sonde_evidence_get_name (const SondeEvidence *self);
const char *sonde_evidence_get_label (const SondeEvidence *self);
char *sonde_evidence_format (const SondeEvidence *self);
char *sonde_evidence_format_bytes (const guint8 *data, gsize size);

G_END_DECLS
