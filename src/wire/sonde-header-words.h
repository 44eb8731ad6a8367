/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeHeaderLine:
 * @line: a line of a head as it was, valid UTF-8 and without its end
 * @name_length: how many bytes of it are the name of a header; 0 for the first line
 * @words: (nullable): translated: what it is for
 *
 * A line of an HTTP request or answer that opens a WebSocket.
 */
typedef struct
{
  char *line;
  gsize name_length;
  const char *words;
} SondeHeaderLine;

GPtrArray *sonde_header_lines_read (GBytes *head, gsize head_size);

G_END_DECLS
