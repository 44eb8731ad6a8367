/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive.h"

G_BEGIN_DECLS

#define FAKE_TYPE_ARCHIVE (fake_archive_get_type ())

/* An archive of one channel, in memory, that has nothing at hand until it is told to. */
G_DECLARE_FINAL_TYPE (FakeArchive, fake_archive, FAKE, ARCHIVE, GObject)

FakeArchive *fake_archive_new (const char *channel_id);
void fake_archive_append (FakeArchive *self, gint64 time_us, double value);
void fake_archive_load (FakeArchive *self);
guint fake_archive_get_n_requests (FakeArchive *self);

G_END_DECLS
