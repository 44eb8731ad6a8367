/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-accept-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sonde-accept.h"

/**
 * SondeAcceptView:
 *
 * RFC 6455 section 4.2.2, item 5.4, as a list of four rows.
 */
struct _SondeAcceptView
{
  AdwBin parent_instance;

  GtkLabel *join_value;
  GtkLabel *join_remark;
  GtkLabel *sha1_value;
  GtkLabel *base64_value;
  GtkLabel *compare_value;
  GtkLabel *compare_remark;
  GtkWidget *compare_row;

  char *key;
  char *answer;
};

typedef enum
{
  PROP_KEY = 1,
  PROP_ANSWER,
  N_PROPS
} SondeAcceptViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeAcceptView, sonde_accept_view, ADW_TYPE_BIN)

static void
set_verdict (GtkLabel *label, gboolean right)
{
  gtk_widget_remove_css_class (GTK_WIDGET (label), right ? "error" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (label), right ? "success" : "error");
}

/* Pairs of digits are easier to compare with another program's. */
static char *
part_in_pairs (const char *hex)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0' && hex[i + 1] != '\0'; i += 2)
    g_string_append_printf (text, i > 0 ? " %c%c" : "%c%c", hex[i], hex[i + 1]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_steps (SondeAcceptView *self, const SondeAccept *steps)
{
  g_autofree char *joined = NULL;
  g_autofree char *pairs = part_in_pairs (steps->sha1_hex);
  g_autofree char *remark = g_strdup_printf (_ ("The key decodes to: %s"), steps->key_words);

  joined = g_markup_printf_escaped ("<b>%s</b>%s", steps->key, steps->joined + strlen (steps->key));
  gtk_label_set_markup (self->join_value, joined);
  gtk_label_set_text (self->join_remark, remark);
  set_verdict (self->join_remark, steps->key_is_right);
  gtk_label_set_text (self->sha1_value, pairs);
  gtk_label_set_text (self->base64_value, steps->accept);
}

static void
show_comparison (SondeAcceptView *self, const SondeAccept *steps)
{
  const gboolean right = sonde_accept_matches (steps, self->answer);

  gtk_widget_set_visible (self->compare_row, self->answer != NULL);
  if (self->answer == NULL)
    return;
  gtk_label_set_text (self->compare_value, self->answer);
  gtk_label_set_text (self->compare_remark,
                      right ? _ ("The same: the server read this very key")
                            : _ ("Different: a client must fail the connection (section 4.1, 4)"));
  set_verdict (self->compare_remark, right);
}

static void
update (SondeAcceptView *self)
{
  g_autoptr (SondeAccept) steps = sonde_accept_new (self->key != NULL ? self->key : "");

  show_steps (self, steps);
  show_comparison (self, steps);
}

static void
sonde_accept_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeAcceptView *self = SONDE_ACCEPT_VIEW (object);

  switch ((SondeAcceptViewProperty) prop_id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_ANSWER:
      g_value_set_string (value, self->answer);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_accept_view_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SondeAcceptView *self = SONDE_ACCEPT_VIEW (object);
  char **text = prop_id == PROP_KEY ? &self->key : &self->answer;

  if (prop_id != PROP_KEY && prop_id != PROP_ANSWER)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (g_strcmp0 (*text, g_value_get_string (value)) == 0)
    return;
  g_free (*text);
  *text = g_value_dup_string (value);
  update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
sonde_accept_view_finalize (GObject *object)
{
  SondeAcceptView *self = SONDE_ACCEPT_VIEW (object);

  g_free (self->key);
  g_free (self->answer);

  G_OBJECT_CLASS (sonde_accept_view_parent_class)->finalize (object);
}

static void
sonde_accept_view_class_init (SondeAcceptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_accept_view_get_property;
  object_class->set_property = sonde_accept_view_set_property;
  object_class->finalize = sonde_accept_view_finalize;

  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_ANSWER] = g_param_spec_string ("answer", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-accept-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, join_value);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, join_remark);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, sha1_value);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, base64_value);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, compare_value);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, compare_remark);
  gtk_widget_class_bind_template_child (widget_class, SondeAcceptView, compare_row);
}

static void
sonde_accept_view_init (SondeAcceptView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}
