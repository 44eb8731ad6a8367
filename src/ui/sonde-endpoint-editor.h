/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-endpoint.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ENDPOINT_EDITOR (sonde_endpoint_editor_get_type ())

/* Edits an endpoint. Signal: "saved" (SondeEndpoint *endpoint). */
G_DECLARE_FINAL_TYPE (SondeEndpointEditor, sonde_endpoint_editor, SONDE, ENDPOINT_EDITOR, AdwWindow)

GtkWindow *sonde_endpoint_editor_new (GtkWindow *parent, const SondeEndpoint *endpoint);

G_END_DECLS
