/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-compose-options.h"

#include <glib/gi18n.h>

#include "sonde-close-code.h"
#include "sonde-frame.h"
#include "sonde-presentation.h"

/**
 * SondeComposeOptions:
 *
 * What can be chosen for a message beside its bytes, in a popover.
 */
struct _SondeComposeOptions
{
  GtkPopover parent_instance;

  GtkAdjustment *fragment_adjustment;
  GtkAdjustment *period_adjustment;
  GtkAdjustment *code_adjustment;
  GtkSwitch *repeat_switch;

  SondeOpcode opcode;
  char *summary;
};

typedef enum
{
  PROP_OPCODE = 1,
  PROP_SUMMARY,
  N_PROPS
} SondeComposeOptionsProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeComposeOptions, sonde_compose_options, GTK_TYPE_POPOVER)

static gboolean
is_data (gpointer self, guint opcode)
{
  return !sonde_opcode_is_control ((guint8) opcode);
}

static gboolean
is_close (gpointer self, guint opcode)
{
  return opcode == SONDE_OPCODE_CLOSE;
}

static gboolean
can_repeat (gpointer self, guint opcode)
{
  return opcode != SONDE_OPCODE_CLOSE;
}

static char *
code_meaning (gpointer self, double code)
{
  const char *meaning = sonde_close_code_get_meaning ((guint16) code);

  if (code < 1)
    return g_strdup (_ ("a close frame without a code"));
  if (!sonde_close_code_is_receivable ((guint16) code))
    return g_strdup (_ ("not for the wire: a server should answer 1002"));
  return g_strdup (meaning != NULL ? meaning : "");
}

static void
update_summary (SondeComposeOptions *self)
{
  guint fragment_size = sonde_compose_options_get_fragment_size (self);
  guint period_ms = sonde_compose_options_get_period_ms (self);
  g_autofree char *period = sonde_format_period_ms (period_ms);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (fragment_size > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("in fragments of %u byte",
                                                       "in fragments of %u bytes", fragment_size),
                                             fragment_size));
  if (self->opcode == SONDE_OPCODE_CLOSE)
    g_ptr_array_add (
        parts, g_strdup_printf (_ ("with code %u"), sonde_compose_options_get_close_code (self)));
  if (period_ms > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("every %s"), period));
  g_ptr_array_add (parts, NULL);

  g_free (self->summary);
  self->summary = parts->len > 1 ? g_strjoinv (" · ", (char **) parts->pdata) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
sonde_compose_options_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  SondeComposeOptions *self = SONDE_COMPOSE_OPTIONS (object);

  switch ((SondeComposeOptionsProperty) prop_id)
    {
    case PROP_OPCODE:
      g_value_set_uint (value, self->opcode);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_compose_options_set_property (GObject *object,
                                    guint prop_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SondeComposeOptions *self = SONDE_COMPOSE_OPTIONS (object);

  if (prop_id != PROP_OPCODE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (self->opcode == g_value_get_uint (value))
    return;
  self->opcode = g_value_get_uint (value);
  g_object_notify_by_pspec (object, pspec);
  update_summary (self);
}

static void
sonde_compose_options_finalize (GObject *object)
{
  SondeComposeOptions *self = SONDE_COMPOSE_OPTIONS (object);

  g_free (self->summary);

  G_OBJECT_CLASS (sonde_compose_options_parent_class)->finalize (object);
}

static void
sonde_compose_options_class_init (SondeComposeOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sonde_compose_options_get_property;
  object_class->set_property = sonde_compose_options_set_property;
  object_class->finalize = sonde_compose_options_finalize;

  properties[PROP_OPCODE] = g_param_spec_uint ("opcode", NULL, NULL, 0, 0xf, SONDE_OPCODE_TEXT,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-compose-options.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeComposeOptions, fragment_adjustment);
  gtk_widget_class_bind_template_child (widget_class, SondeComposeOptions, period_adjustment);
  gtk_widget_class_bind_template_child (widget_class, SondeComposeOptions, code_adjustment);
  gtk_widget_class_bind_template_child (widget_class, SondeComposeOptions, repeat_switch);
  gtk_widget_class_bind_template_callback (widget_class, is_data);
  gtk_widget_class_bind_template_callback (widget_class, is_close);
  gtk_widget_class_bind_template_callback (widget_class, can_repeat);
  gtk_widget_class_bind_template_callback (widget_class, code_meaning);
}

static void
sonde_compose_options_init (SondeComposeOptions *self)
{
  self->opcode = SONDE_OPCODE_TEXT;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->fragment_adjustment, "value-changed", G_CALLBACK (update_summary),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->period_adjustment, "value-changed", G_CALLBACK (update_summary),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->code_adjustment, "value-changed", G_CALLBACK (update_summary),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->repeat_switch, "notify::active", G_CALLBACK (update_summary), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sonde_compose_options_get_fragment_size:
 *
 * Returns: bytes of payload in each frame, or 0 for one frame
 */
guint
sonde_compose_options_get_fragment_size (SondeComposeOptions *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSE_OPTIONS (self), 0);

  return is_data (self, self->opcode) ? (guint) gtk_adjustment_get_value (self->fragment_adjustment)
                                      : 0;
}

/**
 * sonde_compose_options_get_close_code:
 *
 * Returns: 0 for a close frame without a code, and for what is not a close
 */
guint16
sonde_compose_options_get_close_code (SondeComposeOptions *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSE_OPTIONS (self), 0);

  return self->opcode == SONDE_OPCODE_CLOSE
             ? (guint16) gtk_adjustment_get_value (self->code_adjustment)
             : 0;
}

/**
 * sonde_compose_options_get_period_ms:
 *
 * Returns: milliseconds between two sendings, or 0 to send once
 */
guint
sonde_compose_options_get_period_ms (SondeComposeOptions *self)
{
  g_return_val_if_fail (SONDE_IS_COMPOSE_OPTIONS (self), 0);

  return can_repeat (self, self->opcode) && gtk_switch_get_active (self->repeat_switch)
             ? (guint) gtk_adjustment_get_value (self->period_adjustment)
             : 0;
}
