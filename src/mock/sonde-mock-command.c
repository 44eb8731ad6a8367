/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-command.h"

#include <math.h>
#include <string.h>

/* ArduinoJson copies at most this many characters of a number. */
#define MAX_NUMBER_LENGTH 63

/* A place in ArduinoJson's pool: a member of an object or an element of an array. A key that comes
 * again in the same object takes the place it already has. */
typedef struct
{
  guint container;
  char *key; /* NULL for an element */
} Slot;

typedef struct
{
  const char *next;
  const char *end;
  Slot slots[SONDE_MOCK_COMMAND_MAX_SLOTS];
  guint n_slots;
  guint n_containers;
  SondeMockCommand *command;
} Reader;

static void
reader_clear (Reader *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_free (self->slots[i].key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* The firmware hands over a C string: a NUL byte ends it. */
static char
peek (Reader *self)
{
  return self->next < self->end ? *self->next : '\0';
}

static gboolean
eat (Reader *self, char c)
{
  if (peek (self) != c)
    return FALSE;
  self->next++;

  return TRUE;
}

static void
skip_spaces (Reader *self)
{
  while (peek (self) != '\0' && strchr (" \t\r\n", peek (self)) != NULL)
    self->next++;
}

static gboolean
is_bare (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("_`+-.", c) != NULL);
}

/* Reads four hexadecimal digits. */
static gboolean
read_code_unit (Reader *self, gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (peek (self));

      if (digit < 0)
        return FALSE;
      *unit = *unit << 4 | (guint) digit;
      self->next++;
    }

  return TRUE;
}

