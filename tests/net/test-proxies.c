/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-proxies.h"

#include <string.h>

struct _TestProxies
{
  GObject parent_instance;
};

static char *proxied_host;
static char *proxy_uri;

static char **
proxies_lookup (GProxyResolver *resolver,
                const char *uri,
                GCancellable *cancellable,
                GError **error)
{
  const char *const direct[] = { "direct://", NULL };
  const char *const proxied[] = { proxy_uri, NULL };

  return g_strdupv (
      (char **) (proxied_host != NULL && strstr (uri, proxied_host) != NULL ? proxied : direct));
}

static void
proxies_lookup_async (GProxyResolver *resolver,
                      const char *uri,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, proxies_lookup (resolver, uri, NULL, NULL),
                         (GDestroyNotify) g_strfreev);
}

static char **
proxies_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
proxies_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
proxies_init (GProxyResolverInterface *iface)
{
  iface->is_supported = proxies_is_supported;
  iface->lookup = proxies_lookup;
  iface->lookup_async = proxies_lookup_async;
  iface->lookup_finish = proxies_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (
    TestProxies,
    test_proxies,
    G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, proxies_init) g_io_extension_point_implement (
        G_PROXY_RESOLVER_EXTENSION_POINT_NAME, g_define_type_id, "sonde-test", G_MAXINT))

static void
test_proxies_class_init (TestProxiesClass *klass)
{
}

static void
test_proxies_init (TestProxies *self)
{
}

/* Sends what is for a host through a proxy, or everything directly where the host is NULL. */
void
test_proxies_set (const char *host, const char *uri)
{
  g_free (proxied_host);
  g_free (proxy_uri);
  proxied_host = g_strdup (host);
  proxy_uri = g_strdup (uri);
}
