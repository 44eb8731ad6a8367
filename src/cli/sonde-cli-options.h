/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeCliOptionKind:
 * @SONDE_CLI_OPTION_FLAG: takes no value, sets a #gboolean
 * @SONDE_CLI_OPTION_INTEGER: a decimal integer within the bounds, sets a #gint64
 * @SONDE_CLI_OPTION_REAL: a decimal number within the bounds, sets a #double
 * @SONDE_CLI_OPTION_TEXT: UTF-8, sets an owned string
 * @SONDE_CLI_OPTION_TEXTS: UTF-8, may be repeated, sets an owned #GStrv
 */
typedef enum
{
  SONDE_CLI_OPTION_FLAG,
  SONDE_CLI_OPTION_INTEGER,
  SONDE_CLI_OPTION_REAL,
  SONDE_CLI_OPTION_TEXT,
  SONDE_CLI_OPTION_TEXTS,
} SondeCliOptionKind;

/**
 * SondeCliOption:
 * @name: the long name, without its dashes
 * @offset: of the member that it sets, in the structure of its command
 * @initial: the value of a number that is not given
 * @least: the least number that is accepted
 * @greatest: the greatest number that is accepted
 * @value_name: stands for the value in the help, or %NULL for a flag
 * @summary: what it does, marked for translation
 *
 * One option of a command, in a table that ends with a %NULL name.
 */
typedef struct
{
  const char *name;
  SondeCliOptionKind kind;
  gsize offset;
  double initial;
  double least;
  double greatest;
  const char *value_name;
  const char *summary;
} SondeCliOption;

/**
 * SondeCliOptionTarget:
 * @options: the table
 * @values: the structure that the offsets point into
 */
typedef struct
{
  const SondeCliOption *options;
  gpointer values;
} SondeCliOptionTarget;

gboolean sonde_cli_parse_integer (const char *what,
                                  const char *text,
                                  gint64 least,
                                  gint64 greatest,
                                  gint64 *value,
                                  GError **error);
gboolean sonde_cli_parse_real (const char *what,
                               const char *text,
                               double least,
                               double greatest,
                               double *value,
                               GError **error);

void sonde_cli_option_target_set_initial (SondeCliOptionTarget *self);
void sonde_cli_option_target_clear (SondeCliOptionTarget *self);
GOptionGroup *sonde_cli_option_target_create_group (SondeCliOptionTarget *self,
                                                    const char *name,
                                                    const char *title);

G_END_DECLS
