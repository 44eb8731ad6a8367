/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a process that records says of itself, in memory that outlives it. */
typedef struct
{
  gint64 count;    /* measures that were added */
  gint64 first_us; /* when the first was */
  gint64 time_us;  /* of the last one */
} StoreProgress;
