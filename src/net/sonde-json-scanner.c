/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-json-scanner.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,
  EXPECT_NAME,
  EXPECT_NAME_OR_END,
  EXPECT_COLON,
  EXPECT_COMMA_IN_ARRAY,
  EXPECT_COMMA_IN_OBJECT,
  EXPECT_NOTHING,
  EXPECT_DIGIT,
  EXPECT_ESCAPE,
  EXPECT_HEX_DIGIT,
  EXPECT_LOW_SURROGATE,
  EXPECT_HIGH_SURROGATE,
  EXPECT_STRING_CHARACTER,
} Expectation;

static const char *const expectations[] = {
  [EXPECT_VALUE] = N_ ("a value"),
  [EXPECT_VALUE_OR_END] = N_ ("a value or “]”"),
  [EXPECT_NAME] = N_ ("a name in double quotes"),
  [EXPECT_NAME_OR_END] = N_ ("a name in double quotes or “}”"),
  [EXPECT_COLON] = N_ ("“:”"),
  [EXPECT_COMMA_IN_ARRAY] = N_ ("“,” or “]”"),
  [EXPECT_COMMA_IN_OBJECT] = N_ ("“,” or “}”"),
  [EXPECT_NOTHING] = N_ ("nothing more"),
  [EXPECT_DIGIT] = N_ ("a digit"),
  [EXPECT_ESCAPE] = N_ ("one of \"\\/bfnrtu"),
  [EXPECT_HEX_DIGIT] = N_ ("a hexadecimal digit"),
  [EXPECT_LOW_SURROGATE] = N_ ("the second half of a surrogate pair"),
  [EXPECT_HIGH_SURROGATE] = N_ ("no second half of a surrogate pair on its own"),
  [EXPECT_STRING_CHARACTER] = N_ ("a character of a string or its closing quote"),
};

static char *
describe_position (const SondeJsonScanner *self, const char *at)
{
  const char *line_start = self->text;
  guint line = 1;

  for (const char *p = self->text; p < at; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }

  return g_strdup_printf (_ ("line %u, column %ld"), line,
                          g_utf8_strlen (line_start, at - line_start) + 1);
}

static char *
describe_character (const SondeJsonScanner *self, const char *at)
{
  gunichar character;

  if (at >= self->end)
    return g_strdup (_ ("the end of the text"));

  character = g_utf8_get_char (at);
  if (g_unichar_isgraph (character))
    return g_strdup_printf ("“%.*s”", (int) (g_utf8_next_char (at) - at), at);
  return g_strdup_printf ("U+%04X", character);
}

static gboolean
fail (const SondeJsonScanner *self, const char *at, Expectation expected, GError **error)
{
  g_autofree char *found = describe_character (self, at);
  g_autofree char *position = describe_position (self, at);

  /* Translators: first what RFC 8259 allows there, then what is there, then "line 1, column 2". */
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX, _ ("Not JSON: expected %s, found %s at %s"),
               _ (expectations[expected]), found, position);
  return FALSE;
}

/**
 * sonde_json_scanner_init:
 * @self: (out caller-allocates): a scanner
 * @text: the text, which must outlive the scanner
 * @size: its size in bytes, or -1 where it ends with a NUL
 * @error: return location for an error
 *
 * Starts at the beginning of a text, which must be UTF-8 (RFC 8259 section 8.1) and not start with
 * a byte order mark.
 *
 * Returns: whether the text can be scanned; else @error is %SONDE_ERROR_SYNTAX
 */
gboolean
sonde_json_scanner_init (SondeJsonScanner *self, const char *text, gssize size, GError **error)
{
  const char *invalid;

  g_return_val_if_fail (text != NULL, FALSE);

  if (size < 0)
    size = (gssize) strlen (text);

  *self = (SondeJsonScanner){
    .text = text,
    .cursor = text,
    .end = text + size,
    .expected = EXPECT_VALUE,
  };

  if (!g_utf8_validate_len (text, (gsize) size, &invalid))
    {
      g_autofree char *position = describe_position (self, invalid);

      g_set_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX,
                   _ ("Not JSON: byte 0x%02X is not UTF-8 text at %s"), (guint8) *invalid,
                   position);
      return FALSE;
    }

  return TRUE;
}

static void
after_value (SondeJsonScanner *self)
{
  if (self->depth == 0)
    self->expected = EXPECT_NOTHING;
  else if (self->arrays & (1u << (self->depth - 1)))
    self->expected = EXPECT_COMMA_IN_ARRAY;
  else
    self->expected = EXPECT_COMMA_IN_OBJECT;
}

static gboolean
open_container (SondeJsonScanner *self, gboolean is_array, GError **error)
{
  if (self->depth == SONDE_JSON_MAX_DEPTH)
    {
      g_autofree char *position = describe_position (self, self->cursor);

      g_set_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX,
                   _ ("Not read as JSON: more than %d levels at %s"), SONDE_JSON_MAX_DEPTH,
                   position);
      return FALSE;
    }

  if (is_array)
    self->arrays |= 1u << self->depth;
  else
    self->arrays &= ~(1u << self->depth);
  self->depth++;
  self->cursor++;
  self->token = is_array ? SONDE_JSON_BEGIN_ARRAY : SONDE_JSON_BEGIN_OBJECT;
  self->expected = is_array ? EXPECT_VALUE_OR_END : EXPECT_NAME_OR_END;
  return TRUE;
}

