/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-json.h"

#include <string.h>

/* What passes as JSON can be laid out, and is still JSON then. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = size > 0 ? (const char *) data : "";
  gboolean is_valid = sonde_json_validate (text, (gssize) size, NULL);
  g_autoptr (JsonNode) root = sonde_json_parse (text, (gssize) size, NULL);
  g_autofree char *pretty = sonde_json_prettify (text, (gssize) size, NULL);

  g_assert_true (root == NULL || is_valid);
  g_assert_true (is_valid == (pretty != NULL));
  if (pretty != NULL && strlen (pretty) < SONDE_JSON_MAX_SIZE)
    g_assert_true (sonde_json_validate (pretty, -1, NULL));

  return 0;
}
