/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_SITUATION_VIEW (sonde_situation_view_get_type ())

/* What shows the situation of a peer; the classes made of it have nothing but a template.
 *
 * Properties: "peer", "wait-s" (u, seconds until the next attempt).
 */
G_DECLARE_DERIVABLE_TYPE (SondeSituationView, sonde_situation_view, SONDE, SITUATION_VIEW, AdwBin)

struct _SondeSituationViewClass
{
  AdwBinClass parent_class;
};

void sonde_situation_view_class_set_template (SondeSituationViewClass *klass, const char *path);

G_END_DECLS
