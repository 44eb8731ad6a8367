/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-joined-source.h"

#include "sonde-absent.h"
#include "sonde-dataset.h"

#include <math.h>
#include <string.h>

/**
 * SondeJoinedSource:
 *
 * What records has all that memory has. So a past that ends before the present begins was not gone
 * on with, and between the two comes a measure of gaps, as between two runs of a recorder.
 */
struct _SondeJoinedSource
{
  GObject parent_instance;

  SondeRowSource *past;
  SondeRowSource *present;

  GPtrArray *ids; /* those of the present, then what only the past has; with NULL at the end */
  guint columns[SONDE_DATASET_MAX_CHANNELS]; /* the places of the past's channels among them */
  guint n_past_ids;
  gboolean has_past; /* more of it to come */
  gboolean has_hole; /* the past ends before the present, and it was not said yet */
  gint64 past_us;    /* the last measure of the past so far */
  gboolean has_held; /* a measure of the present comes after the one of gaps */
  gint64 held_us;
  const double *held_values;
  guint n_held_values;
  double values[2 * SONDE_DATASET_MAX_CHANNELS];
};

static gboolean
find_id (SondeJoinedSource *self, const char *id, guint *column)
{
  for (*column = 0; *column < self->ids->len; (*column)++)
    if (strcmp (g_ptr_array_index (self->ids, *column), id) == 0)
      return TRUE;

  return FALSE;
}

static void
join_ids (SondeJoinedSource *self)
{
  const char *const *present_ids = sonde_row_source_get_ids (self->present);
  const char *const *past_ids = self->has_past ? sonde_row_source_get_ids (self->past) : NULL;

  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; present_ids[i] != NULL && i < SONDE_DATASET_MAX_CHANNELS; i++)
    g_ptr_array_add (self->ids, g_strdup (present_ids[i]));

  self->n_past_ids = 0;
  for (guint i = 0; past_ids != NULL && past_ids[i] != NULL && i < SONDE_DATASET_MAX_CHANNELS; i++)
    {
      if (!find_id (self, past_ids[i], &self->columns[i]))
        g_ptr_array_add (self->ids, g_strdup (past_ids[i]));
      self->n_past_ids++;
    }
  g_ptr_array_add (self->ids, NULL);
}

/* The past ends where the present begins, so that no measure is told twice. */
static gboolean
sonde_joined_source_open (SondeRowSource *source, gint64 from_us, gint64 to_us, GError **error)
{
  SondeJoinedSource *self = SONDE_JOINED_SOURCE (source);
  gint64 seam_us;
  gint64 first_us;
  gint64 last_us;

  if (!sonde_row_source_open (self->present, from_us, to_us, error))
    return FALSE;
  if (!sonde_row_source_get_span (self->present, &seam_us, &last_us))
    seam_us = G_MAXINT64;

  self->has_past = seam_us > from_us;
  if (self->has_past &&
      !sonde_row_source_open (self->past, from_us,
                              seam_us < G_MAXINT64 ? MIN (to_us, seam_us - 1) : to_us, error))
    return FALSE;
  join_ids (self);
  self->has_hole = self->has_past && sonde_row_source_get_span (self->past, &first_us, &last_us) &&
                   last_us < seam_us;
  self->has_held = FALSE;
  self->past_us = G_MAXINT64;

  return TRUE;
}

static const char *const *
sonde_joined_source_get_ids (SondeRowSource *source)
{
  return (const char *const *) SONDE_JOINED_SOURCE (source)->ids->pdata;
}

static gboolean
sonde_joined_source_get_span (SondeRowSource *source, gint64 *first_us, gint64 *last_us)
{
  SondeJoinedSource *self = SONDE_JOINED_SOURCE (source);
  gint64 past_first_us;
  gint64 past_last_us;
  gboolean present = sonde_row_source_get_span (self->present, first_us, last_us);

  if (!self->has_past || !sonde_row_source_get_span (self->past, &past_first_us, &past_last_us))
    return present;

  *first_us = present ? MIN (*first_us, past_first_us) : past_first_us;
  *last_us = present ? MAX (*last_us, past_last_us) : past_last_us;

  return TRUE;
}