static gboolean
read_escape (Reader *self, GString *text, gunichar *high_surrogate)
{
  static const char escapes[][2] = {
    { '/', '/' },  { '"', '"' },  { '\\', '\\' }, { 'b', '\b' },
    { 'f', '\f' }, { 'n', '\n' }, { 'r', '\r' },  { 't', '\t' },
  };
  gunichar unit;

  if (eat (self, 'u'))
    {
      if (!read_code_unit (self, &unit))
        return FALSE;
      if (unit >= 0xd800 && unit < 0xdc00)
        *high_surrogate = unit;
      else if (unit >= 0xdc00 && unit < 0xe000)
        g_string_append_unichar (text,
                                 0x10000 + ((*high_surrogate & 0x3ff) << 10 | (unit & 0x3ff)));
      else
        g_string_append_unichar (text, unit);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (eat (self, escapes[i][0]))
      {
        g_string_append_c (text, escapes[i][1]);
        return TRUE;
      }

  return FALSE;
}

static char *
read_quoted (Reader *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gunichar high_surrogate = 0;
  char quote = peek (self);

  self->next++;
  while (!eat (self, quote))
    {
      char c = peek (self);

      if (c == '\0')
        return NULL;
      self->next++;
      if (c != '\\')
        g_string_append_c (text, c);
      else if (!read_escape (self, text, &high_surrogate))
        return NULL;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
read_bare (Reader *self, gsize max_length)
{
  const char *start = self->next;

  while (is_bare (peek (self)) && (gsize) (self->next - start) < max_length)
    self->next++;

  return self->next > start ? g_strndup (start, (gsize) (self->next - start)) : NULL;
}

/* The grammar of ArduinoJson's parseNumber: a sign, digits, a fraction and an exponent, of which
 * nearly every part may be missing. */
static gboolean
parse_number (const char *text, double *number)
{
  const char *c = text + strspn (text, "+-");

  if (c - text > 1 || (!g_ascii_isdigit (*c) && *c != '.'))
    return FALSE;
  while (g_ascii_isdigit (*c))
    c++;
  if (*c == '.')
    for (c++; g_ascii_isdigit (*c);)
      c++;
  if (*c == 'e' || *c == 'E')
    {
      c++;
      if (*c == '-' || *c == '+')
        c++;
      while (g_ascii_isdigit (*c))
        c++;
    }
  *number = g_ascii_strtod (text, NULL);

  return *c == '\0';
}

static gint32
to_int32 (double number)
{
  return number > (double) G_MININT32 - 1.0 && number < (double) G_MAXINT32 + 1.0 ? (gint32) number
                                                                                  : 0;
}

static void
apply (SondeMockCommand *self, const char *key, gboolean on, gint32 integer)
{
  if (g_strcmp0 (key, "etat") == 0)
    {
      self->has_etat = TRUE;
      self->etat = on;
    }
  else if (g_strcmp0 (key, "periode") == 0)
    {
      self->has_periode = TRUE;
      self->period_ms = integer;
    }
}

/* Reads a text or a word. @key is the member of the outermost object that it belongs to, or NULL.
 */
static gboolean
read_scalar (Reader *self, const char *key)
{
  g_autofree char *text = NULL;
  double number = 0.0;

  if (peek (self) == '"' || peek (self) == '\'')
    {
      text = read_quoted (self);
      if (text == NULL)
        return FALSE;
      if (!parse_number (text, &number))
        number = 0.0;
      apply (self->command, key,
             g_str_equal (text, "on") || g_str_equal (text, "true") || g_str_equal (text, "1"),
             to_int32 (number));
      return TRUE;
    }

  text = read_bare (self, MAX_NUMBER_LENGTH);
  if (text == NULL)
    return FALSE;

  /* ArduinoJson looks at the first letter and at the length of a word, not at its spelling. */
  if (text[0] == 't' || text[0] == 'f' || text[0] == 'n')
    {
      gboolean is_true = text[0] == 't';

      apply (self->command, key, is_true, is_true ? 1 : 0);
      return strlen (text) == (text[0] == 'f' ? 5 : 4);
    }

  if (!parse_number (text, &number))
    return FALSE;
  apply (self->command, key, fabs (number - 1.0) < 5e-10, to_int32 (number));

  return TRUE;
}

static gboolean
take_slot (Reader *self, guint container, const char *key)
{
  for (guint i = 0; key != NULL && i < self->n_slots; i++)
    if (self->slots[i].container == container && g_strcmp0 (self->slots[i].key, key) == 0)
      return TRUE;

  if (self->n_slots == SONDE_MOCK_COMMAND_MAX_SLOTS)
    return FALSE;
  self->slots[self->n_slots].container = container;
  self->slots[self->n_slots].key = g_strdup (key);
  self->n_slots++;

  return TRUE;
}

static char *
read_key (Reader *self)
{
  g_autofree char *key = NULL;

  if (peek (self) == '"' || peek (self) == '\'')
    key = read_quoted (self);
  else
    key = read_bare (self, G_MAXSIZE);
  skip_spaces (self);
  if (key == NULL || !eat (self, ':'))
    return NULL;
  skip_spaces (self);

  return g_steal_pointer (&key);
}

/* Reads an object or an array, whose bracket comes next. It calls itself,
 * SONDE_MOCK_COMMAND_MAX_DEPTH deep at most. */
static gboolean
read_container (Reader *self, guint depth, const char *outer_key)
{
  gboolean is_object = peek (self) == '{';
  char closing = is_object ? '}' : ']';
  guint container = self->n_containers++;

  if (depth > SONDE_MOCK_COMMAND_MAX_DEPTH)
    return FALSE;

  if (outer_key != NULL)
    apply (self->command, outer_key, FALSE, 0);

  self->next++;
  skip_spaces (self);
  if (eat (self, closing))
    return TRUE;

  for (;;)
    {
      g_autofree char *key = NULL;
      const char *root_key;

      if (is_object)
        {
          key = read_key (self);
          if (key == NULL)
            return FALSE;
        }
      if (!take_slot (self, container, key))
        return FALSE;

      root_key = depth == 1 ? key : NULL;
      if (peek (self) == '{' || peek (self) == '[')
        {
          if (!read_container (self, depth + 1, root_key))
            return FALSE;
        }
      else if (!read_scalar (self, root_key))
        return FALSE;

      skip_spaces (self);
      if (eat (self, closing))
        return TRUE;
      if (!eat (self, ','))
        return FALSE;
      skip_spaces (self);
    }
}

/**
 * sonde_mock_command_parse:
 * @self: (out caller-allocates): what the board reads
 * @text: (array length=size): a text as it came; it need not be UTF-8 nor end in NUL
 * @size: its size in bytes
 *
 * Reads a text as ArduinoJson 6.19 does with a document of
 * %SONDE_MOCK_COMMAND_MAX_SLOTS members: the first object counts and what follows it does not,
 * keys may go without quotes, single quotes do, members and elements of every level share the
 * sixteen places, and ten levels are the limit.
 *
 * Returns: %FALSE where ArduinoJson reports an error or the text is no object; the board then stays
 *   silent
 */
gboolean
sonde_mock_command_parse (SondeMockCommand *self, const char *text, gsize size)
{
  g_auto (Reader) reader = { .next = text, .end = text + size, .command = self };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL || size == 0, FALSE);

  *self = (SondeMockCommand){ 0 };
  skip_spaces (&reader);

  return peek (&reader) == '{' && read_container (&reader, 1, NULL);
}
