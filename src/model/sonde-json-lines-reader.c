/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-json-lines-reader.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/**
 * SondeJsonLinesReader:
 *
 * What `sonde_json_lines_write_row()` writes, and what a program of the user's may: a JSON object
 * of RFC 8259 in each line, with a member “time” (ISO 8601, or whole microseconds since 1970).
 * Members with a number are values, with null gaps; what else an object holds is passed over.
 *
 * It holds a line at most, of bounded length and depth; whatever is wrong with what it is given
 * ends in an error that names the line.
 */
struct _SondeJsonLinesReader
{
  SondeCsvRowFunc func;
  gpointer user_data;

  GString *line;
  guint64 number; /* of the line, from 1 */
  guint64 n_rows;

  const char *at; /* in the line, while it is read */
  GString *text;  /* the string that was read last */
  gboolean has_time;
  gint64 time_us;
  GPtrArray *ids; /* with NULL at its end when they are given away */
  double values[SONDE_CSV_MAX_COLUMNS];
};

static gboolean G_GNUC_PRINTF (3, 4)
    fail (SondeJsonLinesReader *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Translators: a line number of a file, and what is wrong with that line */
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX, _ ("Line %llu: %s"),
               (unsigned long long) self->number, what);

  return FALSE;
}

static gboolean
fail_syntax (SondeJsonLinesReader *self, GError **error)
{
  return fail (self, error, _ ("not a JSON object, from byte %zu on"),
               (gsize) (self->at - self->line->str) + 1);
}

static void
skip_space (SondeJsonLinesReader *self)
{
  self->at += strspn (self->at, " \t");
}

static gboolean
take (SondeJsonLinesReader *self, char byte)
{
  skip_space (self);
  if (*self->at != byte)
    return FALSE;

  self->at++;
  return TRUE;
}

static gboolean
take_hex (SondeJsonLinesReader *self, gunichar *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->at[i]);

      if (digit < 0)
        return FALSE;
      *unit = *unit * 16 + (gunichar) digit;
    }
  self->at += 4;

  return TRUE;
}

/* What follows a backslash: RFC 8259 section 7. Half of a pair becomes the replacement character.
 */
static gboolean
take_escape (SondeJsonLinesReader *self)
{
  static const char names[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *name = *self->at != '\0' ? strchr (names, *self->at) : NULL;
  gunichar unit;
  gunichar low;

  if (name != NULL)
    {
      g_string_append_c (self->text, meanings[name - names]);
      self->at++;
      return TRUE;
    }

  if (*self->at != 'u')
    return FALSE;
  self->at++;
  if (!take_hex (self, &unit))
    return FALSE;

  if (unit >= 0xd800 && unit < 0xdc00 && self->at[0] == '\\' && self->at[1] == 'u')
    {
      self->at += 2;
      if (!take_hex (self, &low))
        return FALSE;
      unit = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                                           : 0xfffd;
    }
  if (unit == 0 || (unit >= 0xd800 && unit < 0xe000))
    unit = 0xfffd;
  g_string_append_unichar (self->text, unit);

  return TRUE;
}

static gboolean
take_string (SondeJsonLinesReader *self)
{
  g_string_truncate (self->text, 0);
  if (!take (self, '"'))
    return FALSE;

  while (*self->at != '"')
    {
      if ((guchar) *self->at < 0x20)
        return FALSE;
      if (*self->at != '\\')
        g_string_append_c (self->text, *self->at++);
      else
        {
          self->at++;
          if (!take_escape (self))
            return FALSE;
        }
    }
  self->at++;

  return TRUE;
}

static gsize
take_digits (SondeJsonLinesReader *self)
{
  gsize n = strspn (self->at, "0123456789");

  self->at += n;

  return n;
}

/* RFC 8259 section 6. Its text is the string that was read last. */
static gboolean
take_number (SondeJsonLinesReader *self)
{
  const char *start;

  skip_space (self);
  start = self->at;
  self->at += *self->at == '-' ? 1 : 0;
  if (*self->at == '0')
    self->at++;
  else if (take_digits (self) == 0)
    return FALSE;
  if (*self->at == '.')
    {
      self->at++;
      if (take_digits (self) == 0)
        return FALSE;
    }
  if (*self->at == 'e' || *self->at == 'E')
    {
      self->at++;
      self->at += *self->at == '+' || *self->at == '-' ? 1 : 0;
      if (take_digits (self) == 0)
        return FALSE;
    }
  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, start, self->at - start);

  return TRUE;
}

static gboolean
take_word (SondeJsonLinesReader *self, const char *word)
{
  skip_space (self);
  if (!g_str_has_prefix (self->at, word))
    return FALSE;

  self->at += strlen (word);
  return TRUE;
}

/* Passes over a value that is of no use here. */
static gboolean
skip_value (SondeJsonLinesReader *self, guint depth)
{
  char opening;
  char closing;

  skip_space (self);
  opening = *self->at;
  if (opening == '"')
    return take_string (self);
  if (opening != '[' && opening != '{')
    return take_word (self, "true") || take_word (self, "false") || take_word (self, "null") ||
           take_number (self);

  if (depth == SONDE_JSON_LINES_MAX_DEPTH)
    return FALSE;

  self->at++;
  closing = opening == '[' ? ']' : '}';
  if (take (self, closing))
    return TRUE;
  do
    if ((opening == '{' && (!take_string (self) || !take (self, ':'))) ||
        !skip_value (self, depth + 1))
      return FALSE;
  while (take (self, ','));

  return take (self, closing);
}

