/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-echo-report.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ECHO_TABLE (sonde_echo_table_get_type ())

/* The steps of an echo run as a table. */
G_DECLARE_FINAL_TYPE (SondeEchoTable, sonde_echo_table, SONDE, ECHO_TABLE, AdwBin)

void sonde_echo_table_set_report (SondeEchoTable *self, const SondeEchoReport *report);

G_END_DECLS
