/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-echo-report.h"

G_BEGIN_DECLS

/* What an echo report says, in words and numbers: pure functions, for the closures of a template.
 */

char *sonde_echo_words_time (gint64 time_us);
char *sonde_echo_words_loss (const SondeEchoStep *step);
char *sonde_echo_words_rate (const SondeEchoStep *step);
char *sonde_echo_words_bytes (const SondeEchoStep *step);
char *sonde_echo_words_verdict (const SondeEchoReport *report);
char *sonde_echo_words_wrong (const SondeEchoStep *step);

G_END_DECLS
