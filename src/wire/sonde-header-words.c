/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-header-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A head of 64 KiB may have that many lines; nobody reads more. */
#define MAX_LINES 200

static const struct
{
  const char *name;
  const char *words;
} headers[] = {
  { "Host", N_ ("the server that is meant, and its port (4.1, 4)") },
  { "Upgrade", N_ ("leave HTTP for WebSocket on this connection (4.1, 5)") },
  { "Connection", N_ ("the Upgrade header concerns this hop (4.1, 6)") },
  { "Sec-WebSocket-Key", N_ ("16 random bytes in Base64: a server must answer them (4.1, 7)") },
  { "Sec-WebSocket-Accept", N_ ("proof that the server read the key (4.2.2, 5.4)") },
  { "Sec-WebSocket-Version", N_ ("the version of the protocol: 13 is RFC 6455 (4.1, 9)") },
  { "Sec-WebSocket-Protocol", N_ ("what is spoken over WebSocket: offered, then chosen (1.9)") },
  { "Sec-WebSocket-Extensions", N_ ("what may be done to frames: offered, then granted (9.1)") },
  { "Origin", N_ ("the page that asks; browsers must send it (4.1, 8)") },
  { "Authorization", N_ ("who asks, for a server that wants to know (10.5)") },
  { "Cookie", N_ ("what the server left with the client before (4.1, 12)") },
  { "Server", N_ ("the program that answers; not part of WebSocket") },
  { "Date", N_ ("when it answered; not part of WebSocket") },
  { "Location", N_ ("where else to go") },
};

static const char *
find_words (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if (strlen (headers[i].name) == length &&
        g_ascii_strncasecmp (headers[i].name, name, length) == 0)
      return _ (headers[i].words);
  return NULL;
}

static const char *
describe_first_line (const char *line)
{
  if (g_str_has_prefix (line, "GET "))
    return _ ("a GET of HTTP/1.1 for the resource (4.1, 1 and 2)");
  if (g_str_has_prefix (line, "HTTP/") && strstr (line, " 101") != NULL)
    return _ ("101: the server switches protocols (4.2.2, 5.1)");
  if (g_str_has_prefix (line, "HTTP/"))
    return _ ("any status but 101 means no WebSocket (4.1, 1)");
  return NULL;
}

static void
header_line_free (gpointer data)
{
  SondeHeaderLine *line = data;

  g_free (line->line);
  g_free (line);
}

/**
 * sonde_header_lines_read:
 * @head: a request or an answer, as it was on the wire
 * @head_size: how many bytes of it are the head
 *
 * Parts a head into its lines, in their order and as they were, and says what each is for (with the
 * section of RFC 6455).
 *
 * Returns: (transfer full) (element-type SondeHeaderLine): the lines
 */
GPtrArray *
sonde_header_lines_read (GBytes *head, gsize head_size)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (header_line_free);
  gsize size;
  const char *data = g_bytes_get_data (head, &size);
  const char *end;

  size = MIN (size, head_size);
  if (size == 0)
    return lines;
  end = data + size;
  while (data < end && lines->len < MAX_LINES)
    {
      const char *stop = memchr (data, '\n', (gsize) (end - data));
      SondeHeaderLine *line = g_new0 (SondeHeaderLine, 1);
      const char *colon;

      if (stop == NULL)
        stop = end;
      line->line = g_utf8_make_valid (data, stop - data);
      g_strchomp (line->line);
      colon = strchr (line->line, ':');
      if (lines->len > 0 && colon != NULL)
        {
          line->name_length = (gsize) (colon - line->line);
          line->words = find_words (line->line, line->name_length);
        }
      else if (lines->len == 0)
        {
          line->words = describe_first_line (line->line);
        }
      data = stop + 1;
      if (*line->line != '\0')
        g_ptr_array_add (lines, line);
      else
        header_line_free (line);
    }
  return lines;
}
