/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-diagnosis.h"
#include "sonde-error.h"

#include <string.h>

/* A resolver that knows no name and asks nobody. */
#define LOST_TYPE_RESOLVER (lost_resolver_get_type ())
G_DECLARE_FINAL_TYPE (LostResolver, lost_resolver, LOST, RESOLVER, GResolver)

struct _LostResolver
{
  GResolver parent_instance;

  char *name; /* the latest that was asked for */
};

G_DEFINE_FINAL_TYPE (LostResolver, lost_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver *resolver,
              const char *name,
              GResolverNameLookupFlags flags,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  LostResolver *self = LOST_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_free (self->name);
  self->name = g_strdup (name);
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name");
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lost_resolver_finalize (GObject *object)
{
  g_free (LOST_RESOLVER (object)->name);

  G_OBJECT_CLASS (lost_resolver_parent_class)->finalize (object);
}

static void
lost_resolver_class_init (LostResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lost_resolver_finalize;
  resolver_class->lookup_by_name_with_flags_async = lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
lost_resolver_init (LostResolver *self)
{
}

static void
test_unknown (void)
{
  g_autoptr (LostResolver) resolver = g_object_new (LOST_TYPE_RESOLVER, NULL);
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (Fixture) fixture = fixture_new ("ws://station.invalid:5000/");
  const GError *error;

  g_resolver_set_default (G_RESOLVER (resolver));
  sonde_connection_open (fixture->connection);
  fixture_wait_for (fixture, SONDE_STATE_CLOSED);
  g_resolver_set_default (usual);
  error = sonde_connection_get_error (fixture->connection);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NAME_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "station.invalid"));
  g_assert_nonnull (sonde_diagnosis_of (error));
  g_assert_cmpstr (resolver->name, ==, "station.invalid");
  g_assert_cmpstr (fixture->states->str, ==, "resolving closed ");
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);

  g_test_add_func ("/names/unknown", test_unknown);

  return g_test_run ();
}
