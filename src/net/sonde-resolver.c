/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-resolver.h"

#include "sonde-avahi-query.h"
#include "sonde-diagnosis.h"
#include "sonde-interface.h"
#include "sonde-mdns-query.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SUFFIX ".local"

/* Avahi keeps its own question back where it hears the same one within 100 ms, and asks 100 ms
 * after it was told to. Behind a firewall that takes answers to port 5353 alone, its question is
 * the only one that gets an answer, so that Sonde's waits for longer than these. */
#define AVAHI_FIRST_MS 300

#define FLATPAK_INFO "/.flatpak-info"

static const struct
{
  const char *label;
  SondeEvidenceKind kind;
} ways[] = {
  [SONDE_NAME_WAY_NONE] = { "", 0 },
  [SONDE_NAME_WAY_SYSTEM] = { N_ ("the system"), SONDE_EVIDENCE_SYSTEM_ANSWER },
  [SONDE_NAME_WAY_AVAHI] = { "Avahi", SONDE_EVIDENCE_AVAHI_ANSWER },
  [SONDE_NAME_WAY_MDNS] = { N_ ("multicast DNS"), SONDE_EVIDENCE_MDNS_ANSWER },
};

/* Whoever knows first ends it. */
typedef struct
{
  char *host;
  guint16 port;
  GPtrArray *interfaces;
  GCancellable *inner; /* of those who are asked */
  GSource *limit;
  GSource *cancelled;
  GSource *avahi_first; /* before the network is asked */
  guint n_waiting;
  gboolean ended;
  SondeNameWay way;
  GError *errors[G_N_ELEMENTS (ways)]; /* by the way */
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_free (self->host);
  g_clear_pointer (&self->interfaces, g_ptr_array_unref);
  g_clear_object (&self->inner);
  for (gsize i = 0; i < G_N_ELEMENTS (self->errors); i++)
    g_clear_error (&self->errors[i]);
  g_free (self);
}

/**
 * sonde_resolver_is_local_name:
 *
 * Returns: whether @host is of the network that it is asked on (RFC 6762, section 3)
 */
gboolean
sonde_resolver_is_local_name (const char *host)
{
  gsize size = strlen (host);

  if (size > 0 && host[size - 1] == '.')
    size--;
  return size > strlen (SUFFIX) &&
         g_ascii_strncasecmp (host + size - strlen (SUFFIX), SUFFIX, strlen (SUFFIX)) == 0;
}

/**
 * sonde_name_way_get_label:
 *
 * Returns: who was asked, translated; empty for nobody
 */
const char *
sonde_name_way_get_label (SondeNameWay way)
{
  return *ways[way].label != '\0' ? _ (ways[way].label) : "";
}

/* Avahi takes longer to say that it found nothing than it is waited for. Where it is not there, or
 * out of reach, the bus says so at once, with an error of its own. */
static gboolean
has_asked_avahi (const Lookup *self)
{
  const GError *error = self->errors[SONDE_NAME_WAY_AVAHI];

  return error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* The sandbox comes first, as nothing in it is told of Avahi by the system's resolver. */
static SondeCause
find_cause (const Lookup *self)
{
  if (self->interfaces->len == 0)
    return SONDE_CAUSE_NO_NETWORK;
  if (!has_asked_avahi (self) && g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS))
    return SONDE_CAUSE_LOCAL_NAME_IN_SANDBOX;
  return SONDE_CAUSE_LOCAL_NAME_NOT_FOUND;
}

