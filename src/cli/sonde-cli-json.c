/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-json.h"
#include "sonde-cli-output.h"

#include <math.h>
#include <string.h>

struct _SondeCliJson
{
  GString *text;
};

/* The escapes of RFC 8259 section 7 that have a letter; other control characters take a number. */
static const struct
{
  char character;
  char letter;
} escapes[] = {
  { '"', '"' },  { '\\', '\\' }, { '\b', 'b' }, { '\f', 'f' },
  { '\n', 'n' }, { '\r', 'r' },  { '\t', 't' },
};

static void
append_character (GString *text, char character)
{
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (character == escapes[i].character)
      {
        g_string_append_c (text, '\\');
        g_string_append_c (text, escapes[i].letter);
        return;
      }

  /* DEL needs no escape in JSON, but a terminal may act upon it. */
  if ((guchar) character < 0x20 || character == 0x7f)
    g_string_append_printf (text, "\\u%04x", (guint) (guchar) character);
  else
    g_string_append_c (text, character);
}

static void
append_text (GString *text, const char *value, gssize size)
{
  /* JSON is UTF-8: what is not becomes U+FFFD rather than a line that no reader takes. A NUL is
   * valid inside a text on the wire, so that the validity is looked at span by span. */
  gsize n_left = size < 0 ? strlen (value) : (gsize) size;

  g_string_append_c (text, '"');
  while (n_left > 0)
    {
      const char *end;
      gsize n_valid;

      g_utf8_validate_len (value, n_left, &end);
      n_valid = (gsize) (end - value);
      for (gsize i = 0; i < n_valid; i++)
        append_character (text, value[i]);
      if (n_valid < n_left)
        {
          if (value[n_valid] == '\0')
            append_character (text, '\0');
          else
            g_string_append (text, "\xef\xbf\xbd");
          n_valid++;
        }
      value += n_valid;
      n_left -= n_valid;
    }
  g_string_append_c (text, '"');
}

static void
append_name (SondeCliJson *self, const char *name)
{
  if (self->text->len > 0 && strchr ("{[", self->text->str[self->text->len - 1]) == NULL)
    g_string_append_c (self->text, ',');
  if (name != NULL)
    {
      append_text (self->text, name, -1);
      g_string_append_c (self->text, ':');
    }
}

/**
 * sonde_cli_json_new:
 *
 * Opens an object. Members are written in the order in which they are added.
 *
 * Returns: (transfer full): a writer
 */
SondeCliJson *
sonde_cli_json_new (void)
{
  SondeCliJson *self = g_new0 (SondeCliJson, 1);

  self->text = g_string_new ("{");
  return self;
}

void
sonde_cli_json_free (SondeCliJson *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * sonde_cli_json_begin:
 * @self: a writer
 * @name: the name of the member
 *
 * Opens an object within the object; sonde_cli_json_end() closes it.
 */
void
sonde_cli_json_begin (SondeCliJson *self, const char *name)
{
  append_name (self, name);
  g_string_append_c (self->text, '{');
}

void
sonde_cli_json_end (SondeCliJson *self)
{
  g_string_append_c (self->text, '}');
}

/**
 * sonde_cli_json_begin_array:
 * @self: a writer
 * @name: the name of the member
 *
 * Opens an array, whose items are added without a name; sonde_cli_json_end_array() closes it.
 */
void
sonde_cli_json_begin_array (SondeCliJson *self, const char *name)
{
  append_name (self, name);
  g_string_append_c (self->text, '[');
}

void
sonde_cli_json_end_array (SondeCliJson *self)
{
  g_string_append_c (self->text, ']');
}

/**
 * sonde_cli_json_add_text:
 * @self: a writer
 * @name: (nullable): the name of the member; %NULL in an array
 * @text: bytes; where they are not UTF-8, U+FFFD stands for each
 * @size: how many, or -1 for a C string
 *
 * Adds a string, which may contain NUL characters.
 */
void
sonde_cli_json_add_text (SondeCliJson *self, const char *name, const char *text, gssize size)
{
  append_name (self, name);
  append_text (self->text, text, size);
}

void
sonde_cli_json_add_integer (SondeCliJson *self, const char *name, gint64 value)
{
  append_name (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

/**
 * sonde_cli_json_add_real:
 * @self: a writer
 * @name: the name of the member
 * @value: any number; `null` stands for one that is not finite, which JSON cannot say
 *
 * Adds a number with the fewest digits that read back as the same value.
 */
void
sonde_cli_json_add_real (SondeCliJson *self, const char *name, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      sonde_cli_json_add_null (self, name);
      return;
    }

  append_name (self, name);
  for (int precision = 15; precision <= 17; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (digits, sizeof digits, format, value);
      if (g_ascii_strtod (digits, NULL) == value)
        break;
    }
  g_string_append (self->text, digits);
}

void
sonde_cli_json_add_null (SondeCliJson *self, const char *name)
{
  append_name (self, name);
  g_string_append (self->text, "null");
}

/**
 * sonde_cli_json_finish:
 * @self: a writer
 * @size: (out) (optional): bytes of the text
 *
 * Closes the outermost object; nothing may be added after.
 *
 * Returns: (transfer full): the object, without a line feed in it
 */
char *
sonde_cli_json_finish (SondeCliJson *self, gsize *size)
{
  g_string_append_c (self->text, '}');
  if (size != NULL)
    *size = self->text->len;
  return g_strndup (self->text->str, self->text->len);
}

/**
 * sonde_cli_json_print:
 * @self: a writer
 *
 * Closes the outermost object and writes it to standard output as one line.
 *
 * Returns: %FALSE where nothing more can be written
 */
gboolean
sonde_cli_json_print (SondeCliJson *self)
{
  gsize size;
  g_autofree char *line = sonde_cli_json_finish (self, &size);

  return sonde_cli_print_line (line, size);
}
