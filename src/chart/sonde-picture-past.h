/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"
#include "sonde-work.h"

G_BEGIN_DECLS

gboolean sonde_picture_past_fetch (SondeArchive *archive,
                                   GPtrArray *plots,
                                   SondeViewport *viewport,
                                   guint n_columns,
                                   const SondeWork *work,
                                   GError **error);

G_END_DECLS
