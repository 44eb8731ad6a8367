/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAULTY_TYPE_RESOLVER (faulty_resolver_get_type ())

/* A resolver that knows nothing, is not well, or never answers. */
G_DECLARE_FINAL_TYPE (FaultyResolver, faulty_resolver, FAULTY, RESOLVER, GResolver)

GResolver *faulty_resolver_new (int code);

G_END_DECLS
