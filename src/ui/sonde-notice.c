/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-notice.h"

/**
 * SondeNotice:
 *
 * A line above what is shown that says why nothing new comes.
 */
struct _SondeNotice
{
  SondeSituationView parent_instance;
};

G_DEFINE_FINAL_TYPE (SondeNotice, sonde_notice, SONDE_TYPE_SITUATION_VIEW)

static void
sonde_notice_class_init (SondeNoticeClass *klass)
{
  sonde_situation_view_class_set_template (SONDE_SITUATION_VIEW_CLASS (klass),
                                           "/io/github/sonde_app/Sonde/sonde-notice.ui");
}

static void
sonde_notice_init (SondeNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
