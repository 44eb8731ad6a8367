/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-message-item.h"

#include <glib/gi18n.h>

#include "sonde-presentation.h"

#define PREVIEW_CHARS 300

/**
 * SondeMessageItem:
 *
 * Stands for a message in a list, for as long as a row shows it. Its texts are made when asked for.
 */
struct _SondeMessageItem
{
  GObject parent_instance;

  SondeMessage *message;
};

typedef enum
{
  PROP_MESSAGE = 1,
  PROP_TIME,
  PROP_DIRECTION_ICON,
  PROP_DIRECTION,
  PROP_KIND,
  PROP_SIZE,
  PROP_RTT,
  PROP_PREVIEW,
  N_PROPS
} SondeMessageItemProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeMessageItem, sonde_message_item, G_TYPE_OBJECT)

static char *
make_text (SondeMessage *message, SondeMessageItemProperty property)
{
  const gboolean sent = sonde_message_get_direction (message) == SONDE_DIRECTION_SENT;

  switch (property)
    {
    case PROP_TIME:
      return sonde_format_moment (sonde_message_get_time_us (message));
    case PROP_DIRECTION_ICON:
      return g_strdup (sent ? "sonde-sent-symbolic" : "sonde-received-symbolic");
    case PROP_DIRECTION:
      return g_strdup (sent ? _ ("Sent") : _ ("Received"));
    case PROP_KIND:
      return g_strdup (sonde_opcode_get_label (sonde_message_get_opcode (message)));
    case PROP_SIZE:
      return g_format_size (sonde_message_get_size (message));
    case PROP_RTT:
      if (sonde_message_get_rtt_us (message) < 0)
        return g_strdup ("");
      return sonde_format_interval_us (sonde_message_get_rtt_us (message));
    case PROP_PREVIEW:
      return sonde_message_get_preview (message, PREVIEW_CHARS);
    case PROP_MESSAGE:
    case N_PROPS:
    default:
      return NULL;
    }
}

static void
sonde_message_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeMessageItem *self = SONDE_MESSAGE_ITEM (object);

  if (prop_id == PROP_MESSAGE)
    g_value_set_boxed (value, self->message);
  else if (self->message != NULL)
    g_value_take_string (value, make_text (self->message, (SondeMessageItemProperty) prop_id));
  else
    g_value_set_string (value, prop_id == PROP_PREVIEW ? _ ("No longer kept") : NULL);
}

static void
sonde_message_item_finalize (GObject *object)
{
  SondeMessageItem *self = SONDE_MESSAGE_ITEM (object);

  g_clear_pointer (&self->message, sonde_message_unref);

  G_OBJECT_CLASS (sonde_message_item_parent_class)->finalize (object);
}

static void
sonde_message_item_class_init (SondeMessageItemClass *klass)
{
  static const char *const texts[] = {
    [PROP_TIME] = "time",           [PROP_DIRECTION_ICON] = "direction-icon",
    [PROP_DIRECTION] = "direction", [PROP_KIND] = "kind",
    [PROP_SIZE] = "size",           [PROP_RTT] = "rtt",
    [PROP_PREVIEW] = "preview",
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_message_item_get_property;
  object_class->finalize = sonde_message_item_finalize;

  properties[PROP_MESSAGE] = g_param_spec_boxed ("message", NULL, NULL, SONDE_TYPE_MESSAGE, flags);
  for (guint i = PROP_TIME; i < N_PROPS; i++)
    properties[i] = g_param_spec_string (texts[i], NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_message_item_init (SondeMessageItem *self)
{
}

/**
 * sonde_message_item_new:
 * @message: (nullable) (transfer full): a message, or %NULL for one that the log dropped meanwhile
 *
 * Returns: (transfer full): an item
 */
SondeMessageItem *
sonde_message_item_new (SondeMessage *message)
{
  SondeMessageItem *self = g_object_new (SONDE_TYPE_MESSAGE_ITEM, NULL);

  self->message = message;
  return self;
}

/**
 * sonde_message_item_get_message:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): its message
 */
SondeMessage *
sonde_message_item_get_message (SondeMessageItem *self)
{
  g_return_val_if_fail (SONDE_IS_MESSAGE_ITEM (self), NULL);

  return self->message;
}
