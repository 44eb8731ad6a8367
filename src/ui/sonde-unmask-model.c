/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-unmask-model.h"

#include "sonde-unmask-item.h"

/**
 * SondeUnmaskModel:
 *
 * As many items as the payload has octets; it holds none of them.
 */
struct _SondeUnmaskModel
{
  GObject parent_instance;

  SondeAnatomy *anatomy;
  guint n_items;
};

static GType
sonde_unmask_model_get_item_type (GListModel *model)
{
  return SONDE_TYPE_UNMASK_ITEM;
}

static guint
sonde_unmask_model_get_n_items (GListModel *model)
{
  return SONDE_UNMASK_MODEL (model)->n_items;
}

static gpointer
sonde_unmask_model_get_item (GListModel *model, guint position)
{
  SondeUnmaskModel *self = SONDE_UNMASK_MODEL (model);

  if (position >= self->n_items)
    return NULL;
  return sonde_unmask_item_new (self->anatomy, position);
}

static void
sonde_unmask_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_unmask_model_get_item_type;
  iface->get_n_items = sonde_unmask_model_get_n_items;
  iface->get_item = sonde_unmask_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeUnmaskModel,
                               sonde_unmask_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      sonde_unmask_model_list_model_init))

static void
sonde_unmask_model_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_UNMASK_MODEL (object)->anatomy, sonde_anatomy_unref);

  G_OBJECT_CLASS (sonde_unmask_model_parent_class)->finalize (object);
}

static void
sonde_unmask_model_class_init (SondeUnmaskModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_unmask_model_finalize;
}

static void
sonde_unmask_model_init (SondeUnmaskModel *self)
{
}

/**
 * sonde_unmask_model_new:
 *
 * Returns: (transfer full): an empty list
 */
SondeUnmaskModel *
sonde_unmask_model_new (void)
{
  return g_object_new (SONDE_TYPE_UNMASK_MODEL, NULL);
}

/**
 * sonde_unmask_model_set_anatomy:
 * @self: a list
 * @anatomy: (nullable): whose payload to list
 */
void
sonde_unmask_model_set_anatomy (SondeUnmaskModel *self, SondeAnatomy *anatomy)
{
  const guint n_before = self->n_items;

  g_return_if_fail (SONDE_IS_UNMASK_MODEL (self));

  g_clear_pointer (&self->anatomy, sonde_anatomy_unref);
  self->anatomy = anatomy != NULL ? sonde_anatomy_ref (anatomy) : NULL;
  self->n_items = anatomy != NULL ? (guint) MIN (sonde_unmask_get_n_steps (anatomy), G_MAXINT) : 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->n_items);
}
