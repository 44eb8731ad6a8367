/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-dial-record.h"

G_BEGIN_DECLS

/* What there is to see where a dial failed. */
typedef struct
{
  const SondeEndpoint *endpoint;
  SondeDialStage stage;
  const gint64 *stage_us; /* SONDE_DIAL_N_STAGES, -1 where one never began; or NULL */
  gboolean timed_out;
  const char *address; /* numeric, the latest that was tried, or NULL */
  const char *proxy;   /* where one was in between, or NULL */
  GTlsCertificate *certificate;
  GTlsCertificateFlags tls_flags;
  GBytes *first_bytes; /* that came instead of TLS or HTTP, or NULL */
} SondeDialScene;

GError *sonde_dial_error_new (const GError *cause, const SondeDialScene *scene);

G_END_DECLS
