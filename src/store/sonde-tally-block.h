/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-tally.h"

G_BEGIN_DECLS

/* What a decoder believes at most. */
#define SONDE_TALLY_BLOCK_MAX_SLICES 4096

/**
 * SondeTallyBlock:
 * @width_us: how long a slice is; slice `i` begins at `i * width_us`
 * @slices: (element-type gint64): the slices in which anything happened, in order
 * @channels: (element-type GArray): for each channel, a `SondeTally` per slice
 *
 * What all channels did, slice by slice.
 */
typedef struct
{
  gint64 width_us;
  GArray *slices;
  GPtrArray *channels;
} SondeTallyBlock;

SondeTallyBlock *sonde_tally_block_new (gint64 width_us, guint n_channels);
void sonde_tally_block_free (SondeTallyBlock *self);

void sonde_tally_block_add_rows (SondeTallyBlock *self,
                                 const gint64 *times_us,
                                 const double *const *columns,
                                 guint n_columns,
                                 gsize n_rows);
void sonde_tally_block_append (SondeTallyBlock *self,
                               const SondeTallyBlock *finer,
                               gint64 from_us,
                               gint64 to_us);
SondeTally *sonde_tally_block_get (SondeTallyBlock *self, guint channel, guint index);

GByteArray *sonde_tally_block_encode (SondeTallyBlock *self);
SondeTallyBlock *sonde_tally_block_decode (const void *data, gsize size, GError **error);
gboolean sonde_tally_block_decode_channels (const void *data,
                                            gsize size,
                                            const guint *channels,
                                            gsize n_channels,
                                            gint64 **slices,
                                            SondeTally **tallies,
                                            gsize *n_slices,
                                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeTallyBlock, sonde_tally_block_free)

G_END_DECLS
