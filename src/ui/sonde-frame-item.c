/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame-item.h"

#include <glib/gi18n.h>

#include "sonde-frame-summary.h"
#include "sonde-frame-words.h"
#include "sonde-presentation.h"

/**
 * SondeFrameItem:
 *
 * Stands for a frame in a list, for as long as a row shows it. Its texts are made when asked for.
 */
struct _SondeFrameItem
{
  GObject parent_instance;

  SondeFrameRecord *record;
};

typedef enum
{
  PROP_NUMBER = 1,
  PROP_TIME,
  PROP_DIRECTION_ICON,
  PROP_DIRECTION,
  PROP_FIN,
  PROP_RSV,
  PROP_OPCODE,
  PROP_MASK,
  PROP_LENGTH,
  PROP_MESSAGE,
  PROP_SUMMARY,
  N_PROPS
} SondeFrameItemProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeFrameItem, sonde_frame_item, G_TYPE_OBJECT)

static char *
make_text (const SondeFrameRecord *record, SondeFrameItemProperty property)
{
  const SondeFrameHeader *header = &record->header;
  const gboolean sent = record->direction == SONDE_DIRECTION_SENT;

  switch (property)
    {
    case PROP_NUMBER:
      return g_strdup_printf ("%llu", (unsigned long long) record->number);
    case PROP_TIME:
      return sonde_format_clock (record->time_us);
    case PROP_DIRECTION_ICON:
      return g_strdup (sent ? "sonde-sent-symbolic" : "sonde-received-symbolic");
    case PROP_DIRECTION:
      return g_strdup (sent ? C_ ("frame", "Sent") : C_ ("frame", "Received"));
    case PROP_FIN:
      return g_strdup (header->fin ? "1" : "0");
    case PROP_RSV:
      return g_strdup_printf ("%d%d%d", header->rsv >> 2 & 1, header->rsv >> 1 & 1,
                              header->rsv & 1);
    case PROP_OPCODE:
      if (!sonde_frame_opcode_is_known (header->opcode))
        return g_strdup_printf ("0x%x", header->opcode);
      return g_strdup (sonde_frame_opcode_get_label (header->opcode));
    case PROP_MASK:
      return g_strdup (header->masked ? "1" : "0");
    case PROP_LENGTH:
      return g_strdup_printf ("%llu", (unsigned long long) header->payload_size);
    case PROP_MESSAGE:
      return g_strdup_printf ("%llu", (unsigned long long) record->message);
    case PROP_SUMMARY:
      return sonde_frame_summarize (record);
    case N_PROPS:
    default:
      return NULL;
    }
}

static void
sonde_frame_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeFrameItem *self = SONDE_FRAME_ITEM (object);

  if (self->record != NULL)
    g_value_take_string (value, make_text (self->record, (SondeFrameItemProperty) prop_id));
  else
    g_value_set_string (value, prop_id == PROP_SUMMARY ? _ ("No longer kept") : NULL);
}

static void
sonde_frame_item_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_FRAME_ITEM (object)->record, sonde_frame_record_unref);

  G_OBJECT_CLASS (sonde_frame_item_parent_class)->finalize (object);
}

static void
sonde_frame_item_class_init (SondeFrameItemClass *klass)
{
  static const char *const texts[N_PROPS] = {
    [PROP_NUMBER] = "number",
    [PROP_TIME] = "time",
    [PROP_DIRECTION_ICON] = "direction-icon",
    [PROP_DIRECTION] = "direction",
    [PROP_FIN] = "fin",
    [PROP_RSV] = "rsv",
    [PROP_OPCODE] = "opcode",
    [PROP_MASK] = "mask",
    [PROP_LENGTH] = "length",
    [PROP_MESSAGE] = "message",
    [PROP_SUMMARY] = "summary",
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sonde_frame_item_get_property;
  object_class->finalize = sonde_frame_item_finalize;

  for (guint i = PROP_NUMBER; i < N_PROPS; i++)
    properties[i] = g_param_spec_string (texts[i], NULL, NULL, NULL,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_frame_item_init (SondeFrameItem *self)
{
}

/**
 * sonde_frame_item_new:
 * @record: (nullable) (transfer full): a frame, or %NULL for one that the log dropped meanwhile
 *
 * Returns: (transfer full): an item
 */
SondeFrameItem *
sonde_frame_item_new (SondeFrameRecord *record)
{
  SondeFrameItem *self = g_object_new (SONDE_TYPE_FRAME_ITEM, NULL);

  self->record = record;
  return self;
}

/**
 * sonde_frame_item_get_record:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): its frame
 */
SondeFrameRecord *
sonde_frame_item_get_record (SondeFrameItem *self)
{
  g_return_val_if_fail (SONDE_IS_FRAME_ITEM (self), NULL);

  return self->record;
}
