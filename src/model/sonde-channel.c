/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-channel.h"
#include "sonde-format.h"

/**
 * SondeChannel:
 *
 * One member of the measures, with its samples.
 *
 * Everything but the samples is fixed when the channel is made, so any thread may read it.
 */
struct _SondeChannel
{
  GObject parent_instance;

  char *id;
  char *label;
  const SondeQuantity *quantity;
  guint index;
  SondeSeries *series;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_LABEL,
  PROP_UNIT,
  PROP_ICON_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeChannel, sonde_channel, G_TYPE_OBJECT)

/* A name that came over the wire, fit to be shown: valid, short and on one line. */
static char *
make_label (const char *id)
{
  g_autofree char *valid = g_utf8_make_valid (id, -1);
  GString *label = g_string_new (NULL);
  gsize n_chars = 0;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (n_chars++ == SONDE_CHANNEL_MAX_ID_CHARS)
        {
          g_string_append (label, "…");
          break;
        }
      g_string_append_unichar (label, g_unichar_isprint (character) ? character : 0xfffd);
    }

  return g_string_free (label, FALSE);
}

static void
sonde_channel_finalize (GObject *object)
{
  SondeChannel *self = SONDE_CHANNEL (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->series, sonde_series_unref);

  G_OBJECT_CLASS (sonde_channel_parent_class)->finalize (object);
}

static void
sonde_channel_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeChannel *self = SONDE_CHANNEL (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, sonde_channel_get_id (self));
      break;
    case PROP_LABEL:
      g_value_set_string (value, sonde_channel_get_label (self));
      break;
    case PROP_UNIT:
      g_value_set_string (value, sonde_channel_get_unit (self));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, sonde_channel_get_icon_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_channel_class_init (SondeChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sonde_channel_finalize;
  object_class->get_property = sonde_channel_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_channel_init (SondeChannel *self)
{
}

/**
 * sonde_channel_new:
 * @id: the member's name on the wire
 * @index: the channel's place among those of its dataset, which chooses its colour
 * @max_samples: the bound of its series, at least 1
 *
 * Returns: (transfer full): a new channel without samples, with times of its own
 */
SondeChannel *
sonde_channel_new (const char *id, guint index, gsize max_samples)
{
  g_autoptr (SondeSeries) series = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (max_samples > 0, NULL);

  series = sonde_series_new (max_samples);
  return sonde_channel_new_with_series (id, index, series);
}

/**
 * sonde_channel_new_with_series:
 * @id: the member's name on the wire
 * @index: the channel's place among those of its dataset, which chooses its colour
 * @series: its samples
 *
 * Returns: (transfer full): a new channel
 */
SondeChannel *
sonde_channel_new_with_series (const char *id, guint index, SondeSeries *series)
{
  SondeChannel *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (series != NULL, NULL);

  self = g_object_new (SONDE_TYPE_CHANNEL, NULL);
  self->id = g_strdup (id);
  self->quantity = sonde_quantity_lookup (id);
  self->label = self->quantity != NULL ? g_strdup (sonde_quantity_get_label (self->quantity))
                                       : make_label (id);
  self->index = index;
  self->series = sonde_series_ref (series);

  return self;
}

/**
 * sonde_channel_get_id:
 *
 * Returns: (transfer none): the name on the wire
 */
const char *
sonde_channel_get_id (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  return self->id;
}

/**
 * sonde_channel_get_label:
 *
 * Returns: (transfer none): the name for a person; the wire's own where the quantity is unknown
 */
const char *
sonde_channel_get_label (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  return self->label;
}

/**
 * sonde_channel_get_unit:
 *
 * Returns: (transfer none): the unit's symbol, or an empty string
 */
const char *
sonde_channel_get_unit (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  return self->quantity != NULL ? self->quantity->unit : "";
}

/**
 * sonde_channel_get_icon_name:
 *
 * Returns: (transfer none): a symbolic icon's name
 */
const char *
sonde_channel_get_icon_name (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  return self->quantity != NULL ? self->quantity->icon_name : "view-grid-symbolic";
}

/**
 * sonde_channel_get_decimals:
 *
 * Returns: digits after the separator, or %SONDE_FORMAT_GENERAL for an unknown quantity
 */
guint
sonde_channel_get_decimals (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), 0);

  return self->quantity != NULL ? self->quantity->decimals : SONDE_FORMAT_GENERAL;
}

/**
 * sonde_channel_get_min_range:
 *
 * Returns: the least range of values that a chart should show, or 0 for an unknown quantity
 */
double
sonde_channel_get_min_range (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), 0.0);

  return self->quantity != NULL ? self->quantity->min_range : 0.0;
}

/**
 * sonde_channel_get_index:
 *
 * Returns: the channel's place among those of its dataset
 */
guint
sonde_channel_get_index (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), 0);

  return self->index;
}

/**
 * sonde_channel_get_series:
 *
 * Returns: (transfer none): the samples
 */
SondeSeries *
sonde_channel_get_series (SondeChannel *self)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  return self->series;
}

/**
 * sonde_channel_format_value:
 * @value: a value of this channel
 *
 * Writes a value with the digits that its source resolves, without the unit.
 *
 * Returns: (transfer full): the number in the user's locale
 */
char *
sonde_channel_format_value (SondeChannel *self, double value)
{
  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  return sonde_format_number (value, sonde_channel_get_decimals (self));
}

/**
 * sonde_channel_format_with_unit:
 * @value: a value of this channel
 *
 * Writes a value and its unit, kept together by a no-break space.
 *
 * Returns: (transfer full): the number and the unit
 */
char *
sonde_channel_format_with_unit (SondeChannel *self, double value)
{
  g_autofree char *number = NULL;
  const char *unit;

  g_return_val_if_fail (SONDE_IS_CHANNEL (self), NULL);

  number = sonde_channel_format_value (self, value);
  unit = sonde_channel_get_unit (self);
  if (*unit == '\0')
    return g_steal_pointer (&number);

  return g_strconcat (number, "\302\240", unit, NULL);
}
