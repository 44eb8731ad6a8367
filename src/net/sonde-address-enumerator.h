/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_TYPE_ADDRESS_ENUMERATOR (sonde_address_enumerator_get_type ())

G_DECLARE_FINAL_TYPE (SondeAddressEnumerator,
                      sonde_address_enumerator,
                      SONDE,
                      ADDRESS_ENUMERATOR,
                      GSocketAddressEnumerator)

GSocketAddressEnumerator *sonde_address_enumerator_new (GPtrArray *addresses);

G_END_DECLS
