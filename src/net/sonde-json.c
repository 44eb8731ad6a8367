/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-json.h"

#include "sonde-error.h"
#include "sonde-json-scanner.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* json-glib's own parser is not used on what a peer sent: it recurses without a limit, accepts
 * comments, single quotes and hexadecimal, wraps large integers and truncates at U+0000. Its tree
 * is, filled from SondeJsonScanner. */

static gboolean
start (SondeJsonScanner *scanner, const char *text, gssize size, GError **error)
{
  if (size < 0)
    size = (gssize) strlen (text);

  if (size > SONDE_JSON_MAX_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG,
                   _ ("Not read as JSON: %zu bytes are more than %d"), (gsize) size,
                   SONDE_JSON_MAX_SIZE);
      return FALSE;
    }

  return sonde_json_scanner_init (scanner, text, size, error);
}

/**
 * sonde_json_validate:
 * @text: a text
 * @size: its size in bytes, or -1 where it ends with a NUL
 * @error: return location for an error
 *
 * Checks that a text is JSON as RFC 8259 defines it, in UTF-8, of at most %SONDE_JSON_MAX_SIZE
 * bytes and %SONDE_JSON_MAX_DEPTH levels.
 *
 * Returns: whether it is; else @error is %SONDE_ERROR_SYNTAX, with the place and what was found
 *     there, or %SONDE_ERROR_TOO_BIG
 */
gboolean
sonde_json_validate (const char *text, gssize size, GError **error)
{
  SondeJsonScanner scanner;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!start (&scanner, text, size, error))
    return FALSE;

  do
    if (!sonde_json_scanner_next (&scanner, error))
      return FALSE;
  while (scanner.token != SONDE_JSON_END);

  return TRUE;
}

static JsonNode *
number_to_node (const SondeJsonScanner *scanner)
{
  g_autofree char *spelling = g_strndup (scanner->token_start, scanner->token_size);
  JsonNode *node = json_node_alloc ();
  double value;

  if (strpbrk (spelling, ".eE") == NULL)
    {
      gint64 integer;

      errno = 0;
      integer = g_ascii_strtoll (spelling, NULL, 10);
      if (errno == 0)
        return json_node_init_int (node, integer);
    }

  value = g_ascii_strtod (spelling, NULL);
  return isfinite (value) ? json_node_init_double (node, value) : json_node_init_null (node);
}

static JsonNode *
token_to_node (const SondeJsonScanner *scanner)
{
  switch (scanner->token)
    {
    case SONDE_JSON_BEGIN_OBJECT:
      {
        g_autoptr (JsonObject) object = json_object_new ();

        return json_node_init_object (json_node_alloc (), object);
      }
    case SONDE_JSON_BEGIN_ARRAY:
      {
        g_autoptr (JsonArray) array = json_array_new ();

        return json_node_init_array (json_node_alloc (), array);
      }
    case SONDE_JSON_STRING:
      {
        g_autofree char *string = sonde_json_scanner_dup_string (scanner);

        return json_node_init_string (json_node_alloc (), string);
      }
    case SONDE_JSON_NUMBER:
      return number_to_node (scanner);
    case SONDE_JSON_TRUE:
      return json_node_init_boolean (json_node_alloc (), TRUE);
    case SONDE_JSON_FALSE:
      return json_node_init_boolean (json_node_alloc (), FALSE);
    case SONDE_JSON_NULL:
      return json_node_init_null (json_node_alloc ());
    case SONDE_JSON_END:
    case SONDE_JSON_END_OBJECT:
    case SONDE_JSON_END_ARRAY:
    case SONDE_JSON_NAME:
    default:
      g_assert_not_reached ();
    }
}

/**
 * sonde_json_parse:
 * @text: a text
 * @size: its size in bytes, or -1 where it ends with a NUL
 * @error: return location for an error
 *
 * Reads a text under the rules of sonde_json_validate(). An integer outside of #gint64 becomes a
 * double. A number over the range of a double, such as `1e400`, has no value: it becomes a null. Of
 * two members of the same name the later one counts. At most %SONDE_JSON_MAX_VALUES values are
 * read, since json-glib takes quadratic time for names that come again.
 *
 * Returns: (transfer full) (nullable): the root, never an empty one, or %NULL with @error set to
 *     %SONDE_ERROR_SYNTAX or %SONDE_ERROR_TOO_BIG
 */