static gboolean
add_value (SondeJsonLinesReader *self, const char *id, double value, GError **error)
{
  if (*id == '\0')
    return fail (self, error, _ ("a member without a name"));
  for (guint i = 0; i < self->ids->len; i++)
    if (strcmp (self->ids->pdata[i], id) == 0)
      return fail (self, error, _ ("two members of one name"));
  if (self->ids->len == SONDE_CSV_MAX_COLUMNS)
    return fail (self, error, _ ("more than %d members with a number"), SONDE_CSV_MAX_COLUMNS);

  self->values[self->ids->len] = value;
  g_ptr_array_add (self->ids, g_strdup (id));

  return TRUE;
}

static gboolean
read_time (SondeJsonLinesReader *self, GError **error)
{
  skip_space (self);
  if (!(*self->at == '"' ? take_string (self) : take_number (self)))
    return fail_syntax (self, error);

  self->has_time = sonde_iso_time_parse (self->text->str, &self->time_us);

  return self->has_time ||
         fail (self, error, _ ("“time” is not a time such as 2024-05-31T12:00:00Z"));
}

static gboolean
read_member (SondeJsonLinesReader *self, GError **error)
{
  g_autofree char *id = NULL;
  double value;

  if (!take_string (self))
    return fail_syntax (self, error);
  id = g_strndup (self->text->str, self->text->len);
  if (!take (self, ':'))
    return fail_syntax (self, error);

  if (strcmp (id, SONDE_CSV_TIME_ID) == 0)
    return !self->has_time ? read_time (self, error)
                           : fail (self, error, _ ("two members of one name"));
  if (take_word (self, "null"))
    return add_value (self, id, (double) NAN, error);

  skip_space (self);
  if (*self->at != '-' && !g_ascii_isdigit (*self->at))
    return skip_value (self, 1) || fail_syntax (self, error);
  if (!take_number (self))
    return fail_syntax (self, error);
  if (!sonde_csv_number_parse (self->text->str, &value))
    return fail (self, error, _ ("a number that is too large"));

  return add_value (self, id, value, error);
}

static gboolean
read_object (SondeJsonLinesReader *self, GError **error)
{
  if (!take (self, '{'))
    return fail_syntax (self, error);

  if (!take (self, '}'))
    {
      do
        if (!read_member (self, error))
          return FALSE;
      while (take (self, ','));
      if (!take (self, '}'))
        return fail_syntax (self, error);
    }
  skip_space (self);

  return *self->at == '\0' || fail_syntax (self, error);
}

static gboolean
read_line (SondeJsonLinesReader *self, GError **error)
{
  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);

  self->at = self->line->str;
  if (self->number == 1 && g_str_has_prefix (self->at, "\357\273\277"))
    self->at += 3;
  skip_space (self);
  if (*self->at == '\0' && self->at == self->line->str + self->line->len)
    return TRUE;

  if (strlen (self->line->str) != self->line->len)
    return fail (self, error, _ ("a NUL byte, which no text has"));
  if (!g_utf8_validate (self->line->str, (gssize) self->line->len, NULL))
    return fail (self, error, _ ("not UTF-8"));

  self->has_time = FALSE;
  g_ptr_array_set_size (self->ids, 0);
  if (!read_object (self, error))
    return FALSE;
  if (!self->has_time)
    return fail (self, error, _ ("an object without a member “time”"));

  g_ptr_array_add (self->ids, NULL);
  self->n_rows++;
  self->func ((const char *const *) self->ids->pdata, self->time_us, self->values, self->user_data);

  return TRUE;
}

static gboolean
end_line (SondeJsonLinesReader *self, GError **error)
{
  gboolean good = read_line (self, error);

  g_string_truncate (self->line, 0);
  self->number++;

  return good;
}

/**
 * sonde_json_lines_reader_new:
 * @func: (scope forever) (closure user_data): what gets each measure, with the names of its own
 *   members
 *
 * Returns: (transfer full): a reader at the beginning of a file
 */
SondeJsonLinesReader *
sonde_json_lines_reader_new (SondeCsvRowFunc func, gpointer user_data)
{
  SondeJsonLinesReader *self = g_new0 (SondeJsonLinesReader, 1);

  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->number = 1;
  self->text = g_string_new (NULL);
  self->ids = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
sonde_json_lines_reader_free (SondeJsonLinesReader *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->ids);
  g_free (self);
}

/**
 * sonde_json_lines_reader_push:
 * @data: (array length=size): the next bytes of the file, cut anywhere
 * @size: how many
 *
 * Reads on, and calls the function for every line that has become whole. After an error the reader
 * is of no more use; the lines before that one have been given.
 *
 * Returns: %FALSE with %SONDE_ERROR_SYNTAX, whose message begins with the number of the line
 */
gboolean
sonde_json_lines_reader_push (SondeJsonLinesReader *self,
                              const char *data,
                              gsize size,
                              GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; i < size;)
    {
      const char *end = memchr (data + i, '\n', size - i);
      gsize n = end != NULL ? (gsize) (end - data) - i : size - i;

      if (self->line->len + n > SONDE_JSON_LINES_MAX_LINE_BYTES)
        return fail (self, error, _ ("longer than %d bytes"), SONDE_JSON_LINES_MAX_LINE_BYTES);

      g_string_append_len (self->line, data + i, (gssize) n);
      i += n;
      if (end != NULL)
        {
          i++;
          if (!end_line (self, error))
            return FALSE;
        }
    }

  return TRUE;
}

/**
 * sonde_json_lines_reader_finish:
 *
 * Says that no bytes follow, so that a last line without an end is read too.
 *
 * Returns: %FALSE with %SONDE_ERROR_SYNTAX where that is half a line, or there was none
 */
gboolean
sonde_json_lines_reader_finish (SondeJsonLinesReader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!end_line (self, error))
    return FALSE;
  self->number = 1;

  return self->n_rows > 0 || fail (self, error, _ ("the file is empty"));
}
