/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-codec.h"

#include <math.h>

#define MEASURE(members) "{" members ",\"type\":\"mesure\"}"
#define LONG_ID          "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What was received; what it means: the kind, then its value or readings ("-" is no value), then
 * "@" and the source's time in ms. */
static const struct
{
  const char *text;
  const char *meaning;
} rows[] = {
  /* The probe, as the course describes it. */
  { "{\"luminosite\":152,\"temperature\":28.34,\"humidite\":45,\"pression\":1014,"
    "\"type\":\"mesure\"}",
    "mesure luminosite=152 temperature=28.34 humidite=45 pression=1014" },
  { MEASURE ("\"luminosite\":65535,\"temperature\":20"), "mesure luminosite=65535 temperature=20" },
  { MEASURE ("\"temperature\":28.34000015"), "mesure temperature=28.34000015" },
  { MEASURE ("\"luminosite\":152"), "mesure luminosite=152" },
  { MEASURE ("\"temperature\":\"28.34\",\"humidite\":\"45\",\"pression\":\"1.014e3\""),
    "mesure temperature=28.34 humidite=45 pression=1014" },
  { MEASURE ("\"luminosite\":7,\"temperature\":null,\"humidite\":0,\"pression\":0"),
    "mesure luminosite=7 temperature=- humidite=- pression=-" },
  { MEASURE ("\"temperature\":null,\"humidite\":45,\"pression\":0"),
    "mesure temperature=- humidite=45 pression=-" },
  { MEASURE ("\"temperature\":0,\"humidite\":0,\"pression\":1014"),
    "mesure temperature=0 humidite=0 pression=1014" },
  { MEASURE ("\"luminosite\":null"), "mesure luminosite=-" },
  { MEASURE ("\"temperature\":1e400"), "mesure temperature=-" },
  { MEASURE ("\"co2\":412,\"temperature\":-3.5"), "mesure co2=412 temperature=-3.5" },
  { MEASURE ("\"note\":\"ok\",\"valid\":true,\"list\":[1,2]"), "mesure" },
  { MEASURE ("\"a\":\"\",\"b\":\" 1\",\"c\":\"0x10\",\"d\":\"nan\",\"e\":\"inf\",\"f\":\"1,5\","
             "\"g\":\"1e999\""),
    "mesure" },
  { MEASURE ("\"bme\":{\"t\":20,\"u\":null,\"deep\":{\"x\":1}}"), "mesure bme.t=20 bme.u=-" },
  { MEASURE ("\"a\":{\"b\":1},\"a.b\":2"), "mesure a.b=1" },
  { MEASURE ("\"temperature\":20,\"temperature\":21"), "mesure temperature=21" },
  { MEASURE ("\"temperature\":20,\"date\":1693732977401"), "mesure temperature=20 @1693732977401" },
  { MEASURE ("\"temperature\":20,\"date\":\"1693732977401\""),
    "mesure temperature=20 @1693732977401" },
  { MEASURE ("\"temperature\":20,\"date\":4711"), "mesure temperature=20" },
  { MEASURE ("\"temperature\":20,\"date\":\"yesterday\""), "mesure temperature=20" },
  { MEASURE ("\"temperature\":20,\"date\":1e300"), "mesure temperature=20" },
  { "{\"type\":\"mesure\"}", "mesure" },

  /* Announcements, in every spelling. */
  { "{\"type\":\"etat\",\"etat\":\"on\"}", "etat 1" },
  { "{\"type\":\"etat\",\"etat\":\"off\"}", "etat 0" },
  { "{\"type\":\"etat\",\"etat\":true}", "etat 1" },
  { "{\"type\":\"etat\",\"etat\":false}", "etat 0" },
  { "{\"type\":\"etat\",\"etat\":1}", "etat 1" },
  { "{\"type\":\"etat\",\"etat\":0}", "etat 0" },
  { "{\"type\":\"etat\",\"etat\":\"1\"}", "etat 1" },
  { "{\"type\":\"etat\",\"etat\":\"0\"}", "etat 0" },
  { "{\"type\":\"etat\",\"etat\":\"true\"}", "etat 1" },
  { "{\"type\":\"etat\",\"etat\":\"false\"}", "etat 0" },
  { "{\"type\":\"etat\",\"etat\":2}", "other" },
  { "{\"type\":\"etat\",\"etat\":\"maybe\"}", "other" },
  { "{\"type\":\"etat\",\"etat\":null}", "other" },
  { "{\"type\":\"etat\",\"etat\":{}}", "other" },
  { "{\"type\":\"etat\"}", "other" },
  { "{\"type\":\"periode\",\"periode\":5000}", "periode 5000" },
  { "{\"type\":\"periode\",\"periode\":\"30000\"}", "periode 30000" },
  { "{\"type\":\"periode\",\"periode\":5000.0}", "periode 5000" },
  { "{\"type\":\"periode\",\"periode\":0}", "periode 0" },
  { "{\"type\":\"periode\",\"periode\":-1}", "other" },
  { "{\"type\":\"periode\",\"periode\":1.5}", "other" },
  { "{\"type\":\"periode\",\"periode\":1e30}", "other" },
  { "{\"type\":\"periode\",\"periode\":[]}", "other" },
  { "{\"type\":\"periode\"}", "other" },

  /* Servers that know nothing of the probe. */
  { "{\"cpu\":12.5,\"memory\":{\"used\":3,\"free\":5}}",
    "numbers cpu=12.5 memory.used=3 memory.free=5" },
  { "{\"type\":\"status\",\"uptime\":12}", "numbers uptime=12" },
  { "{\"type\":7,\"uptime\":12}", "numbers uptime=12" },
  { "{\"x\":1,\"error\":null}", "numbers x=1 error=-" },
  { "{\"user\":\"ann\",\"room\":\"42\"}", "other" },
  { "{\"error\":null}", "other" },
  { "{\"date\":1693732977401}", "other" },
  { "{\"x\":1,\"date\":1693732977401}", "numbers x=1 @1693732977401" },
  { "{\"n\":12345678901234567890}", "numbers n=12345678901234567168" },
  { "{\"\":1,\"a\\nb\":2,\"\\u00e9\":3}", "numbers é=3" },
  { "{\"" LONG_ID "\":1,\"" LONG_ID "x\":2}", "numbers " LONG_ID "=1" },

  /* What means nothing. */
  { "", "other" },
  { "hello", "other" },
  { "[1,2,3]", "other" },
  { "42", "other" },
  { "null", "other" },
  { "{}", "other" },
  { "{\"etat\":\"on\",\"date\":1693732977401}", "other" },
  { "{\"type\":\"etat\",\"etat\":\"on\"} trash", "other" },
  { "{'type':'etat','etat':'on'}", "other" },
  { "{\"x\":0x10}", "other" },
};

