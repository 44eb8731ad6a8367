/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-csv-reader.h"
#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  STATE_FIELD_START,
  STATE_PLAIN,
  STATE_QUOTED,
  STATE_AFTER_QUOTE,
} State;

/**
 * SondeCsvReader:
 *
 * A table as RFC 4180 has it, whose separator is found in its first line, and whose numbers may
 * have a point or a comma before their decimals.
 *
 * It holds a line at most, of bounded length; what it is given comes from a file, so whatever is
 * wrong with it ends in an error that names the line.
 */
struct _SondeCsvReader
{
  SondeCsvRowFunc func;
  gpointer user_data;

  GString *head; /* the first line, until its end has come; then NULL */
  gboolean head_in_quotes;
  char separator;

  State state;
  gboolean after_cr;
  guint64 line; /* where the row began, from 1 */
  guint64 n_lines;
  GString *field;
  GPtrArray *fields;
  GPtrArray *ids; /* with NULL at its end, or NULL before the first line */
  double values[SONDE_CSV_MAX_COLUMNS];
};

static const char separators[] = { ',', ';', '\t' };

static gboolean G_GNUC_PRINTF (3, 4)
    fail (SondeCsvReader *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Translators: a line number of a file, and what is wrong with that line */
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_SYNTAX, _ ("Line %llu: %s"),
               (unsigned long long) self->line, what);

  return FALSE;
}

/* Part of a file, fit for a message: short and on one line. */
static char *
quote (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);
  gsize length = strlen (escaped);

  if (length <= 40)
    return g_steal_pointer (&escaped);

  return g_strdup_printf ("%.40s…", escaped);
}

/* The separator that the first line has most of, outside quotes. */
static char
detect_separator (const GString *line)
{
  gsize counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean quoted = FALSE;
  gsize best = 0;

  for (gsize i = 0; i < line->len; i++)
    {
      quoted ^= line->str[i] == '"';
      for (gsize j = 0; j < G_N_ELEMENTS (separators); j++)
        counts[j] += !quoted && line->str[i] == separators[j] ? 1 : 0;
    }

  for (gsize j = 1; j < G_N_ELEMENTS (separators); j++)
    if (counts[j] > counts[best])
      best = j;

  return separators[best];
}

static gboolean
accept_header (SondeCsvReader *self, GError **error)
{
  const char *first = g_ptr_array_index (self->fields, 0);

  if (g_ascii_strcasecmp (first, SONDE_CSV_TIME_ID) != 0)
    {
      g_autofree char *name = quote (first);

      return fail (self, error, _ ("the first column must be “time”, not “%s”"), name);
    }

  self->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 1; i < self->fields->len; i++)
    {
      const char *text = g_ptr_array_index (self->fields, i);
      const char *id = *text == '\'' && sonde_csv_text_is_formula (text) ? text + 1 : text;

      if (*id == '\0')
        return fail (self, error, _ ("column %u has no name"), i + 1);
      for (guint j = 0; j + 1 < i; j++)
        if (strcmp (g_ptr_array_index (self->ids, j), id) == 0)
          {
            g_autofree char *name = quote (id);

            return fail (self, error, _ ("two columns are named “%s”"), name);
          }
      g_ptr_array_add (self->ids, g_strdup (id));
    }
  g_ptr_array_add (self->ids, NULL);

  return TRUE;
}

static gboolean
accept_measure (SondeCsvReader *self, GError **error)
{
  guint n_values = self->ids->len - 1;
  gint64 time_us;

  if (self->fields->len > n_values + 1)
    return fail (self, error, _ ("%u fields, where the first line has %u"), self->fields->len,
                 n_values + 1);

  if (!sonde_iso_time_parse (g_ptr_array_index (self->fields, 0), &time_us))
    {
      g_autofree char *text = quote (g_ptr_array_index (self->fields, 0));

      return fail (self, error, _ ("“%s” is not a time such as 2024-05-31T12:00:00Z"), text);
    }

  for (guint i = 0; i < n_values; i++)
    {
      /* Spreadsheets leave empty fields out at the end. */
      const char *field = i + 1 < self->fields->len ? g_ptr_array_index (self->fields, i + 1) : "";

      if (!sonde_csv_number_parse (field, &self->values[i]))
        {
          g_autofree char *text = quote (field);

          return fail (self, error, _ ("“%s” is not a number"), text);
        }
    }

  self->func ((const char *const *) self->ids->pdata, time_us, self->values, self->user_data);
  return TRUE;
}

static gboolean
end_field (SondeCsvReader *self, GError **error)
{
  if (self->fields->len > SONDE_CSV_MAX_COLUMNS)
    return fail (self, error, _ ("more than %d columns"), SONDE_CSV_MAX_COLUMNS + 1);
  if (!g_utf8_validate (self->field->str, (gssize) self->field->len, NULL))
    return fail (self, error, _ ("a field is not UTF-8"));

  g_ptr_array_add (self->fields, g_strndup (self->field->str, self->field->len));
  g_string_truncate (self->field, 0);
  self->state = STATE_FIELD_START;

  return TRUE;
}

static gboolean
end_row (SondeCsvReader *self, GError **error)
{
  gboolean is_empty = self->fields->len == 0 && self->field->len == 0 &&
                      self->state == STATE_FIELD_START;
  gboolean accepted;

  if (is_empty)
    return TRUE;
  if (!end_field (self, error))
    return FALSE;

  accepted = self->ids == NULL ? accept_header (self, error) : accept_measure (self, error);
  g_ptr_array_set_size (self->fields, 0);

  return accepted;
}