static GError *
new_error (const Lookup *self)
{
  GError *error = sonde_diagnosis_new_error (find_cause (self), _ ("No address is known for “%s”"),
                                             self->host);

  for (gsize i = SONDE_NAME_WAY_SYSTEM; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *silence = g_strdup_printf (_ ("no answer in %g s"),
                                                  SONDE_RESOLVER_LIMIT_MS / 1000.0);
      const GError *answer = self->errors[i];

      if (answer == NULL || g_error_matches (answer, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        sonde_error_add_text (error, ways[i].kind, silence);
      else
        sonde_error_add_text (error, ways[i].kind, answer->message);
    }
  if (g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS))
    sonde_error_add_text (error, SONDE_EVIDENCE_SANDBOX, "Flatpak");
  return error;
}

/* Those who have not answered yet may still do so; nobody listens then. */
static void
end (GTask *task)
{
  Lookup *self = g_task_get_task_data (task);

  self->ended = TRUE;
  sonde_source_clear (&self->limit);
  sonde_source_clear (&self->cancelled);
  sonde_source_clear (&self->avahi_first);
  g_cancellable_cancel (self->inner);
}

/* Takes the addresses, or the error. */
static void
note (GTask *task, SondeNameWay way, GPtrArray *addresses, GError *error)
{
  Lookup *self = g_task_get_task_data (task);

  if (self->ended)
    {
      g_clear_pointer (&addresses, g_ptr_array_unref);
      g_clear_error (&error);
      return;
    }

  self->n_waiting--;
  if (addresses != NULL)
    {
      g_debug ("%s: %u addresses from %s", self->host, addresses->len, ways[way].label);
      self->way = way;
      end (task);
      g_task_return_pointer (task, addresses, (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  g_debug ("%s: %s: %s", self->host, ways[way].label, error->message);
  self->errors[way] = error;
  if (self->n_waiting == 0)
    {
      end (task);
      g_task_return_error (task, new_error (self));
    }
}

/* What is valid on one link alone comes from the system without that link, so that each is tried.
 */
static void
add_system_address (const Lookup *self, GPtrArray *addresses, GInetAddress *address)
{
  guint previous = 0;

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6 ||
      !g_inet_address_get_is_link_local (address))
    {
      g_ptr_array_add (addresses, g_inet_socket_address_new (address, self->port));
      return;
    }
  for (guint i = 0; i < self->interfaces->len; i++)
    {
      const SondeInterface *interface = g_ptr_array_index (self->interfaces, i);

      if (g_inet_address_get_family (interface->address) == G_SOCKET_FAMILY_IPV6 &&
          g_inet_address_get_is_link_local (interface->address) && interface->index != previous)
        {
          previous = interface->index;
          g_ptr_array_add (addresses, sonde_interface_create_socket_address (address, self->port,
                                                                             interface->index));
        }
    }
}

static void
on_system (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Lookup *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;
  GList *list = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  for (GList *at = list; at != NULL; at = at->next)
    add_system_address (self, addresses, at->data);
  g_resolver_free_addresses (list);
  if (error == NULL && addresses->len == 0)
    error = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                                 _ ("an address of no link that there is"));
  note (task, SONDE_NAME_WAY_SYSTEM, error == NULL ? g_steal_pointer (&addresses) : NULL, error);
}

static void
on_mdns (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *addresses = sonde_mdns_query_finish (result, &error);

  note (task, SONDE_NAME_WAY_MDNS, addresses, error);
}

/* Once, unless it is over. */
static void
ask_network (GTask *task)
{
  Lookup *self = g_task_get_task_data (task);

  if (self->avahi_first == NULL)
    return;
  sonde_source_clear (&self->avahi_first);
  sonde_mdns_query_async (self->host, self->port, self->interfaces, SONDE_MDNS_PORT,
                          SONDE_RESOLVER_LIMIT_MS, self->inner, on_mdns, g_object_ref (task));
}

static gboolean
on_avahi_first (gpointer user_data)
{
  ask_network (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_avahi (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *addresses = sonde_avahi_query_finish (result, &error);

  if (addresses == NULL)
    ask_network (task);
  note (task, SONDE_NAME_WAY_AVAHI, addresses, error);
}

static gboolean
on_limit (gpointer user_data)
{
  GTask *task = user_data;

  end (task);
  g_task_return_error (task, new_error (g_task_get_task_data (task)));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  end (task);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * sonde_resolver_lookup_async:
 * @host: a name in .local
 * @port: that the addresses are made with
 *
 * Asks the system, Avahi and, where that is not there or silent, the network itself: a system whose
 * resolver knows nothing of mDNS, or waits for a name server that does not answer, holds nobody up.
 * Nobody is waited for longer than %SONDE_RESOLVER_LIMIT_MS.
 */
void
sonde_resolver_lookup_async (const char *host,
                             guint16 port,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) system = g_resolver_get_default ();
  Lookup *self = g_new0 (Lookup, 1);

  self->host = g_strdup (host);
  self->port = port;
  self->interfaces = sonde_interface_list ();
  self->inner = g_cancellable_new ();
  self->n_waiting = 3;
  g_task_set_source_tag (task, sonde_resolver_lookup_async);
  g_task_set_task_data (task, self, lookup_free);

  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  self->limit = sonde_source_add_timeout (SONDE_RESOLVER_LIMIT_MS, on_limit, task);

  g_resolver_lookup_by_name_async (system, host, self->inner, on_system, g_object_ref (task));
  sonde_avahi_query_async (host, port, SONDE_RESOLVER_LIMIT_MS, self->inner, on_avahi,
                           g_object_ref (task));
  self->avahi_first = sonde_source_add_timeout (AVAHI_FIRST_MS, on_avahi_first, task);
}

static int
rank (GSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  gboolean ipv6 = g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6;

  return 2 * g_inet_address_get_is_link_local (inet) + ipv6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return rank (*(GSocketAddress *const *) a) - rank (*(GSocketAddress *const *) b);
}

/**
 * sonde_resolver_lookup_finish:
 * @way: (out): who knew
 *
 * Returns: (transfer full) (element-type GSocketAddress): at least one address, the likeliest
 *   first, or %NULL with an error of %SONDE_ERROR that says who was asked and what they said, or
 *   %G_IO_ERROR_CANCELLED
 */
GPtrArray *
sonde_resolver_lookup_finish (GAsyncResult *result, SondeNameWay *way, GError **error)
{
  const Lookup *self = g_task_get_task_data (G_TASK (result));
  GPtrArray *addresses = g_task_propagate_pointer (G_TASK (result), error);

  *way = self->way;
  if (addresses != NULL)
    g_ptr_array_sort (addresses, compare);
  return addresses;
}