JsonNode *
sonde_json_parse (const char *text, gssize size, GError **error)
{
  SondeJsonScanner scanner;
  JsonNode *open[SONDE_JSON_MAX_DEPTH]; /* not owned: the root owns them */
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *name = NULL;
  guint n_values = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (!start (&scanner, text, size, error))
    return NULL;

  for (;;)
    {
      guint parent = scanner.depth; /* the level that the next value goes into */
      JsonNode *node;

      if (!sonde_json_scanner_next (&scanner, error))
        return NULL;

      if (scanner.token == SONDE_JSON_END)
        return g_steal_pointer (&root);

      if (scanner.token == SONDE_JSON_END_OBJECT || scanner.token == SONDE_JSON_END_ARRAY)
        continue;

      if (scanner.token == SONDE_JSON_NAME)
        {
          g_free (name);
          name = sonde_json_scanner_dup_string (&scanner);
          continue;
        }

      if (++n_values > SONDE_JSON_MAX_VALUES)
        {
          g_set_error (error, SONDE_ERROR, SONDE_ERROR_TOO_BIG,
                       _ ("Not read as JSON: more than %d values"), SONDE_JSON_MAX_VALUES);
          return NULL;
        }

      node = token_to_node (&scanner);
      if (parent == 0)
        root = node;
      else if (JSON_NODE_HOLDS_ARRAY (open[parent - 1]))
        json_array_add_element (json_node_get_array (open[parent - 1]), node);
      else
        json_object_set_member (json_node_get_object (open[parent - 1]), name, node);

      if (scanner.depth > parent)
        open[parent] = node;
    }
}

static void
append_line (GString *string, guint depth)
{
  g_string_append_c (string, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (string, "  ");
}

/**
 * sonde_json_prettify:
 * @text: a text
 * @size: its size in bytes, or -1 where it ends with a NUL
 * @error: return location for an error
 *
 * Lays out a text that passes sonde_json_validate() with a member a line, two spaces a level. Every
 * number and string keeps the spelling that it has on the wire. Beyond
 * %SONDE_JSON_MAX_PRETTY_SIZE bytes the rest is left off, and a line with "…" says so.
 *
 * Returns: (transfer full) (nullable): the text laid out, or %NULL with @error set
 */
char *
sonde_json_prettify (const char *text, gssize size, GError **error)
{
  SondeJsonScanner scanner;
  g_autoptr (GString) string = NULL;
  SondeJsonToken before = SONDE_JSON_END;

  g_return_val_if_fail (text != NULL, NULL);

  if (!sonde_json_validate (text, size, error) || !start (&scanner, text, size, error))
    return NULL;

  string = g_string_new (NULL);
  while (sonde_json_scanner_next (&scanner, error) && scanner.token != SONDE_JSON_END)
    {
      gboolean opened = before == SONDE_JSON_BEGIN_OBJECT || before == SONDE_JSON_BEGIN_ARRAY;
      gboolean closes = scanner.token == SONDE_JSON_END_OBJECT ||
                        scanner.token == SONDE_JSON_END_ARRAY;
      gboolean opens = scanner.token == SONDE_JSON_BEGIN_OBJECT ||
                       scanner.token == SONDE_JSON_BEGIN_ARRAY;

      if (before == SONDE_JSON_NAME)
        g_string_append (string, ": ");
      else if (before != SONDE_JSON_END && !(opened && closes))
        {
          if (!opened && !closes)
            g_string_append_c (string, ',');
          append_line (string, opens ? scanner.depth - 1 : scanner.depth);
        }

      if (string->len + scanner.token_size > SONDE_JSON_MAX_PRETTY_SIZE)
        {
          g_string_append (string, "…");
          break;
        }
      g_string_append_len (string, scanner.token_start, (gssize) scanner.token_size);
      before = scanner.token;
    }

  return g_string_free (g_steal_pointer (&string), FALSE);
}