static gboolean
close_container (SondeJsonScanner *self, gboolean is_array)
{
  self->depth--;
  self->cursor++;
  self->token = is_array ? SONDE_JSON_END_ARRAY : SONDE_JSON_END_OBJECT;
  after_value (self);
  return TRUE;
}

static gboolean
scan_digits (const SondeJsonScanner *self, const char **cursor, GError **error)
{
  const char *p = *cursor;

  if (p >= self->end || !g_ascii_isdigit (*p))
    return fail (self, p, EXPECT_DIGIT, error);
  while (p < self->end && g_ascii_isdigit (*p))
    p++;
  *cursor = p;
  return TRUE;
}

static gboolean
scan_number (SondeJsonScanner *self, GError **error)
{
  const char *p = self->cursor;

  if (*p == '-')
    p++;
  if (p < self->end && *p == '0')
    p++;
  else if (!scan_digits (self, &p, error))
    return FALSE;

  if (p < self->end && *p == '.')
    {
      p++;
      if (!scan_digits (self, &p, error))
        return FALSE;
    }
  if (p < self->end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < self->end && (*p == '+' || *p == '-'))
        p++;
      if (!scan_digits (self, &p, error))
        return FALSE;
    }

  self->cursor = p;
  self->token = SONDE_JSON_NUMBER;
  after_value (self);
  return TRUE;
}

static gboolean
scan_hex (const SondeJsonScanner *self, const char *p, gunichar *unit, GError **error)
{
  *unit = 0;
  for (int i = 0; i < 4; i++, p++)
    {
      if (p >= self->end || !g_ascii_isxdigit (*p))
        return fail (self, p, EXPECT_HEX_DIGIT, error);
      *unit = *unit << 4 | (gunichar) g_ascii_xdigit_value (*p);
    }
  return TRUE;
}

/* Reads what follows "\u", with the other half of a surrogate pair. */
static gboolean
scan_unicode_escape (const SondeJsonScanner *self,
                     const char **cursor,
                     gunichar *character,
                     GError **error)
{
  const char *p = *cursor;
  gunichar unit;

  if (!scan_hex (self, p, &unit, error))
    return FALSE;
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (self, p, EXPECT_HIGH_SURROGATE, error);
  p += 4;

  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      gunichar low;

      if (self->end - p < 2 || p[0] != '\\' || p[1] != 'u')
        return fail (self, p, EXPECT_LOW_SURROGATE, error);
      p += 2;
      if (!scan_hex (self, p, &low, error))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail (self, p, EXPECT_LOW_SURROGATE, error);
      p += 4;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }

  *cursor = p;
  *character = unit;
  return TRUE;
}

static gboolean
scan_string (SondeJsonScanner *self, SondeJsonToken token, GError **error)
{
  const char *p = self->cursor + 1;

  for (;;)
    {
      if (p >= self->end || (guint8) *p < 0x20)
        return fail (self, p, EXPECT_STRING_CHARACTER, error);

      if (*p == '"')
        break;

      if (*p++ == '\\')
        {
          gunichar character;

          if (p >= self->end || *p == '\0' || strchr ("\"\\/bfnrtu", *p) == NULL)
            return fail (self, p, EXPECT_ESCAPE, error);
          if (*p++ == 'u' && !scan_unicode_escape (self, &p, &character, error))
            return FALSE;
        }
    }

  self->cursor = p + 1;
  self->token = token;
  if (token == SONDE_JSON_NAME)
    self->expected = EXPECT_COLON;
  else
    after_value (self);
  return TRUE;
}

