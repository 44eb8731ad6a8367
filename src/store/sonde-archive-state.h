/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive-reader.h"
#include "sonde-recording.h"

G_BEGIN_DECLS

/* What an archive's reader and its thread share. Private to the two. */

/* A recording that could not be opened or read is tried again no sooner. */
#define SONDE_ARCHIVE_RETRY_US G_TIME_SPAN_SECOND

typedef struct
{
  gint64 from_us;
  gint64 to_us;
} SondeArchiveRange;

/* Belongs to the archive and to the thread: nobody waits for the thread when the archive goes. */
struct _SondeArchiveReader
{
  gatomicrefcount ref_count;
  char *path;
  GMainContext *context;
  GSourceFunc changed;
  gpointer data;
  GThread *thread;

  GMutex mutex;
  GCond cond;
  int stopping;
  GSource *notice; /* one that is under way */
  gboolean poked;
  GHashTable *requests; /* of a channel's number */
  GArray *asked_us;     /* gint64: when each channel was asked for, monotonic */
  gboolean marks_wanted;
  SondeArchiveRange marks_range;

  SondeTileCache *cache;
  GPtrArray *channels;
  gboolean has_span;
  SondeArchiveRange span;
  gboolean has_mark_span;
  SondeArchiveRange mark_span;
  GPtrArray *events; /* of the range below */
  SondeArchiveRange marks_known;
  GError *error;
  guint64 generation;
  gint64 retry_us;
  gint64 looked_us; /* when the recording was last asked whether it has changed */

  /* of the thread alone */
  SondeRecording *recording;
  gint64 change_count;
};

gpointer sonde_archive_thread_run (gpointer data);
void sonde_archive_state_notify (SondeArchiveReader *self);
void sonde_archive_state_unref (SondeArchiveReader *self);

G_END_DECLS
