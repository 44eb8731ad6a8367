/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-dialer.h"
#include "sonde-endpoint.h"

G_BEGIN_DECLS

GError *sonde_dial_error_new (const GError *cause,
                              const SondeEndpoint *endpoint,
                              SondeDialStage stage,
                              GTlsCertificateFlags tls_flags);
GError *sonde_dial_error_new_timed_out (const SondeEndpoint *endpoint, SondeDialStage stage);

G_END_DECLS
