/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sonde-anatomy.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ANATOMY_VIEW (sonde_anatomy_view_get_type ())

/* What shows a frame and has one of its fields selected.
 *
 * Properties: "anatomy" (SondeAnatomy, nullable), "field" (int: the field that is selected, or -1).
 */
G_DECLARE_DERIVABLE_TYPE (SondeAnatomyView, sonde_anatomy_view, SONDE, ANATOMY_VIEW, GtkWidget)

/**
 * SondeAnatomyViewClass:
 * @anatomy_changed: another frame is to be shown, or none; the field of the number that was
 *   selected is selected in it, where it has one
 * @field_changed: another field of the same frame is selected, or none
 *
 * What is shown follows these; whoever listens to the properties is told afterwards.
 */
struct _SondeAnatomyViewClass
{
  GtkWidgetClass parent_class;

  void (*anatomy_changed) (SondeAnatomyView *self);
  void (*field_changed) (SondeAnatomyView *self);
};

SondeAnatomy *sonde_anatomy_view_get_anatomy (SondeAnatomyView *self);
int sonde_anatomy_view_get_field (SondeAnatomyView *self);
void sonde_anatomy_view_set_field (SondeAnatomyView *self, int field);
const SondeFrameField *sonde_anatomy_view_look_up (SondeAnatomyView *self, int field);

G_END_DECLS
