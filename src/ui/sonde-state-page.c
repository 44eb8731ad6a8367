/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-state-page.h"

/**
 * SondeStatePage:
 *
 * A page that says what happens where there is nothing to show.
 */
struct _SondeStatePage
{
  SondeSituationView parent_instance;
};

G_DEFINE_FINAL_TYPE (SondeStatePage, sonde_state_page, SONDE_TYPE_SITUATION_VIEW)

static void
sonde_state_page_class_init (SondeStatePageClass *klass)
{
  sonde_situation_view_class_set_template (SONDE_SITUATION_VIEW_CLASS (klass),
                                           "/io/github/sonde_app/Sonde/sonde-state-page.ui");
}

static void
sonde_state_page_init (SondeStatePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
