/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_HEAD_VIEW (sonde_head_view_get_type ())

/* The head of a request or an answer as it was, a row for each header with what it is for.
 *
 * Properties: "title" (string). */
G_DECLARE_FINAL_TYPE (SondeHeadView, sonde_head_view, SONDE, HEAD_VIEW, AdwBin)

void sonde_head_view_set_head (SondeHeadView *self, GBytes *head, gsize head_size);
char *sonde_head_view_dup_value (SondeHeadView *self, const char *name);

G_END_DECLS
