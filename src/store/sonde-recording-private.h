/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-recording.h"
#include "sonde-store-file.h"

G_BEGIN_DECLS

struct _SondeRecording
{
  GObject parent_instance;

  char *path;
  char *endpoint_id;
  char *name;
  char *uri;

  GMutex mutex;
  SondeDatabase *database;
  SondeRows *recent; /* as of that version */
  gint64 recent_version;
};

G_END_DECLS
