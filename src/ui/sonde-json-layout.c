/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-json-layout.h"

#include <string.h>

#define MAX_DEPTH 256
#define INDENT    "  "

typedef struct
{
  GString *text;
  char closers[MAX_DEPTH];
  guint depth;
} Layout;

static void
new_line (Layout *layout)
{
  g_string_append_c (layout->text, '\n');
  for (guint i = 0; i < layout->depth; i++)
    g_string_append (layout->text, INDENT);
}

static const char *
skip_blanks (const char *at, const char *end)
{
  while (at < end && strchr (" \t\r\n", *at) != NULL && *at != '\0')
    at++;
  return at;
}

/* Returns what follows the string that starts at @at, or NULL where it does not end. */
static const char *
copy_string (Layout *layout, const char *at, const char *end)
{
  const char *start = at;

  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\')
      at++;
  if (at >= end)
    return NULL;
  at++;
  g_string_append_len (layout->text, start, at - start);
  return at;
}

static const char *
open_container (Layout *layout, const char *at, const char *end)
{
  const char closer = *at == '{' ? '}' : ']';
  const char *next = skip_blanks (at + 1, end);

  if (layout->depth == MAX_DEPTH)
    return NULL;
  g_string_append_c (layout->text, *at);
  if (next < end && *next == closer)
    {
      g_string_append_c (layout->text, closer);
      return next + 1;
    }
  layout->closers[layout->depth++] = closer;
  new_line (layout);
  return next;
}

static const char *
step (Layout *layout, const char *at, const char *end)
{
  switch (*at)
    {
    case '{':
    case '[':
      return open_container (layout, at, end);
    case '}':
    case ']':
      if (layout->depth == 0 || layout->closers[layout->depth - 1] != *at)
        return NULL;
      layout->depth--;
      new_line (layout);
      g_string_append_c (layout->text, *at);
      return at + 1;
    case ',':
      if (layout->depth == 0)
        return NULL;
      g_string_append_c (layout->text, ',');
      new_line (layout);
      return skip_blanks (at + 1, end);
    case ':':
      g_string_append (layout->text, ": ");
      return skip_blanks (at + 1, end);
    case '"':
      return copy_string (layout, at, end);
    default:
      g_string_append_c (layout->text, *at);
      return at + 1;
    }
}

/**
 * sonde_json_layout:
 * @text: what should be a JSON object or array (RFC 8259), in UTF-8; need not end with a NUL
 * @size: its length in bytes
 *
 * Spreads JSON over lines. Tokens stay as they were written, so that a number keeps every digit. It
 * checks no more than that brackets and quotes match, in one pass and without recursion.
 *
 * Returns: (transfer full) (nullable): the lines, or %NULL where this is no object and no array or
 *   nests more than 256 levels
 */
char *
sonde_json_layout (const char *text, gsize size)
{
  g_autoptr (GString) lines = g_string_sized_new (size + size / 2);
  Layout layout = { .text = lines, .depth = 0 };
  const char *end = text + size;
  const char *at = skip_blanks (text, end);

  if (at == end || (*at != '{' && *at != '['))
    return NULL;
  do
    {
      at = step (&layout, at, end);
      if (at != NULL)
        at = skip_blanks (at, end);
    }
  while (at != NULL && at < end && layout.depth > 0);
  if (at != end || layout.depth > 0)
    return NULL;
  return g_strdup (lines->str);
}
