/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faulty-resolver.h"

struct _FaultyResolver
{
  GResolver parent_instance;

  int code; /* of the error; -1: never answers */
};

G_DEFINE_FINAL_TYPE (FaultyResolver, faulty_resolver, G_TYPE_RESOLVER)

static void
on_lookup_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
}

static void
lookup_async (GResolver *resolver,
              const char *name,
              GResolverNameLookupFlags flags,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  FaultyResolver *self = FAULTY_RESOLVER (resolver);
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  if (self->code >= 0)
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, self->code, "As the test wants it");
      g_object_unref (task);
    }
  else
    {
      g_cancellable_connect (cancellable, G_CALLBACK (on_lookup_cancelled), task, g_object_unref);
    }
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
faulty_resolver_class_init (FaultyResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_with_flags_async = lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
faulty_resolver_init (FaultyResolver *self)
{
}

/* Fails with an error of that code, or, where it is negative, answers nothing until cancelled. */
GResolver *
faulty_resolver_new (int code)
{
  FaultyResolver *self = g_object_new (FAULTY_TYPE_RESOLVER, NULL);

  self->code = code;
  return G_RESOLVER (self);
}
