/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-board.h"

#include <string.h>

static const SondeWeatherSample fair = {
  .light_counts = 152.9,
  .temperature_c = 28.3400001,
  .humidity_percent = 45.99,
  .pressure_hpa = 1014.7,
};

#define ETAT_ON        "{\"type\":\"etat\",\"etat\":\"on\"}"
#define ETAT_OFF       "{\"type\":\"etat\",\"etat\":\"off\"}"
#define PERIODE(value) "{\"type\":\"periode\",\"periode\":" #value "}"
#define X4(text)       text text text text
#define MEMBERS_14     X4 ("\"a\":[0,0],") "\"b\":1,\"c\":2,"

typedef struct
{
  const char *text;
  gboolean etat;         /* before */
  const char *published; /* the broadcast, or NULL for silence */
  const char *corrected;
} Row;

static const Row rows[] = {
  /* Every spelling of off and on. */
  { "{\"etat\":\"off\",\"date\":1693732977401}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":false}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":0}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\"0\"}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\"false\"}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\"on\"}", FALSE, ETAT_ON, ETAT_ON },
  { "{\"etat\":true}", FALSE, ETAT_ON, ETAT_ON },
  { "{\"etat\":1}", FALSE, ETAT_ON, ETAT_ON },
  { "{\"etat\":1.0}", FALSE, ETAT_ON, ETAT_ON },
  { "{\"etat\":\"1\"}", FALSE, ETAT_ON, ETAT_ON },
  { "{\"etat\":\"true\"}", FALSE, ETAT_ON, ETAT_ON },
  { "{\"etat\":\"\\u006fn\"}", FALSE, ETAT_ON, ETAT_ON },
  /* What counts as off. */
  { "{\"etat\":\"ON\"}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\" on\"}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":2}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":null}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":{}}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":[\"on\"]}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":{\"etat\":\"on\"}}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\"ON\"}", FALSE, NULL, NULL },
  /* The state that already is. */
  { "{\"etat\":\"on\"}", TRUE, NULL, NULL },
  { "{\"etat\":\"off\"}", FALSE, NULL, NULL },
  /* The period. */
  { "{\"periode\":\"30000\",\"date\":1693733000144}", TRUE, PERIODE (5000), PERIODE (30000) },
  { "{\"periode\":30000}", TRUE, PERIODE (5000), PERIODE (30000) },
  { "{\"periode\":30000.9}", TRUE, PERIODE (5000), PERIODE (30000) },
  { "{\"periode\":3e4}", TRUE, PERIODE (5000), PERIODE (30000) },
  { "{\"periode\":0}", TRUE, PERIODE (5000), PERIODE (0) },
  { "{\"periode\":-1}", TRUE, PERIODE (5000), PERIODE (-1) },
  { "{\"periode\":\"soon\"}", TRUE, PERIODE (5000), PERIODE (0) },
  { "{\"periode\":null}", TRUE, PERIODE (5000), PERIODE (0) },
  { "{\"periode\":true}", TRUE, PERIODE (5000), PERIODE (1) },
  { "{\"periode\":2147483647}", TRUE, PERIODE (5000), PERIODE (2147483647) },
  { "{\"periode\":-2147483648}", TRUE, PERIODE (5000), PERIODE (-2147483648) },
  { "{\"periode\":2147483648}", TRUE, PERIODE (5000), PERIODE (0) },
  { "{\"periode\":1e400}", TRUE, PERIODE (5000), PERIODE (0) },
  { "{\"periode\":\"5000\"}", TRUE, NULL, NULL },
  { "{\"periode\":5000}", TRUE, NULL, NULL },
  { "{\"periode\":5000}", FALSE, NULL, NULL },
  /* With both, only etat is looked at, even where it says nothing new. */
  { "{\"periode\":1000,\"etat\":\"off\"}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\"on\",\"periode\":1000}", TRUE, NULL, NULL },
  /* A key that comes twice. */
  { "{\"etat\":\"off\",\"etat\":\"on\"}", TRUE, NULL, NULL },
  { "{\"etat\":\"on\",\"etat\":\"off\"}", TRUE, ETAT_OFF, ETAT_OFF },
  /* What the lenient reader lets through. */
  { "{\"etat\":\"off\"} trash", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":\"off\"}{\"etat\":\"on\"}", TRUE, ETAT_OFF, ETAT_OFF },
  { " \t\r\n{ \"etat\" : \"off\" }", TRUE, ETAT_OFF, ETAT_OFF },
  { "{etat:'off'}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"x\":\"\\ud83d\\ude00\\n\",\"etat\":0}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"x\":\"\xff\xfe\",\"etat\":0}", TRUE, ETAT_OFF, ETAT_OFF },
  /* Silence. */
  { "{\"humeur\":\"off\"}", TRUE, NULL, NULL },
  { "{\"x\":{\"etat\":\"off\"}}", TRUE, NULL, NULL },
  { "{\"Etat\":\"off\"}", TRUE, NULL, NULL },
  { "{}", TRUE, NULL, NULL },
  { "", TRUE, NULL, NULL },
  { "   ", TRUE, NULL, NULL },
  { "[{\"etat\":\"off\"}]", TRUE, NULL, NULL },
  { "\"etat\"", TRUE, NULL, NULL },
  { "0", TRUE, NULL, NULL },
  { "trash {\"etat\":\"off\"}", TRUE, NULL, NULL },
  { "{\"etat\":\"off\"", TRUE, NULL, NULL },
  { "{\"etat\":\"off\",}", TRUE, NULL, NULL },
  { "{\"etat\":\"off}", TRUE, NULL, NULL },
  { "{\"etat\":off}", TRUE, NULL, NULL },
  { "{\"etat\":}", TRUE, NULL, NULL },
  { "{\"etat\" \"off\"}", TRUE, NULL, NULL },
  { "{\"etat\":falsehood}", TRUE, NULL, NULL },
  { "{\"etat\":0,\"x\":\"\\q\"}", TRUE, NULL, NULL },
  { "{\"etat\":0,\"x\":\"\\u00g0\"}", TRUE, NULL, NULL },
  { "{\"etat\":0,\"x\":--1}", TRUE, NULL, NULL },
  { "{\"etat\":0]", TRUE, NULL, NULL },
  /* Sixteen members and elements are the most, */
  { "{" MEMBERS_14 "\"d\":1,\"e\":2,\"f\":3,\"g\":4,\"etat\":0}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0,\"11\":0,"
    "\"12\":0,\"13\":0,\"14\":0,\"15\":0,\"etat\":0}",
    TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0,\"11\":0,"
    "\"12\":0,\"13\":0,\"14\":0,\"15\":0,\"16\":0,\"etat\":0}",
    TRUE, NULL, NULL },
  { "{\"etat\":0,\"x\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14]}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":0,\"x\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}", TRUE, NULL, NULL },
  /* and ten levels. */
  { "{\"etat\":0,\"x\":[[[[[[[[[]]]]]]]]]}", TRUE, ETAT_OFF, ETAT_OFF },
  { "{\"etat\":0,\"x\":[[[[[[[[[[]]]]]]]]]]}", TRUE, NULL, NULL },
};