/* Gets a measure of the past, with its values where they are among all. */
static gboolean
next_past (SondeJoinedSource *self, gint64 *time_us, GError **error)
{
  const double *values;
  guint n_values;
  gboolean broken;

  if (!sonde_row_source_next (self->past, time_us, &values, &n_values, error))
    return FALSE;

  broken = n_values >= self->n_past_ids;
  for (guint i = 0; i < self->ids->len - 1; i++)
    self->values[i] = sonde_absent ();
  for (guint i = 0; i < MIN (n_values, self->n_past_ids); i++)
    {
      self->values[self->columns[i]] = values[i];
      broken &= isnan (values[i]) && !sonde_is_absent (values[i]);
    }
  /* A past that ends in a gap of everything says by itself that nothing is known from there on. */
  self->past_us = broken ? G_MAXINT64 : *time_us;

  return TRUE;
}

/* Gets a measure of the present, after one of gaps where that is due. */
static gboolean
next_present (SondeJoinedSource *self,
              gint64 *time_us,
              const double **values,
              guint *n_values,
              GError **error)
{
  if (self->has_held)
    {
      self->has_held = FALSE;
      *time_us = self->held_us;
      *values = self->held_values;
      *n_values = self->n_held_values;
      return TRUE;
    }

  if (!sonde_row_source_next (self->present, time_us, values, n_values, error))
    return FALSE;
  if (!self->has_hole || self->past_us >= *time_us - 1)
    return TRUE;

  self->has_hole = FALSE;
  self->has_held = TRUE;
  self->held_us = *time_us;
  self->held_values = *values;
  self->n_held_values = *n_values;
  *time_us = self->past_us + 1;
  *n_values = self->ids->len - 1;
  for (guint i = 0; i < *n_values; i++)
    self->values[i] = sonde_gap ();
  *values = self->values;

  return TRUE;
}

static gboolean
sonde_joined_source_next (
    SondeRowSource *source, gint64 *time_us, const double **values, guint *n_values, GError **error)
{
  SondeJoinedSource *self = SONDE_JOINED_SOURCE (source);
  g_autoptr (GError) own_error = NULL;

  if (self->has_past && next_past (self, time_us, &own_error))
    {
      *values = self->values;
      *n_values = self->ids->len - 1;
      return TRUE;
    }

  self->has_past = FALSE;
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  return next_present (self, time_us, values, n_values, error);
}

static void
sonde_joined_source_interface_init (SondeRowSourceInterface *interface)
{
  interface->open = sonde_joined_source_open;
  interface->get_ids = sonde_joined_source_get_ids;
  interface->get_span = sonde_joined_source_get_span;
  interface->next = sonde_joined_source_next;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeJoinedSource,
                               sonde_joined_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SONDE_TYPE_ROW_SOURCE,
                                                      sonde_joined_source_interface_init))

static void
sonde_joined_source_finalize (GObject *object)
{
  SondeJoinedSource *self = SONDE_JOINED_SOURCE (object);

  g_clear_object (&self->past);
  g_clear_object (&self->present);
  g_clear_pointer (&self->ids, g_ptr_array_unref);

  G_OBJECT_CLASS (sonde_joined_source_parent_class)->finalize (object);
}

static void
sonde_joined_source_class_init (SondeJoinedSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_joined_source_finalize;
}

static void
sonde_joined_source_init (SondeJoinedSource *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
}

/**
 * sonde_joined_source_new:
 * @past: what is asked for what came before the first measure of @present
 * @present: what is asked for the rest
 *
 * Returns: (transfer full): a source that is not open
 */
SondeRowSource *
sonde_joined_source_new (SondeRowSource *past, SondeRowSource *present)
{
  SondeJoinedSource *self;

  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (past), NULL);
  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (present), NULL);

  self = g_object_new (SONDE_TYPE_JOINED_SOURCE, NULL);
  g_set_object (&self->past, past);
  g_set_object (&self->present, present);

  return SONDE_ROW_SOURCE (self);
}
