/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeLiteralStyle:
 *
 * The languages in which a string or a run of bytes can be written down.
 */
typedef enum
{
  SONDE_LITERAL_SHELL, /* POSIX */
  SONDE_LITERAL_C,     /* C and C++ */
  SONDE_LITERAL_JAVA,
  SONDE_LITERAL_JAVASCRIPT,
  SONDE_LITERAL_PYTHON,
  SONDE_LITERAL_PHP,
} SondeLiteralStyle;

char *sonde_literal_write_text (SondeLiteralStyle style, const char *text, gsize size);
char *sonde_literal_write_bytes (SondeLiteralStyle style, const guint8 *data, gsize size);

G_END_DECLS