static void
test_commands (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];

      for (guint profile = 0; profile < 2; profile++)
        {
          SondeMockConfig config = {
            .profile = profile == 0 ? SONDE_MOCK_PROFILE_PUBLISHED : SONDE_MOCK_PROFILE_CORRECTED,
            .sensors = SONDE_MOCK_SENSOR_ALL,
            .period_ms = 5000,
          };
          g_autoptr (SondeMockBoard) board = sonde_mock_board_new (&config, row->etat);
          g_autofree char *escaped = g_strescape (row->text, NULL);
          g_autofree char *answer = NULL;

          g_test_message ("%s", escaped);
          answer = sonde_mock_board_receive (board, row->text, strlen (row->text));
          g_assert_cmpstr (answer, ==, profile == 0 ? row->published : row->corrected);
        }
    }
}

static void
test_period_sticks (void)
{
  static const char command[] = "{\"periode\":\"30000\"}";
  SondeMockConfig config = { .profile = SONDE_MOCK_PROFILE_PUBLISHED, .period_ms = 5000 };
  g_autoptr (SondeMockBoard) board = sonde_mock_board_new (&config, TRUE);
  g_autofree char *first = sonde_mock_board_receive (board, command, strlen (command));
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *fourth = NULL;

  g_assert_cmpstr (first, ==, PERIODE (5000));
  g_assert_cmpint (sonde_mock_board_get_period_ms (board), ==, 5000);

  sonde_mock_board_set_profile (board, SONDE_MOCK_PROFILE_CORRECTED);
  second = sonde_mock_board_receive (board, command, strlen (command));
  g_assert_cmpstr (second, ==, PERIODE (30000));
  g_assert_cmpint (sonde_mock_board_get_period_ms (board), ==, 30000);
  third = sonde_mock_board_receive (board, command, strlen (command));
  g_assert_null (third);
  fourth = sonde_mock_board_announce_period (board);
  g_assert_cmpstr (fourth, ==, PERIODE (30000));
}

