/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-codec.h"

#include "sonde-json.h"

#include <math.h>
#include <string.h>

/* A `date` before 2000 or after 2100 is a clock that was never set, or not in milliseconds. */
#define MIN_DATE_MS G_GINT64_CONSTANT (946684800000)
#define MAX_DATE_MS G_GINT64_CONSTANT (4102444800000)

/* The longest decimal spelling of a double that anybody sends has some 24 characters. */
#define MAX_NUMBER_SIZE 64

static const char *const kind_names[] = {
  [SONDE_DECODED_OTHER] = "other",     [SONDE_DECODED_MESURE] = "mesure",
  [SONDE_DECODED_ETAT] = "etat",       [SONDE_DECODED_PERIODE] = "periode",
  [SONDE_DECODED_NUMBERS] = "numbers",
};

static void
clear_reading (SondeReading *reading)
{
  g_free (reading->id);
}

static SondeDecoded *
sonde_decoded_new (void)
{
  SondeDecoded *self = g_new0 (SondeDecoded, 1);

  self->readings = g_array_new (FALSE, FALSE, sizeof (SondeReading));
  g_array_set_clear_func (self->readings, (GDestroyNotify) clear_reading);
  return self;
}

/**
 * sonde_decoded_copy:
 *
 * Returns: (transfer full): a copy
 */
SondeDecoded *
sonde_decoded_copy (const SondeDecoded *self)
{
  SondeDecoded *copy = sonde_decoded_new ();

  copy->kind = self->kind;
  copy->value = self->value;
  copy->source_time_us = self->source_time_us;
  for (guint i = 0; i < self->readings->len; i++)
    {
      SondeReading reading = g_array_index (self->readings, SondeReading, i);

      reading.id = g_strdup (reading.id);
      g_array_append_val (copy->readings, reading);
    }
  return copy;
}

void
sonde_decoded_free (SondeDecoded *self)
{
  g_array_unref (self->readings);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (SondeDecoded, sonde_decoded, sonde_decoded_copy, sonde_decoded_free)

/**
 * sonde_decoded_kind_get_name:
 *
 * Returns: (transfer none): the name that programs use: "mesure", "etat", "periode", "numbers" or
 *     "other"
 */
const char *
sonde_decoded_kind_get_name (SondeDecodedKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

static gboolean
string_to_number (const char *string, double *value)
{
  gsize size = strlen (string);
  char *end;

  /* The set of characters keeps out what strtod() would take: "nan", "infinity", "0x10". */
  if (size == 0 || size > MAX_NUMBER_SIZE || strspn (string, "+-.0123456789eE") != size)
    return FALSE;

  *value = g_ascii_strtod (string, &end);
  return *end == '\0' && isfinite (*value);
}

static gboolean
node_to_number (JsonNode *node, gboolean accept_strings, double *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return accept_strings && string_to_number (json_node_get_string (node), value);
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  *value = json_node_get_double (node);
  return TRUE;
}

/* Milliseconds: a whole number, also where it was spelled as a string or as "5000.0". */
static gboolean
node_to_integer (JsonNode *node, gint64 *value)
{
  double number;

  if (node == NULL || !node_to_number (node, TRUE, &number))
    return FALSE;
  if (number < 0 || number > 9e15 || number != floor (number))
    return FALSE;

  *value = (gint64) number;
  return TRUE;
}

static gboolean
node_to_etat (JsonNode *node, gint64 *value)
{
  static const struct
  {
    const char *spelling;
    gint64 value;
  } spellings[] = {
    { "on", 1 }, { "off", 0 }, { "true", 1 }, { "false", 0 }, { "1", 1 }, { "0", 0 },
  };
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;

  if (type == G_TYPE_BOOLEAN)
    {
      *value = json_node_get_boolean (node) ? 1 : 0;
      return TRUE;
    }
  if (type == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
      return *value == 0 || *value == 1;
    }
  if (type != G_TYPE_STRING)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_str_equal (json_node_get_string (node), spellings[i].spelling))
      {
        *value = spellings[i].value;
        return TRUE;
      }
  return FALSE;
}

static gint64
get_source_time_us (JsonObject *object)
{
  gint64 date_ms;

  if (!node_to_integer (json_object_get_member (object, "date"), &date_ms))
    return 0;
  return date_ms >= MIN_DATE_MS && date_ms <= MAX_DATE_MS ? date_ms * 1000 : 0;
}

static gboolean
is_usable_id (const char *id)
{
  if (*id == '\0' || strlen (id) > SONDE_CODEC_MAX_ID_SIZE)
    return FALSE;

  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static SondeReading *
find_reading (SondeDecoded *self, const char *id)
{
  for (guint i = 0; i < self->readings->len; i++)
    {
      SondeReading *reading = &g_array_index (self->readings, SondeReading, i);

      if (g_str_equal (reading->id, id))
        return reading;
    }
  return NULL;
}

static void
add_reading (SondeDecoded *self, const char *prefix, const char *name, double value)
{
  g_autofree char *id = prefix != NULL ? g_strconcat (prefix, ".", name, NULL) : g_strdup (name);

  /* One may come twice: {"a":{"b":1},"a.b":2} */
  if (is_usable_id (id) && find_reading (self, id) == NULL)
    {
      SondeReading reading = { .id = g_steal_pointer (&id), .value = value };

      g_array_append_val (self->readings, reading);
    }
}

static void
add_readings (SondeDecoded *self, const char *prefix, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      double value;

      if (prefix == NULL && (g_str_equal (name, "type") || g_str_equal (name, "date")))
        continue;

      if (self->readings->len == SONDE_CODEC_MAX_READINGS)
        break;
      if (!is_usable_id (name))
        continue;

      if (JSON_NODE_HOLDS_NULL (node))
        add_reading (self, prefix, name, NAN);
      else if (JSON_NODE_HOLDS_OBJECT (node) && prefix == NULL)
        add_readings (self, name, json_node_get_object (node));
      else if (node_to_number (node, self->kind == SONDE_DECODED_MESURE, &value))
        add_reading (self, prefix, name, value);
    }
}

/* A BME280 that failed has a null temperature, and zeros that were never measured beside it. */
static void
drop_failed_sensor (SondeDecoded *self)
{
  static const char *const others[] = { "humidite", "pression" };
  SondeReading *temperature = find_reading (self, "temperature");

  if (temperature == NULL || !isnan (temperature->value))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      SondeReading *reading = find_reading (self, others[i]);

      if (reading != NULL && reading->value == 0)
        reading->value = NAN;
    }
}

