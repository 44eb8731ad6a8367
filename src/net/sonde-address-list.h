/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_TYPE_ADDRESS_LIST (sonde_address_list_get_type ())

/* Addresses to try one after the other, without a proxy: a GSocketConnectable. Unlike what a
 * GResolver hands out, they keep the link that an IPv6 address is of. */
G_DECLARE_FINAL_TYPE (SondeAddressList, sonde_address_list, SONDE, ADDRESS_LIST, GObject)

SondeAddressList *sonde_address_list_new (GPtrArray *addresses);

G_END_DECLS
