/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeKind:
 * @SONDE_KIND_AUTO: find out from what arrives
 * @SONDE_KIND_PROBE: speaks `mesure`, `etat`, `periode`
 * @SONDE_KIND_ECHO: sends back what it receives
 * @SONDE_KIND_JSON: JSON objects with numbers, of no known type
 * @SONDE_KIND_OTHER: messages with nothing to plot
 */
typedef enum
{
  SONDE_KIND_AUTO,
  SONDE_KIND_PROBE,
  SONDE_KIND_ECHO,
  SONDE_KIND_JSON,
  SONDE_KIND_OTHER,
} SondeKind;

#define SONDE_ENDPOINT_DEFAULT_TIMEOUT_MS       10000
#define SONDE_ENDPOINT_DEFAULT_KEEPALIVE_MS     10000
#define SONDE_ENDPOINT_DEFAULT_WATCHDOG_MS      15000
#define SONDE_ENDPOINT_DEFAULT_MAX_MESSAGE_SIZE (16 * 1024 * 1024)

#define SONDE_TYPE_ENDPOINT (sonde_endpoint_get_type ())

/* Where to connect and how. A plain value: its owner edits it, a connection takes a copy. */
typedef struct _SondeEndpoint SondeEndpoint;

GType sonde_endpoint_get_type (void) G_GNUC_CONST;

SondeEndpoint *sonde_endpoint_new (const char *address, GError **error);
SondeEndpoint *sonde_endpoint_new_from_variant (GVariant *variant, GError **error); /* a{sv} */
SondeEndpoint *sonde_endpoint_copy (const SondeEndpoint *self);
void sonde_endpoint_free (SondeEndpoint *self);
GVariant *sonde_endpoint_to_variant (const SondeEndpoint *self); /* floating a{sv} */
gboolean sonde_endpoint_equal (const SondeEndpoint *self, const SondeEndpoint *other);

const char *
sonde_endpoint_get_id (const SondeEndpoint *self); /* a UUID, kept by copy and variant */
const char *sonde_endpoint_get_uri (const SondeEndpoint *self); /* normalised */
const char *sonde_endpoint_get_host (const SondeEndpoint *self);
guint16 sonde_endpoint_get_port (const SondeEndpoint *self);
gboolean sonde_endpoint_get_secure (const SondeEndpoint *self);
const char *
sonde_endpoint_get_resource (const SondeEndpoint *self); /* path and query, starts with '/' */
char *sonde_endpoint_get_authority (const SondeEndpoint *self); /* host and port, as in Host: */
gboolean sonde_endpoint_set_address (SondeEndpoint *self, const char *address, GError **error);

const char *sonde_endpoint_get_name (const SondeEndpoint *self); /* the host where none was set */
void sonde_endpoint_set_name (SondeEndpoint *self, const char *name);
SondeKind sonde_endpoint_get_kind (const SondeEndpoint *self);
void sonde_endpoint_set_kind (SondeEndpoint *self, SondeKind kind);
const char *sonde_endpoint_get_origin (const SondeEndpoint *self);
gboolean sonde_endpoint_set_origin (SondeEndpoint *self, const char *origin, GError **error);
const char *const *sonde_endpoint_get_subprotocols (const SondeEndpoint *self);
gboolean sonde_endpoint_set_subprotocols (SondeEndpoint *self,
                                          const char *const *subprotocols,
                                          GError **error);
const char *const *sonde_endpoint_get_headers (const SondeEndpoint *self); /* "Name: value" each */
gboolean sonde_endpoint_add_header (SondeEndpoint *self, const char *header, GError **error);
void sonde_endpoint_clear_headers (SondeEndpoint *self);
gboolean sonde_endpoint_get_reconnects (const SondeEndpoint *self);
void sonde_endpoint_set_reconnects (SondeEndpoint *self, gboolean reconnects);
gboolean sonde_endpoint_get_accepts_masked (const SondeEndpoint *self);
void sonde_endpoint_set_accepts_masked (SondeEndpoint *self, gboolean accepts_masked);
const char *sonde_endpoint_get_ca_file (const SondeEndpoint *self); /* PEM, or NULL */
void sonde_endpoint_set_ca_file (SondeEndpoint *self, const char *ca_file);
guint sonde_endpoint_get_timeout_ms (const SondeEndpoint *self); /* whole dial */
void sonde_endpoint_set_timeout_ms (SondeEndpoint *self, guint timeout_ms);
guint sonde_endpoint_get_keepalive_ms (const SondeEndpoint *self); /* 0: no ping */
void sonde_endpoint_set_keepalive_ms (SondeEndpoint *self, guint keepalive_ms);
guint sonde_endpoint_get_watchdog_ms (const SondeEndpoint *self); /* 0: none */
void sonde_endpoint_set_watchdog_ms (SondeEndpoint *self, guint watchdog_ms);
gsize sonde_endpoint_get_max_message_size (const SondeEndpoint *self);
void sonde_endpoint_set_max_message_size (SondeEndpoint *self, gsize max_message_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeEndpoint, sonde_endpoint_free)

G_END_DECLS
