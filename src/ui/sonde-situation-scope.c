/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-situation-scope.h"

#include "sonde-diagnosis.h"
#include "sonde-situation.h"

static char *
situation_icon (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_situation_get_icon_name (sonde_situation_of (status)));
}

static char *
situation_title (gpointer self, const SondeStatus *status, guint wait_s)
{
  return sonde_situation_get_title (sonde_situation_of (status), status, wait_s);
}

static char *
situation_description (gpointer self, const SondeStatus *status)
{
  return sonde_situation_get_description (sonde_situation_of (status), status);
}

/* What a server wrote may look like markup. */
static char *
situation_markup (gpointer self, const SondeStatus *status)
{
  g_autofree char *description = situation_description (self, status);

  return g_markup_escape_text (description, -1);
}

static char *
situation_action (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_situation_get_action_name (sonde_situation_of (status), status));
}

static char *
situation_action_label (gpointer self, const SondeStatus *status)
{
  return g_strdup (sonde_situation_get_action_label (sonde_situation_of (status), status));
}

static gboolean
situation_has_action (gpointer self, const SondeStatus *status)
{
  return sonde_situation_get_action_name (sonde_situation_of (status), status) != NULL;
}

static gboolean
situation_has_diagnosis (gpointer self, const SondeStatus *status)
{
  return sonde_diagnosis_of (status->error) != NULL;
}

/* What to try is to be seen without scrolling. */
static char **
situation_page_classes (gpointer self, const SondeStatus *status)
{
  const char *const classes[] = { "compact", NULL };

  return g_strdupv ((char **) (situation_has_diagnosis (self, status) ? classes : classes + 1));
}

static gboolean
situation_is_busy (gpointer self, const SondeStatus *status)
{
  return sonde_situation_of (status) == SONDE_SITUATION_BUSY;
}

/* What one waits for is not to be given up by the way. */
static char **
situation_action_classes (gpointer self, const SondeStatus *status)
{
  const char *const classes[] = { "suggested-action", "pill", NULL };

  return g_strdupv ((char **) (situation_is_busy (self, status) ? classes + 1 : classes));
}

static gboolean
situation_is_noticeable (gpointer self, const SondeStatus *status)
{
  return sonde_situation_of (status) != SONDE_SITUATION_LIVE;
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static const struct
{
  const char *name;
  GCallback callback;
} callbacks[] = {
  { "situation_icon", G_CALLBACK (situation_icon) },
  { "situation_title", G_CALLBACK (situation_title) },
  { "situation_description", G_CALLBACK (situation_description) },
  { "situation_markup", G_CALLBACK (situation_markup) },
  { "situation_page_classes", G_CALLBACK (situation_page_classes) },
  { "situation_has_diagnosis", G_CALLBACK (situation_has_diagnosis) },
  { "situation_action", G_CALLBACK (situation_action) },
  { "situation_action_classes", G_CALLBACK (situation_action_classes) },
  { "situation_action_label", G_CALLBACK (situation_action_label) },
  { "situation_has_action", G_CALLBACK (situation_has_action) },
  { "situation_is_busy", G_CALLBACK (situation_is_busy) },
  { "situation_is_noticeable", G_CALLBACK (situation_is_noticeable) },
  { "text_is_set", G_CALLBACK (text_is_set) },
};

/**
 * sonde_situation_bind_callbacks:
 * @widget_class: a class whose template shows a situation
 *
 * Lets a template call the closures that turn a status into words.
 */
void
sonde_situation_bind_callbacks (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (callbacks); i++)
    gtk_widget_class_bind_template_callback_full (widget_class, callbacks[i].name,
                                                  callbacks[i].callback);
}
