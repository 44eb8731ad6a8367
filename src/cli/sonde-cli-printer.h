/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-message.h"

G_BEGIN_DECLS

/* How received messages reach standard output; zero it but for @json. */
typedef struct
{
  gboolean json;
  gboolean told_binary;
} SondeCliPrinter;

gboolean sonde_cli_printer_print (SondeCliPrinter *self, SondeMessage *message);

G_END_DECLS
