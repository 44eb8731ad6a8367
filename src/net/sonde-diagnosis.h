/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-endpoint.h"
#include "sonde-error.h"

G_BEGIN_DECLS

/* Why a connection failed; each has a row in the table of sonde-diagnosis.c. */
typedef enum
{
  SONDE_CAUSE_NONE,
  /* The name. */
  SONDE_CAUSE_NAME_NOT_FOUND,
  SONDE_CAUSE_LOCAL_NAME_NOT_FOUND,
  SONDE_CAUSE_LOCAL_NAME_IN_SANDBOX,
  SONDE_CAUSE_NAME_SERVER_SILENT,
  SONDE_CAUSE_NAME_TIMED_OUT,
  /* TCP. */
  SONDE_CAUSE_NO_NETWORK,
  SONDE_CAUSE_UNREACHABLE,
  SONDE_CAUSE_FORBIDDEN,
  SONDE_CAUSE_REFUSED,
  SONDE_CAUSE_TCP_TIMED_OUT,
  SONDE_CAUSE_PROXY_FAILED,
  SONDE_CAUSE_PROXY_AUTHENTICATION,
  SONDE_CAUSE_DIAL_FAILED,
  /* TLS. */
  SONDE_CAUSE_TLS_TIMED_OUT,
  SONDE_CAUSE_TLS_NOT_YET_VALID,
  SONDE_CAUSE_TLS_EXPIRED,
  SONDE_CAUSE_TLS_WRONG_NAME,
  SONDE_CAUSE_TLS_SELF_SIGNED,
  SONDE_CAUSE_TLS_UNKNOWN_AUTHORITY,
  SONDE_CAUSE_TLS_REJECTED,
  SONDE_CAUSE_TLS_PLAIN_SERVER,
  SONDE_CAUSE_TLS_OLD_PROTOCOL,
  SONDE_CAUSE_TLS_HANDSHAKE,
  SONDE_CAUSE_TLS_EXPECTED,
  SONDE_CAUSE_TLS_AUTHORITIES,
  /* The upgrade. */
  SONDE_CAUSE_UPGRADE_TIMED_OUT,
  SONDE_CAUSE_RESET,
  SONDE_CAUSE_ANSWER_CUT,
  SONDE_CAUSE_NOT_HTTP,
  SONDE_CAUSE_HEAD_TOO_LONG,
  SONDE_CAUSE_HTTP_REDIRECT,
  SONDE_CAUSE_HTTP_BAD_REQUEST,
  SONDE_CAUSE_HTTP_FORBIDDEN,
  SONDE_CAUSE_HTTP_NOT_FOUND,
  SONDE_CAUSE_HTTP_UPGRADE_REQUIRED,
  SONDE_CAUSE_HTTP_SERVER_ERROR,
  SONDE_CAUSE_HTTP_PAGE,
  SONDE_CAUSE_HTTP_OTHER,
  SONDE_CAUSE_MISSING_UPGRADE,
  SONDE_CAUSE_WRONG_ACCEPT,
  SONDE_CAUSE_EXTENSION,
  SONDE_CAUSE_SUBPROTOCOL,
  SONDE_CAUSE_HANDSHAKE,
  /* The open connection. */
  SONDE_CAUSE_MASKED_FRAMES,
  SONDE_CAUSE_PROTOCOL,
  SONDE_CAUSE_PING_FLOOD,
  SONDE_CAUSE_ENCODING,
  SONDE_CAUSE_DEFLATE,
  SONDE_CAUSE_TOO_BIG,
  SONDE_CAUSE_PEER_PROTOCOL,
  SONDE_CAUSE_PEER_ENCODING,
  SONDE_CAUSE_PEER_TOO_BIG,
  SONDE_CAUSE_PEER_EXTENSION,
  SONDE_CAUSE_PEER_FAILED,
  SONDE_CAUSE_PEER_CLOSED,
  SONDE_CAUSE_LOST_AFTER_BIG_MESSAGE,
  SONDE_CAUSE_LOST_END,
  SONDE_CAUSE_LOST_RESET,
  SONDE_CAUSE_LOST_NETWORK,
  SONDE_CAUSE_DEAD_PEER,
  SONDE_CAUSE_HALF_OPEN,
  SONDE_CAUSE_N_CAUSES,
} SondeCause;

#define SONDE_DIAGNOSIS_MAX_TRIES 5

/* The weather probe closes with 1009 at one byte more in a text. */
#define SONDE_DIAGNOSIS_PROBE_MAX_BYTES 15360

/* What Sonde knows of a cause. The texts are not translated yet: see the functions. */
typedef struct
{
  const char *id;  /* for programs, never changes */
  SondeError code; /* of the error that bears the cause */
  gboolean lasting;
  const char *reference; /* where the rule is, or NULL */
  const char *title;
  const char *explanation;
  const char *tries[SONDE_DIAGNOSIS_MAX_TRIES];
} SondeDiagnosis;

const SondeDiagnosis *sonde_diagnosis_of (const GError *error);
const SondeDiagnosis *sonde_diagnosis_of_cause (SondeCause cause);
const char *sonde_diagnosis_get_title (const SondeDiagnosis *self);
const char *sonde_diagnosis_get_explanation (const SondeDiagnosis *self);
const char *sonde_diagnosis_get_try (const SondeDiagnosis *self, guint n);
gboolean sonde_diagnosis_is_lasting (const GError *error, guint16 close_code);

GError *sonde_diagnosis_new_error (SondeCause cause, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *sonde_diagnosis_write_report (const GError *error, const SondeEndpoint *endpoint);

G_END_DECLS
