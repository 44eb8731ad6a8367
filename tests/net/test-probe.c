/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-dataset.h"
#include "sonde-frame.h"
#include "sonde-probe.h"

#include <math.h>

#define MESURE                                                                                     \
  "{\"luminosite\":152,\"temperature\":28.34,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}"

/* What a server says in one go, and what a probe makes of it. */
typedef struct
{
  Fixture *fixture;
  RawPeer *peer;
  SondeDataset *dataset;
  SondeProbe *probe;
} Listener;

static GBytes *
texts_to_frames (const char *const *texts)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *texts != NULL; texts++)
    {
      SondeFrameHeader header = { .fin = TRUE,
                                  .opcode = SONDE_OPCODE_TEXT,
                                  .payload_size = strlen (*texts) };
      guint8 data[SONDE_FRAME_MAX_HEADER_SIZE];

      g_byte_array_append (bytes, data, (guint) sonde_frame_header_write (&header, data));
      g_byte_array_append (bytes, (const guint8 *) *texts, (guint) strlen (*texts));
    }

  return g_byte_array_free_to_bytes (bytes);
}

static void
listener_start (Listener *self, SondeKind kind, const char *const *texts)
{
  g_autoptr (GBytes) bytes = texts_to_frames (texts);
  g_autoptr (SondeEndpoint) endpoint = NULL;
  RawPeerScript script = { .bytes = bytes };
  g_autofree char *uri = NULL;

  self->peer = raw_peer_new (&script);
  uri = raw_peer_get_uri (self->peer);
  endpoint = sonde_endpoint_new (uri, NULL);
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sonde_endpoint_set_kind (endpoint, kind);
  self->fixture = fixture_new_for (endpoint);
  self->dataset = sonde_dataset_new (1000);
  self->probe = sonde_probe_new (self->fixture->connection, self->dataset);
  fixture_open (self->fixture);
  WAIT_UNTIL (fixture_count (self->fixture, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT) ==
              g_strv_length ((GStrv) texts));
}

static void
listener_finish (Listener *self)
{
  g_assert_finalize_object (self->probe);
  g_assert_finalize_object (self->dataset);
  fixture_free (self->fixture);
  raw_peer_free (self->peer);
}

/* The samples of a channel on one line, a gap as a dash: the series itself keeps none at its start.
 */
static char *
describe_channel (Listener *self, const char *id)
{
  g_autoptr (GPtrArray) channels = sonde_dataset_dup_channels (self->dataset);
  g_autoptr (GString) description = g_string_new (NULL);

  for (guint i = 0; i < channels->len; i++)
    {
      SondeChannel *channel = g_ptr_array_index (channels, i);
      g_autofree SondeSample *samples = NULL;
      gsize n_samples;

      if (!g_str_equal (sonde_channel_get_id (channel), id))
        continue;

      samples = sonde_series_copy_samples (sonde_channel_get_series (channel), G_MININT64,
                                           G_MAXINT64, &n_samples);
      for (gsize j = 0; j < n_samples; j++)
        {
          if (j > 0)
            g_string_append_c (description, ' ');
          if (isnan (samples[j].value))
            g_string_append_c (description, '-');
          else
            g_string_append_printf (description, "%g", samples[j].value);
        }
    }

  return g_string_free (g_steal_pointer (&description), FALSE);
}