static gboolean
scan_literal (SondeJsonScanner *self, GError **error)
{
  static const struct
  {
    const char *text;
    SondeJsonToken token;
  } literals[] = {
    { "true", SONDE_JSON_TRUE },
    { "false", SONDE_JSON_FALSE },
    { "null", SONDE_JSON_NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      gsize length = strlen (literals[i].text);

      if ((gsize) (self->end - self->cursor) >= length &&
          memcmp (self->cursor, literals[i].text, length) == 0)
        {
          self->cursor += length;
          self->token = literals[i].token;
          after_value (self);
          return TRUE;
        }
    }

  return fail (self, self->cursor, self->expected, error);
}

static gboolean
scan_value (SondeJsonScanner *self, GError **error)
{
  switch (*self->cursor)
    {
    case '{':
      return open_container (self, FALSE, error);
    case '[':
      return open_container (self, TRUE, error);
    case '"':
      return scan_string (self, SONDE_JSON_STRING, error);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return scan_number (self, error);
    default:
      return scan_literal (self, error);
    }
}

static void
skip_white_space (SondeJsonScanner *self)
{
  while (self->cursor < self->end && (*self->cursor == ' ' || *self->cursor == '\t' ||
                                      *self->cursor == '\n' || *self->cursor == '\r'))
    self->cursor++;
}

/* Steps over the ":" or "," that leads to the next token, where one is due. */
static gboolean
skip_separator (SondeJsonScanner *self, GError **error)
{
  char separator = self->cursor < self->end ? *self->cursor : '\0';

  if (self->expected == EXPECT_COLON)
    {
      if (separator != ':')
        return fail (self, self->cursor, EXPECT_COLON, error);
      self->expected = EXPECT_VALUE;
    }
  else if (self->expected == EXPECT_COMMA_IN_ARRAY && separator == ',')
    self->expected = EXPECT_VALUE;
  else if (self->expected == EXPECT_COMMA_IN_OBJECT && separator == ',')
    self->expected = EXPECT_NAME;
  else
    return TRUE;

  self->cursor++;
  skip_white_space (self);
  return TRUE;
}

/**
 * sonde_json_scanner_next:
 * @self: a scanner
 * @error: return location for an error
 *
 * Reads the next token. After %SONDE_JSON_END, or an error, the scanner is used up.
 *
 * Returns: whether the text is right so far; else @error is %SONDE_ERROR_SYNTAX and says what was
 *     expected, what was found and where
 */
gboolean
sonde_json_scanner_next (SondeJsonScanner *self, GError **error)
{
  char found;

  skip_white_space (self);
  if (!skip_separator (self, error))
    return FALSE;

  self->token_start = self->cursor;
  if (self->cursor == self->end)
    {
      if (self->expected != EXPECT_NOTHING)
        return fail (self, self->cursor, self->expected, error);
      self->token = SONDE_JSON_END;
      self->token_size = 0;
      return TRUE;
    }

  found = *self->cursor;
  switch ((Expectation) self->expected)
    {
    case EXPECT_VALUE_OR_END:
      if (found == ']' ? !close_container (self, TRUE) : !scan_value (self, error))
        return FALSE;
      break;

    case EXPECT_VALUE:
      if (!scan_value (self, error))
        return FALSE;
      break;

    case EXPECT_NAME_OR_END:
    case EXPECT_NAME:
      if (found == '"')
        {
          if (!scan_string (self, SONDE_JSON_NAME, error))
            return FALSE;
        }
      else if (found == '}' && self->expected == EXPECT_NAME_OR_END)
        close_container (self, FALSE);
      else
        return fail (self, self->cursor, self->expected, error);
      break;

    case EXPECT_COMMA_IN_ARRAY:
    case EXPECT_COMMA_IN_OBJECT:
      if (found != (self->expected == EXPECT_COMMA_IN_ARRAY ? ']' : '}'))
        return fail (self, self->cursor, self->expected, error);
      close_container (self, self->expected == EXPECT_COMMA_IN_ARRAY);
      break;

    case EXPECT_COLON:
    case EXPECT_NOTHING:
    case EXPECT_DIGIT:
    case EXPECT_ESCAPE:
    case EXPECT_HEX_DIGIT:
    case EXPECT_LOW_SURROGATE:
    case EXPECT_HIGH_SURROGATE:
    case EXPECT_STRING_CHARACTER:
    default:
      return fail (self, self->cursor, self->expected, error);
    }

  self->token_size = (gsize) (self->cursor - self->token_start);
  return TRUE;
}

static gunichar
unescape (char letter)
{
  static const char letters[] = "bfnrt";
  static const char characters[] = "\b\f\n\r\t";
  const char *found = strchr (letters, letter);

  return found != NULL ? (guchar) characters[found - letters] : (guchar) letter;
}

/**
 * sonde_json_scanner_dup_string:
 * @self: a scanner whose token is %SONDE_JSON_NAME or %SONDE_JSON_STRING
 *
 * Gets what the string means, with its escapes resolved. A `\u0000`, which a C string cannot hold,
 * becomes U+FFFD.
 *
 * Returns: (transfer full): a UTF-8 string
 */
char *
sonde_json_scanner_dup_string (const SondeJsonScanner *self)
{
  const char *p = self->token_start + 1;
  const char *end = self->token_start + self->token_size - 1;
  GString *string;

  g_return_val_if_fail (self->token == SONDE_JSON_NAME || self->token == SONDE_JSON_STRING, NULL);

  string = g_string_sized_new ((gsize) (end - p));
  while (p < end)
    {
      const char *escape = memchr (p, '\\', (gsize) (end - p));
      gunichar character = 0;

      g_string_append_len (string, p, (escape != NULL ? escape : end) - p);
      if (escape == NULL)
        break;

      p = escape + 2;
      if (escape[1] != 'u')
        character = unescape (escape[1]);
      else if (!scan_unicode_escape (self, &p, &character, NULL) || character == 0)
        character = 0xfffd;
      g_string_append_unichar (string, character);
    }
  return g_string_free (string, FALSE);
}
