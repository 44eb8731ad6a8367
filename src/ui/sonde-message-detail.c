/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-detail.h"

#include <glib/gi18n.h>

#include "sonde-hex.h"
#include "sonde-json-layout.h"

/* A text view slows down with what it holds; the whole message can still be copied. */
#define MAX_LAYOUT_BYTES (128 * 1024)
#define MAX_DUMP_BYTES   4096
#define BYTES_PER_LINE   8

/**
 * SondeMessageDetail:
 *
 * Shows one message twice: as a person reads it and as it was on the wire.
 */
struct _SondeMessageDetail
{
  AdwBin parent_instance;

  SondeMessageItem *item;
  gboolean narrow;
};

typedef enum
{
  PROP_ITEM = 1,
  PROP_NARROW,
  N_PROPS
} SondeMessageDetailProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeMessageDetail, sonde_message_detail, ADW_TYPE_BIN)

static SondeMessage *
get_message (SondeMessageItem *item)
{
  return item != NULL ? sonde_message_item_get_message (item) : NULL;
}

static GtkOrientation
orientation (gpointer self, gboolean narrow)
{
  return narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
}

static char *
summary (gpointer self, SondeMessageItem *item)
{
  g_autofree char *direction = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *time = NULL;
  g_autofree char *rtt = NULL;
  g_autofree char *size_text = NULL;
  SondeMessage *message = get_message (item);
  gsize size;

  if (message == NULL)
    return g_strdup (_ ("No longer kept"));
  g_object_get (item, "direction", &direction, "kind", &kind, "time", &time, "rtt", &rtt, NULL);
  size = sonde_message_get_size (message);
  size_text = g_strdup_printf (ngettext ("%zu byte", "%zu bytes", size), size);
  if (*rtt != '\0')
    return g_strdup_printf (_ ("%s · %s · %s · %s · round trip %s"), kind, direction, time,
                            size_text, rtt);
  return g_strdup_printf ("%s · %s · %s · %s", kind, direction, time, size_text);
}

static char *
describe_text (SondeMessage *message)
{
  GBytes *data = sonde_message_get_data (message);
  gsize size;
  const char *text = g_bytes_get_data (data, &size);
  char *layout = NULL;

  if (size > MAX_LAYOUT_BYTES)
    return g_strdup (_ ("Too long to lay out. Copy it to see all of it."));
  if (sonde_message_get_opcode (message) == SONDE_OPCODE_TEXT)
    layout = sonde_json_layout (text, size);
  if (layout == NULL)
    layout = sonde_message_get_preview (message, MAX_LAYOUT_BYTES);
  return layout;
}

static char *
pretty (gpointer self, SondeMessageItem *item)
{
  SondeMessage *message = get_message (item);

  return message != NULL ? describe_text (message) : g_strdup ("");
}

static char *
dump (gpointer self, SondeMessageItem *item)
{
  SondeMessage *message = get_message (item);

  if (message == NULL)
    return g_strdup ("");
  return sonde_hex_dump (sonde_message_get_data (message), MAX_DUMP_BYTES, BYTES_PER_LINE);
}

static void
copy (SondeMessageDetail *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied"));
}

static void
copy_text (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeMessageDetail *self = SONDE_MESSAGE_DETAIL (widget);
  SondeMessage *message = get_message (self->item);
  g_autofree char *text = NULL;
  const char *data;
  gsize size;

  if (message == NULL)
    return;
  data = g_bytes_get_data (sonde_message_get_data (message), &size);
  text = size > 0 ? g_utf8_make_valid (data, (gssize) size) : g_strdup ("");
  copy (self, text);
}

static void
copy_bytes (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeMessageDetail *self = SONDE_MESSAGE_DETAIL (widget);
  SondeMessage *message = get_message (self->item);
  g_autoptr (GString) text = g_string_new (NULL);
  const guint8 *data;
  gsize size;

  if (message == NULL)
    return;
  data = g_bytes_get_data (sonde_message_get_data (message), &size);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", data[i]);
  copy (self, text->str);
}

static void
sonde_message_detail_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeMessageDetail *self = SONDE_MESSAGE_DETAIL (object);

  switch ((SondeMessageDetailProperty) prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_message_detail_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  SondeMessageDetail *self = SONDE_MESSAGE_DETAIL (object);

  switch ((SondeMessageDetailProperty) prop_id)
    {
    case PROP_ITEM:
      if (g_set_object (&self->item, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        return;
      self->narrow = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_message_detail_dispose (GObject *object)
{
  SondeMessageDetail *self = SONDE_MESSAGE_DETAIL (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (sonde_message_detail_parent_class)->dispose (object);
}

static void
sonde_message_detail_class_init (SondeMessageDetailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_message_detail_get_property;
  object_class->set_property = sonde_message_detail_set_property;
  object_class->dispose = sonde_message_detail_dispose;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, SONDE_TYPE_MESSAGE_ITEM, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "detail.copy-text", NULL, copy_text);
  gtk_widget_class_install_action (widget_class, "detail.copy-bytes", NULL, copy_bytes);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-message-detail.ui");
  gtk_widget_class_bind_template_callback (widget_class, orientation);
  gtk_widget_class_bind_template_callback (widget_class, summary);
  gtk_widget_class_bind_template_callback (widget_class, pretty);
  gtk_widget_class_bind_template_callback (widget_class, dump);
}

static void
sonde_message_detail_init (SondeMessageDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
