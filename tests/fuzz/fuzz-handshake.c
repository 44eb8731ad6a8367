/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-handshake.h"

/* Whatever a server answers is judged, and a refusal has its reason. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://127.0.0.1/", NULL);
  const guint8 *bytes = size > 0 ? data : (const guint8 *) "";
  gsize end = sonde_handshake_find_end (bytes, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeHandshakeAnswer) answer = NULL;

  g_assert_cmpuint (end, <=, size);
  answer = sonde_handshake_read_answer (bytes, end > 0 ? end : size, endpoint, "YXplcnR5", &error);
  if (answer == NULL)
    g_assert_nonnull (error);
  else if (!sonde_handshake_answer_accept (answer, bytes + end, size - end, &error))
    g_assert_nonnull (error);

  return 0;
}
