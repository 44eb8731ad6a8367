/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwMessageDialog *sonde_message_dialog_new (GtkRoot *parent, const char *heading, const char *body);
AdwMessageDialog *
sonde_message_dialog_tell (GtkRoot *parent, const char *heading, const char *body);
AdwMessageDialog *
sonde_message_dialog_tell_error (GtkRoot *parent, const char *heading, const GError *error);

G_END_DECLS
