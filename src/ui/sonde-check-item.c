/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check-item.h"

#include <glib/gi18n.h>

struct _SondeCheckItem
{
  GtkListBoxRow parent_instance;

  GtkWidget *image;

  SondeCheckRow *row;
};

enum
{
  PROP_ROW = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeCheckItem, sonde_check_item, GTK_TYPE_LIST_BOX_ROW)

static const struct
{
  const char *icon_name;
  const char *style;
} looks[SONDE_CHECK_N_OUTCOMES] = {
  [SONDE_CHECK_PENDING] = { "sonde-blank-symbolic", "dim-label" },
  [SONDE_CHECK_RUNNING] = { "sonde-busy-symbolic", "accent" },
  [SONDE_CHECK_PASSED] = { "sonde-confirmed-symbolic", "success" },
  [SONDE_CHECK_FAILED] = { "sonde-failed-symbolic", "error" },
  [SONDE_CHECK_NOT_APPLICABLE] = { "sonde-idle-symbolic", "dim-label" },
  [SONDE_CHECK_SKIPPED] = { "sonde-off-symbolic", "dim-label" },
};

static char *
icon_name (gpointer self, SondeCheckOutcome outcome)
{
  return g_strdup (looks[outcome].icon_name);
}

static char *
outcome_name (gpointer self, SondeCheckOutcome outcome)
{
  return g_strdup (outcome == SONDE_CHECK_PENDING ? "" : sonde_check_outcome_get_name (outcome));
}

static char *
section_name (gpointer self, const char *section)
{
  if (section == NULL || g_str_has_prefix (section, "RFC"))
    return g_strdup (section);
  return g_strdup_printf (_ ("RFC 6455, %s"), section);
}

static gboolean
is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

/* What was sent and came is proof where a rule is broken. */
static gboolean
shows_evidence (gpointer self, SondeCheckOutcome outcome, const char *evidence)
{
  return outcome == SONDE_CHECK_FAILED && is_set (self, evidence);
}

static void
update_style (SondeCheckItem *self)
{
  SondeCheckOutcome outcome = sonde_check_row_get_outcome (self->row);
  g_autofree char *words = g_strdup_printf ("%s: %s", sonde_check_outcome_get_name (outcome),
                                            sonde_check_row_get_title (self->row));

  for (guint i = 0; i < SONDE_CHECK_N_OUTCOMES; i++)
    gtk_widget_remove_css_class (self->image, looks[i].style);
  gtk_widget_add_css_class (self->image, looks[outcome].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
sonde_check_item_constructed (GObject *object)
{
  SondeCheckItem *self = SONDE_CHECK_ITEM (object);

  G_OBJECT_CLASS (sonde_check_item_parent_class)->constructed (object);

  g_signal_connect_object (self->row, "notify::outcome", G_CALLBACK (update_style), self,
                           G_CONNECT_SWAPPED);
  update_style (self);
}

static void
sonde_check_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_ROW)
    g_value_set_object (value, SONDE_CHECK_ITEM (object)->row);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_check_item_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  if (prop_id == PROP_ROW)
    SONDE_CHECK_ITEM (object)->row = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sonde_check_item_finalize (GObject *object)
{
  g_clear_object (&SONDE_CHECK_ITEM (object)->row);

  G_OBJECT_CLASS (sonde_check_item_parent_class)->finalize (object);
}

static void
sonde_check_item_class_init (SondeCheckItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sonde_check_item_constructed;
  object_class->finalize = sonde_check_item_finalize;
  object_class->get_property = sonde_check_item_get_property;
  object_class->set_property = sonde_check_item_set_property;

  properties[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, SONDE_TYPE_CHECK_ROW,
                                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                  G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SONDE_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-check-item.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeCheckItem, image);
  gtk_widget_class_bind_template_callback (widget_class, icon_name);
  gtk_widget_class_bind_template_callback (widget_class, outcome_name);
  gtk_widget_class_bind_template_callback (widget_class, section_name);
  gtk_widget_class_bind_template_callback (widget_class, is_set);
  gtk_widget_class_bind_template_callback (widget_class, shows_evidence);
}

static void
sonde_check_item_init (SondeCheckItem *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sonde_check_item_new (SondeCheckRow *row)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (row), NULL);

  return g_object_new (SONDE_TYPE_CHECK_ITEM, "row", row, NULL);
}
