/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An address of a network interface that is up. */
typedef struct
{
  char *name;
  guint index;
  GInetAddress *address;
  guint prefix_length; /* bits of @address that all on the link share */
  gboolean multicast;
} SondeInterface;

void sonde_interface_free (SondeInterface *self);
gboolean sonde_interface_is_on_link (const SondeInterface *self, GInetAddress *address);

GPtrArray *sonde_interface_list (void);
GSocketAddress *
sonde_interface_create_socket_address (GInetAddress *address, guint16 port, guint index);
char *sonde_interface_describe_all (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeInterface, sonde_interface_free)

G_END_DECLS