static void
test_nul_ends_text (void)
{
  static const char whole[] = "{\"etat\":\"off\"}\0{";
  static const char cut[] = "{\"etat\":\"off\"\0}";
  SondeMockConfig config = { .period_ms = 5000 };
  g_autoptr (SondeMockBoard) board = sonde_mock_board_new (&config, TRUE);
  g_autofree char *none = sonde_mock_board_receive (board, cut, sizeof cut - 1);
  g_autofree char *answer = sonde_mock_board_receive (board, whole, sizeof whole - 1);

  g_assert_null (none);
  g_assert_cmpstr (answer, ==, ETAT_OFF);
}

static void
test_deep_text (void)
{
  g_autoptr (GString) text = g_string_new ("{\"etat\":");
  SondeMockConfig config = { .period_ms = 5000 };
  g_autoptr (SondeMockBoard) board = sonde_mock_board_new (&config, TRUE);
  g_autofree char *answer = NULL;

  while (text->len < SONDE_MOCK_MAX_MESSAGE_SIZE)
    g_string_append_c (text, '[');
  answer = sonde_mock_board_receive (board, text->str, text->len);
  g_assert_null (answer);
}

typedef struct
{
  guint sensors;
  double temperature_c;
  const char *text;
} Measure;

static const Measure measures[] = {
  { SONDE_MOCK_SENSOR_ALL, 28.3400001,
    "{\"luminosite\":152,\"temperature\":28.34,\"humidite\":45,\"pression\":1014,\"type\":"
    "\"mesure\"}" },
  { SONDE_MOCK_SENSOR_BME280, 20.0,
    "{\"temperature\":20,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_BME280, 19.996,
    "{\"temperature\":20,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_BME280, 20.5,
    "{\"temperature\":20.5,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_BME280, 20.05,
    "{\"temperature\":20.05,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_BME280, -0.5,
    "{\"temperature\":-0.5,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_BME280, -0.001,
    "{\"temperature\":0,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_TSL2591, 20.0, "{\"luminosite\":152,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_TSL2591 | SONDE_MOCK_SENSOR_BME280_FAILED, 20.0,
    "{\"luminosite\":152,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_ALL | SONDE_MOCK_SENSOR_BME280_FAILED, 20.0,
    "{\"luminosite\":152,\"temperature\":null,\"humidite\":0,\"pression\":0,\"type\":\"mesure\"}" },
  { SONDE_MOCK_SENSOR_NONE, 20.0, NULL },
};

static void
test_measures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      SondeMockConfig config = { .sensors = (SondeMockSensors) measures[i].sensors };
      g_autoptr (SondeMockBoard) board = sonde_mock_board_new (&config, TRUE);
      g_autoptr (SondeMockBoard) off = sonde_mock_board_new (&config, FALSE);
      SondeWeatherSample weather = fair;
      g_autofree char *text = NULL;

      weather.temperature_c = measures[i].temperature_c;
      text = sonde_mock_board_measure (board, &weather);
      g_assert_cmpstr (text, ==, measures[i].text);
      g_assert_null (sonde_mock_board_measure (off, &weather));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock-board/commands", test_commands);
  g_test_add_func ("/mock-board/period-sticks", test_period_sticks);
  g_test_add_func ("/mock-board/nul-ends-text", test_nul_ends_text);
  g_test_add_func ("/mock-board/deep-text", test_deep_text);
  g_test_add_func ("/mock-board/measures", test_measures);

  return g_test_run ();
}
