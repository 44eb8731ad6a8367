/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-unmask-item.h"

/**
 * SondeUnmaskItem:
 *
 * Stands for a step of unmasking in a list.
 */
struct _SondeUnmaskItem
{
  GObject parent_instance;

  SondeUnmaskStep step;
};

G_DEFINE_FINAL_TYPE (SondeUnmaskItem, sonde_unmask_item, G_TYPE_OBJECT)

static void
sonde_unmask_item_class_init (SondeUnmaskItemClass *klass)
{
}

static void
sonde_unmask_item_init (SondeUnmaskItem *self)
{
}

/**
 * sonde_unmask_item_new:
 * @anatomy: a frame
 * @index: which octet of its payload
 *
 * Returns: (transfer full): an item
 */
SondeUnmaskItem *
sonde_unmask_item_new (SondeAnatomy *anatomy, gsize index)
{
  SondeUnmaskItem *self = g_object_new (SONDE_TYPE_UNMASK_ITEM, NULL);

  sonde_unmask_step_read (&self->step, anatomy, index);
  return self;
}

/**
 * sonde_unmask_item_get_step:
 * @self: an item
 *
 * Returns: (transfer none): the step
 */
const SondeUnmaskStep *
sonde_unmask_item_get_step (SondeUnmaskItem *self)
{
  return &self->step;
}