static gboolean
add_to_field (SondeCsvReader *self, char byte, GError **error)
{
  if (byte == '\0')
    return fail (self, error, _ ("a NUL byte, which no text has"));
  if (self->field->len == SONDE_CSV_MAX_FIELD_BYTES)
    return fail (self, error, _ ("a field of more than %d bytes"), SONDE_CSV_MAX_FIELD_BYTES);

  g_string_append_c (self->field, byte);
  return TRUE;
}

static gboolean
end_line (SondeCsvReader *self, GError **error)
{
  gboolean accepted = end_row (self, error);

  self->line = ++self->n_lines + 1;
  return accepted;
}

static gboolean
read_byte (SondeCsvReader *self, char byte, GError **error)
{
  gboolean ends_line = byte == '\n' || byte == '\r';

  if (self->state == STATE_QUOTED && byte != '"')
    {
      self->n_lines += byte == '\n' ? 1 : 0;
      return add_to_field (self, byte, error);
    }

  if (byte == '"')
    switch (self->state)
      {
      case STATE_FIELD_START:
        self->state = STATE_QUOTED;
        return TRUE;
      case STATE_QUOTED:
        self->state = STATE_AFTER_QUOTE;
        return TRUE;
      case STATE_AFTER_QUOTE:
        self->state = STATE_QUOTED;
        return add_to_field (self, byte, error);
      case STATE_PLAIN:
      default:
        return fail (self, error, _ ("a quotation mark inside a field without quotation marks"));
      }

  if (byte == '\n' && self->after_cr)
    {
      self->after_cr = FALSE;
      return TRUE;
    }
  self->after_cr = byte == '\r';

  if (byte == self->separator)
    return end_field (self, error);
  if (ends_line)
    return end_line (self, error);
  if (self->state == STATE_AFTER_QUOTE)
    return fail (self, error, _ ("text behind the quotation mark that ends a field"));

  self->state = STATE_PLAIN;
  return add_to_field (self, byte, error);
}

/* The first line is whole: finds out what it is like, and reads it. */
static gboolean
read_head (SondeCsvReader *self, GError **error)
{
  g_autoptr (GString) head = g_steal_pointer (&self->head);
  gsize start = g_str_has_prefix (head->str, "\357\273\277") ? 3 : 0;

  self->separator = detect_separator (head);
  for (gsize i = start; i < head->len; i++)
    if (!read_byte (self, head->str[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
collect_head (SondeCsvReader *self, char byte, GError **error)
{
  self->head_in_quotes ^= byte == '"';
  if (self->head->len == SONDE_CSV_MAX_FIELD_BYTES)
    return fail (self, error, _ ("the first line is longer than %d bytes"),
                 SONDE_CSV_MAX_FIELD_BYTES);

  g_string_append_c (self->head, byte);
  if (self->head_in_quotes || (byte != '\n' && byte != '\r'))
    return TRUE;

  /* Empty lines before the first one say nothing about it. */
  if (self->head->len == 1)
    {
      g_string_truncate (self->head, 0);
      self->n_lines += byte == '\n' ? 1 : 0;
      self->line = self->n_lines + 1;
      return TRUE;
    }

  return read_head (self, error);
}

/**
 * sonde_csv_reader_new:
 * @func: (scope forever) (closure user_data): what gets each row
 *
 * Returns: (transfer full): a reader at the beginning of a table
 */
SondeCsvReader *
sonde_csv_reader_new (SondeCsvRowFunc func, gpointer user_data)
{
  SondeCsvReader *self = g_new0 (SondeCsvReader, 1);

  self->func = func;
  self->user_data = user_data;
  self->head = g_string_new (NULL);
  self->line = 1;
  self->field = g_string_new (NULL);
  self->fields = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
sonde_csv_reader_free (SondeCsvReader *self)
{
  if (self->head != NULL)
    g_string_free (self->head, TRUE);
  g_string_free (self->field, TRUE);
  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_free (self);
}

/**
 * sonde_csv_reader_push:
 * @data: (array length=size): the next bytes of the table, cut anywhere
 * @size: how many
 *
 * Reads on, and calls the function for every row that has become whole. After an error the reader
 * is of no more use; the rows before that line have been given.
 *
 * Returns: %FALSE with %SONDE_ERROR_SYNTAX, whose message begins with the number of the line
 */
gboolean
sonde_csv_reader_push (SondeCsvReader *self, const char *data, gsize size, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; i < size; i++)
    if (!(self->head != NULL ? collect_head (self, data[i], error)
                             : read_byte (self, data[i], error)))
      return FALSE;

  return TRUE;
}

/**
 * sonde_csv_reader_finish:
 *
 * Says that no bytes follow, so that a last line without an end is read too.
 *
 * Returns: %FALSE with %SONDE_ERROR_SYNTAX where a quotation mark is missing, or all of the table
 */
gboolean
sonde_csv_reader_finish (SondeCsvReader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->head != NULL && !read_head (self, error))
    return FALSE;
  if (self->state == STATE_QUOTED)
    return fail (self, error, _ ("the quotation mark that ends the field is missing"));
  if (!end_row (self, error))
    return FALSE;
  if (self->ids == NULL)
    return fail (self, error, _ ("the file is empty"));

  return TRUE;
}
