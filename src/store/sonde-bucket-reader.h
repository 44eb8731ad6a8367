/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-database.h"
#include "sonde-rows.h"
#include "sonde-tally.h"
#include "sonde-work.h"

G_BEGIN_DECLS

gboolean sonde_bucket_reader_read (SondeDatabase *database,
                                   const SondeRows *recent,
                                   const guint *channels,
                                   gsize n_channels,
                                   gint64 start_us,
                                   gint64 width_us,
                                   SondeBucket *buckets,
                                   gsize n_buckets,
                                   gboolean exact,
                                   const SondeWork *work,
                                   GError **error);

G_END_DECLS