static void
test_channels (void)
{
  static const struct
  {
    const char *name;
    const char *texts[6];
    const char *luminosite;
    const char *temperature;
    const char *pression;
  } rows[] = {
    { "all sensors", { MESURE, MESURE }, "152 152", "28.34 28.34", "1014 1014" },
    { "no light sensor",
      { "{\"temperature\":20,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}" },
      "",
      "20",
      "1014" },
    { "the light sensor comes and goes",
      { MESURE, "{\"temperature\":20,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}",
        MESURE },
      "152 - 152",
      "28.34 20 28.34",
      "1014 1014 1014" },
    { "a climate sensor that failed",
      { MESURE,
        "{\"luminosite\":9,\"temperature\":null,\"humidite\":0,\"pression\":0,\"type\":\"mesure\"}",
        MESURE },
      "152 9 152",
      "28.34 - 28.34",
      "1014 - 1014" },
    { "switched off and on",
      { MESURE, "{\"type\":\"etat\",\"etat\":\"off\"}", "{\"type\":\"etat\",\"etat\":\"on\"}",
        MESURE },
      "152 - 152",
      "28.34 - 28.34",
      "1014 - 1014" },
    { "numbers as strings",
      { "{\"luminosite\":\"7\",\"temperature\":\"-3.5\",\"pression\":\"\",\"type\":\"mesure\"}" },
      "7",
      "-3.5",
      "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Listener listener;
      g_autofree char *luminosite = NULL;
      g_autofree char *temperature = NULL;
      g_autofree char *pression = NULL;

      g_test_message ("%s", rows[i].name);
      listener_start (&listener, SONDE_KIND_AUTO, rows[i].texts);
      luminosite = describe_channel (&listener, "luminosite");
      temperature = describe_channel (&listener, "temperature");
      pression = describe_channel (&listener, "pression");
      g_assert_cmpstr (luminosite, ==, rows[i].luminosite);
      g_assert_cmpstr (temperature, ==, rows[i].temperature);
      g_assert_cmpstr (pression, ==, rows[i].pression);
      g_assert_cmpint (sonde_probe_get_kind (listener.probe), ==, SONDE_KIND_PROBE);
      listener_finish (&listener);
    }
}

static void
test_kinds (void)
{
  static const struct
  {
    SondeKind set;
    const char *texts[3];
    SondeKind found;
    const char *x;
  } rows[] = {
    { SONDE_KIND_AUTO, { "{\"x\":1}", "{\"x\":2.5}" }, SONDE_KIND_JSON, "1 2.5" },
    { SONDE_KIND_AUTO, { "hello" }, SONDE_KIND_OTHER, "" },
    { SONDE_KIND_AUTO, { "[1,2]" }, SONDE_KIND_OTHER, "" },
    { SONDE_KIND_ECHO, { "{\"x\":1}" }, SONDE_KIND_ECHO, "" },
    { SONDE_KIND_OTHER, { "{\"x\":1}" }, SONDE_KIND_OTHER, "" },
    { SONDE_KIND_PROBE, { "{\"x\":1}" }, SONDE_KIND_PROBE, "1" },
    { SONDE_KIND_AUTO, { "{\"x\":1e400}", "{\"x\":1}" }, SONDE_KIND_JSON, "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Listener listener;
      g_autofree char *x = NULL;

      g_test_message ("%s", rows[i].texts[0]);
      listener_start (&listener, rows[i].set, rows[i].texts);
      x = describe_channel (&listener, "x");
      g_assert_cmpstr (x, ==, rows[i].x);
      g_assert_cmpint (sonde_probe_get_kind (listener.probe), ==, rows[i].found);
      listener_finish (&listener);
    }
}

/* Marks stand where something changed, not where a join repeated what was known. */
static void
test_marks (void)
{
  static const char *const texts[] = {
    "{\"type\":\"etat\",\"etat\":\"on\"}",
    "{\"type\":\"periode\",\"periode\":5000}",
    "{\"type\":\"etat\",\"etat\":\"on\"}",
    "{\"type\":\"periode\",\"periode\":5000}",
    "{\"type\":\"etat\",\"etat\":\"off\"}",
    "{\"type\":\"periode\",\"periode\":30000}",
    NULL,
  };
  static const SondeMarkKind kinds[] = { SONDE_MARK_CONNECTED, SONDE_MARK_ETAT,
                                         SONDE_MARK_PERIODE };
  g_autofree SondeMark *marks = NULL;
  Listener listener;
  gsize n_marks;

  listener_start (&listener, SONDE_KIND_AUTO, texts);
  marks = sonde_dataset_copy_marks (listener.dataset, G_MININT64, G_MAXINT64, &n_marks);
  g_assert_cmpuint (n_marks, ==, G_N_ELEMENTS (kinds));
  for (gsize i = 0; i < n_marks; i++)
    g_assert_cmpint (marks[i].kind, ==, kinds[i]);
  g_assert_cmpint (marks[2].value, ==, 30000);
  g_assert_cmpint (sonde_probe_get_etat (listener.probe), ==, SONDE_ETAT_OFF);
  g_assert_cmpint (sonde_probe_get_announced_period_ms (listener.probe), ==, 30000);
  listener_finish (&listener);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);

  g_test_add_func ("/probe/channels", test_channels);
  g_test_add_func ("/probe/kinds", test_kinds);
  g_test_add_func ("/probe/marks", test_marks);

  return g_test_run ();
}
