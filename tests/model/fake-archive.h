/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive.h"

G_BEGIN_DECLS

#define FAKE_TYPE_ARCHIVE (fake_archive_get_type ())

/* What an archive is asked for. */
typedef enum
{
  FAKE_REQUEST_BUCKETS = 1 << 0,
  FAKE_REQUEST_MARKS = 1 << 1,
  FAKE_REQUEST_FETCH = 1 << 2, /* at each of its steps */
  FAKE_REQUEST_ERROR = 1 << 3,
} FakeRequest;

typedef void (*FakeArchiveFunc) (FakeRequest request, gpointer user_data);

/* An archive of one channel, in memory, that has nothing at hand until it is told to. */
G_DECLARE_FINAL_TYPE (FakeArchive, fake_archive, FAKE, ARCHIVE, GObject)

FakeArchive *fake_archive_new (const char *channel_id);
void fake_archive_append (FakeArchive *self, gint64 time_us, double value);
void fake_archive_load (FakeArchive *self);
void fake_archive_set_func (FakeArchive *self, FakeArchiveFunc func, gpointer user_data);
guint fake_archive_get_n_requests (FakeArchive *self);

G_END_DECLS
