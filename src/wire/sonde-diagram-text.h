/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy.h"

G_BEGIN_DECLS

char *sonde_diagram_to_text (SondeAnatomy *anatomy, guint max_rows);

G_END_DECLS