static gboolean
has_value (SondeDecoded *self)
{
  for (guint i = 0; i < self->readings->len; i++)
    if (!isnan (g_array_index (self->readings, SondeReading, i).value))
      return TRUE;
  return FALSE;
}

static SondeDecodedKind
get_announced_kind (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "type");
  const char *type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return SONDE_DECODED_NUMBERS;

  type = json_node_get_string (node);
  for (SondeDecodedKind kind = SONDE_DECODED_MESURE; kind <= SONDE_DECODED_PERIODE; kind++)
    if (g_str_equal (type, kind_names[kind]))
      return kind;
  return SONDE_DECODED_NUMBERS;
}

/**
 * sonde_codec_decode:
 * @text: a text that was received
 * @size: its size in bytes, or -1 where it ends with a NUL
 *
 * Says what a text means. Whatever has no meaning is %SONDE_DECODED_OTHER, never an error.
 *
 * Every member of a measure with a number, or a string that spells one, is a reading; so is one
 * with null, which has no value now. The members of an object that is itself a member count as
 * well, one level deep. Arrays do not: an element has no name, and their length may change from one
 * message to the next. In an object of no known `type` a string stays a string ("room": "42"), and
 * there must be one number at least. At most %SONDE_CODEC_MAX_READINGS readings are kept, and names
 * of at most %SONDE_CODEC_MAX_ID_SIZE bytes.
 *
 * Returns: (transfer full): the meaning
 */
SondeDecoded *
sonde_codec_decode (const char *text, gssize size)
{
  g_autoptr (SondeDecoded) self = sonde_decoded_new ();
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  gboolean understood = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  root = sonde_json_parse (text, size, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&self);

  object = json_node_get_object (root);
  self->kind = get_announced_kind (object);
  switch (self->kind)
    {
    case SONDE_DECODED_ETAT:
      understood = node_to_etat (json_object_get_member (object, "etat"), &self->value);
      break;

    case SONDE_DECODED_PERIODE:
      understood = node_to_integer (json_object_get_member (object, "periode"), &self->value);
      break;

    case SONDE_DECODED_MESURE:
      add_readings (self, NULL, object);
      drop_failed_sensor (self);
      understood = TRUE;
      break;

    case SONDE_DECODED_NUMBERS:
      add_readings (self, NULL, object);
      understood = has_value (self);
      break;

    case SONDE_DECODED_OTHER:
    default:
      break;
    }

  if (understood)
    self->source_time_us = get_source_time_us (object);
  else
    {
      self->kind = SONDE_DECODED_OTHER;
      self->value = 0;
      g_array_set_size (self->readings, 0);
    }
  return g_steal_pointer (&self);
}

/**
 * sonde_codec_encode:
 * @kind: what is asked for
 * @value: 0 or 1 for an etat, milliseconds for a periode
 * @time_us: the wall clock in microseconds since the epoch
 *
 * Spells a command as the course's own client does: the period is a string, and the date is in
 * milliseconds.
 *
 * Returns: (transfer full): a text to send
 */
char *
sonde_codec_encode (SondeCommandKind kind, gint64 value, gint64 time_us)
{
  if (kind == SONDE_COMMAND_ETAT)
    return g_strdup_printf ("{\"etat\":\"%s\",\"date\":%" G_GINT64_FORMAT "}",
                            value != 0 ? "on" : "off", time_us / 1000);
  return g_strdup_printf ("{\"periode\":\"%" G_GINT64_FORMAT "\",\"date\":%" G_GINT64_FORMAT "}",
                          value, time_us / 1000);
}