static char *
describe (const SondeDecoded *decoded)
{
  GString *string = g_string_new (sonde_decoded_kind_get_name (decoded->kind));

  if (decoded->kind == SONDE_DECODED_ETAT || decoded->kind == SONDE_DECODED_PERIODE)
    g_string_append_printf (string, " %" G_GINT64_FORMAT, decoded->value);
  for (guint i = 0; i < decoded->readings->len; i++)
    {
      const SondeReading *reading = &g_array_index (decoded->readings, SondeReading, i);
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (number, sizeof number, reading->value > 1e17 ? "%.0f" : "%.16g",
                       reading->value);
      g_string_append_printf (string, " %s=%s", reading->id, isnan (reading->value) ? "-" : number);
    }
  if (decoded->source_time_us != 0)
    g_string_append_printf (string, " @%" G_GINT64_FORMAT, decoded->source_time_us / 1000);
  return g_string_free (string, FALSE);
}

static void
test_decode (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeDecoded) decoded = sonde_codec_decode (rows[i].text, -1);
      g_autoptr (SondeDecoded) copy = sonde_decoded_copy (decoded);
      g_autofree char *meaning = describe (decoded);
      g_autofree char *meaning_of_copy = describe (copy);

      if (g_strcmp0 (meaning, rows[i].meaning) != 0)
        g_error ("%s means “%s”, not “%s”", rows[i].text, rows[i].meaning, meaning);
      g_assert_cmpstr (meaning, ==, meaning_of_copy);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"mesure\"");
  g_autoptr (SondeDecoded) decoded = NULL;
  g_autoptr (SondeDecoded) cut = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, ",\"c%d\":%d", i, i);
  g_string_append_c (text, '}');

  decoded = sonde_codec_decode (text->str, (gssize) text->len);
  g_assert_cmpint (decoded->kind, ==, SONDE_DECODED_MESURE);
  g_assert_cmpuint (decoded->readings->len, ==, SONDE_CODEC_MAX_READINGS);

  cut = sonde_codec_decode (text->str, (gssize) text->len - 1);
  g_assert_cmpint (cut->kind, ==, SONDE_DECODED_OTHER);
}

static void
test_encode (void)
{
  static const struct
  {
    SondeCommandKind kind;
    gint64 value;
    gint64 time_us;
    const char *text;
  } commands[] = {
    { SONDE_COMMAND_ETAT, 0, 1693732977401999, "{\"etat\":\"off\",\"date\":1693732977401}" },
    { SONDE_COMMAND_ETAT, 1, 1693732977401000, "{\"etat\":\"on\",\"date\":1693732977401}" },
    { SONDE_COMMAND_PERIODE, 30000, 1693733000144000,
      "{\"periode\":\"30000\",\"date\":1693733000144}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *text = sonde_codec_encode (commands[i].kind, commands[i].value,
                                                  commands[i].time_us);

      g_assert_cmpstr (text, ==, commands[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codec/decode", test_decode);
  g_test_add_func ("/codec/bounds", test_bounds);
  g_test_add_func ("/codec/encode", test_encode);

  return g_test_run ();
}
