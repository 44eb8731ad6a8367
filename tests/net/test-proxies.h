/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TEST_TYPE_PROXIES (test_proxies_get_type ())

/* What GIO asks for the way to a host, once its type is there: sends one host through a proxy. */
G_DECLARE_FINAL_TYPE (TestProxies, test_proxies, TEST, PROXIES, GObject)

void test_proxies_set (const char *host, const char *uri);

G_END_DECLS
