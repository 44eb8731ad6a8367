/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-options.h"

#include <string.h>
#include <glib/gi18n.h>

/**
 * sonde_cli_parse_integer:
 * @what: names the value in the error, such as `--count`
 * @text: what was typed
 * @least: the least value accepted
 * @greatest: the greatest value accepted
 * @value: (out): the number, set on success only
 * @error: return location of an error
 *
 * Reads a decimal integer: digits with at most a sign, no space, nothing after them.
 *
 * Returns: %TRUE, or %FALSE with `G_OPTION_ERROR_BAD_VALUE`
 */
gboolean
sonde_cli_parse_integer (const char *what,
                         const char *text,
                         gint64 least,
                         gint64 greatest,
                         gint64 *value,
                         GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *shown = NULL;

  if (g_ascii_string_to_signed (text, 10, least, greatest, value, NULL))
    return TRUE;

  from = g_strdup_printf ("%" G_GINT64_FORMAT, least);
  to = g_strdup_printf ("%" G_GINT64_FORMAT, greatest);
  shown = g_utf8_make_valid (text, -1);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option or argument, the bounds, what was typed. */
               _ ("%s takes a whole number from %s to %s, not “%s”"), what, from, to, shown);
  return FALSE;
}

/**
 * sonde_cli_parse_real:
 * @what: names the value in the error, such as `--duration`
 * @text: what was typed
 * @least: the least value accepted
 * @greatest: the greatest value accepted
 * @value: (out): the number, set on success only
 * @error: return location of an error
 *
 * Reads a decimal number: digits with at most one point, whatever the locale. Exponents, signs,
 * hexadecimal and the names of infinity are left out, since none of them is meant on a command line
 * that counts seconds.
 *
 * Returns: %TRUE, or %FALSE with `G_OPTION_ERROR_BAD_VALUE`
 */
gboolean
sonde_cli_parse_real (const char *what,
                      const char *text,
                      double least,
                      double greatest,
                      double *value,
                      GError **error)
{
  g_autofree char *shown = NULL;

  if (*text != '\0' && text[strspn (text, "0123456789.")] == '\0')
    {
      char *end;
      double number = g_ascii_strtod (text, &end);

      if (end != text && *end == '\0' && number >= least && number <= greatest)
        {
          *value = number;
          return TRUE;
        }
    }

  shown = g_utf8_make_valid (text, -1);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option or argument, the bounds, what was typed. */
               _ ("%s takes a number from %g to %g, not “%s”"), what, least, greatest, shown);
  return FALSE;
}

static gboolean
check_text (const char *what, const char *text, GError **error)
{
  if (g_utf8_validate (text, -1, NULL))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("The value of %s is not valid UTF-8"), what);
  return FALSE;
}

static void
append_text (char ***texts, const char *text)
{
  guint n_texts = *texts == NULL ? 0 : g_strv_length (*texts);

  *texts = g_renew (char *, *texts, n_texts + 2);
  (*texts)[n_texts] = g_strdup (text);
  (*texts)[n_texts + 1] = NULL;
}

static gboolean
on_option (const char *typed_name, const char *text, gpointer user_data, GError **error)
{
  const SondeCliOptionTarget *self = user_data;
  const SondeCliOption *option = self->options;
  gpointer member;
  gint64 integer;

  while (!g_str_equal (option->name, typed_name + strlen ("--")))
    option++;
  member = G_STRUCT_MEMBER_P (self->values, option->offset);

  switch (option->kind)
    {
    case SONDE_CLI_OPTION_FLAG:
      *(gboolean *) member = TRUE;
      return TRUE;

    case SONDE_CLI_OPTION_INTEGER:
      if (!sonde_cli_parse_integer (typed_name, text, (gint64) option->least,
                                    (gint64) option->greatest, &integer, error))
        return FALSE;
      *(gint64 *) member = integer;
      return TRUE;

    case SONDE_CLI_OPTION_REAL:
      return sonde_cli_parse_real (typed_name, text, option->least, option->greatest, member,
                                   error);

    case SONDE_CLI_OPTION_TEXT:
      if (!check_text (typed_name, text, error))
        return FALSE;
      g_free (*(char **) member);
      *(char **) member = g_strdup (text);
      return TRUE;

    case SONDE_CLI_OPTION_TEXTS:
      if (!check_text (typed_name, text, error))
        return FALSE;
      append_text (member, text);
      return TRUE;

    default:
      g_assert_not_reached ();
    }
}

/**
 * sonde_cli_option_target_set_initial:
 * @self: a table and the zeroed structure that it sets
 *
 * Gives every number its initial value.
 */
void
sonde_cli_option_target_set_initial (SondeCliOptionTarget *self)
{
  for (const SondeCliOption *option = self->options; option->name != NULL; option++)
    {
      gpointer member = G_STRUCT_MEMBER_P (self->values, option->offset);

      if (option->kind == SONDE_CLI_OPTION_INTEGER)
        *(gint64 *) member = (gint64) option->initial;
      else if (option->kind == SONDE_CLI_OPTION_REAL)
        *(double *) member = option->initial;
    }
}

/**
 * sonde_cli_option_target_clear:
 * @self: a table and the structure that it set
 *
 * Frees the texts of the structure, not the structure itself.
 */
void
sonde_cli_option_target_clear (SondeCliOptionTarget *self)
{
  for (const SondeCliOption *option = self->options; option->name != NULL; option++)
    {
      gpointer member = G_STRUCT_MEMBER_P (self->values, option->offset);

      if (option->kind == SONDE_CLI_OPTION_TEXT)
        g_clear_pointer ((char **) member, g_free);
      else if (option->kind == SONDE_CLI_OPTION_TEXTS)
        g_clear_pointer ((char ***) member, g_strfreev);
    }
}

/**
 * sonde_cli_option_target_create_group:
 * @self: a table and the structure that it sets; must outlive the group
 * @name: the group's name
 * @title: its translated heading in the help
 *
 * Makes the option group that parses the table.
 *
 * Returns: (transfer full): the group, for a #GOptionContext to take over
 */
GOptionGroup *
sonde_cli_option_target_create_group (SondeCliOptionTarget *self,
                                      const char *name,
                                      const char *title)
{
  GOptionGroup *group = g_option_group_new (name, title, title, self, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  for (const SondeCliOption *option = self->options; option->name != NULL; option++)
    {
      /* As a file name, a value arrives with the bytes that were typed, whatever the locale. */
      GOptionEntry entries[2] = {
        {
            .long_name = option->name,
            .flags = option->kind == SONDE_CLI_OPTION_FLAG ? G_OPTION_FLAG_NO_ARG
                                                           : G_OPTION_FLAG_FILENAME,
            .arg = G_OPTION_ARG_CALLBACK,
            .arg_data = on_option,
            .description = option->summary,
            .arg_description = option->value_name,
        },
      };

      g_option_group_add_entries (group, entries);
    }
  return group;
}
