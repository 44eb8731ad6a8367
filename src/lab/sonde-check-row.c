/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-check-row.h"

#include "sonde-lab-enums.h"

#include <glib/gi18n-lib.h>

struct _SondeCheckRow
{
  GObject parent_instance;

  char *id;
  char *section;
  char *group;
  char *title;
  gboolean rude;
  SondeCheckOutcome outcome;
  char *detail;
  char *evidence;
  gint64 elapsed_us;
};

enum
{
  PROP_ID = 1,
  PROP_SECTION,
  PROP_GROUP,
  PROP_TITLE,
  PROP_RUDE,
  PROP_OUTCOME,
  PROP_DETAIL,
  PROP_EVIDENCE,
  PROP_ELAPSED_US,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const struct
{
  const char *id;
  const char *name;
} outcomes[SONDE_CHECK_N_OUTCOMES] = {
  [SONDE_CHECK_PENDING] = { "pending", N_ ("Pending") },
  [SONDE_CHECK_RUNNING] = { "running", N_ ("Running") },
  [SONDE_CHECK_PASSED] = { "passed", N_ ("Passed") },
  [SONDE_CHECK_FAILED] = { "failed", N_ ("Failed") },
  [SONDE_CHECK_NOT_APPLICABLE] = { "not-applicable", N_ ("Not applicable") },
  [SONDE_CHECK_SKIPPED] = { "skipped", N_ ("Skipped") },
};

G_DEFINE_FINAL_TYPE (SondeCheckRow, sonde_check_row, G_TYPE_OBJECT)

static void
sonde_check_row_finalize (GObject *object)
{
  SondeCheckRow *self = SONDE_CHECK_ROW (object);

  g_free (self->id);
  g_free (self->section);
  g_free (self->group);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->evidence);

  G_OBJECT_CLASS (sonde_check_row_parent_class)->finalize (object);
}

static void
sonde_check_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeCheckRow *self = SONDE_CHECK_ROW (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_SECTION:
      g_value_set_string (value, self->section);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_RUDE:
      g_value_set_boolean (value, self->rude);
      break;
    case PROP_OUTCOME:
      g_value_set_enum (value, self->outcome);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_EVIDENCE:
      g_value_set_string (value, self->evidence);
      break;
    case PROP_ELAPSED_US:
      g_value_set_int64 (value, self->elapsed_us);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_check_row_class_init (SondeCheckRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sonde_check_row_finalize;
  object_class->get_property = sonde_check_row_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_SECTION] = g_param_spec_string ("section", NULL, NULL, NULL, flags);
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_RUDE] = g_param_spec_boolean ("rude", NULL, NULL, FALSE, flags);
  properties[PROP_OUTCOME] = g_param_spec_enum ("outcome", NULL, NULL, SONDE_TYPE_CHECK_OUTCOME,
                                                SONDE_CHECK_PENDING, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, "", flags);
  properties[PROP_EVIDENCE] = g_param_spec_string ("evidence", NULL, NULL, "", flags);
  properties[PROP_ELAPSED_US] = g_param_spec_int64 ("elapsed-us", NULL, NULL, -1, G_MAXINT64, -1,
                                                    flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sonde_check_row_init (SondeCheckRow *self)
{
  self->detail = g_strdup ("");
  self->evidence = g_strdup ("");
  self->elapsed_us = -1;
}

/**
 * sonde_check_row_new:
 *
 * Returns: (transfer full): a row whose turn has not come
 */
SondeCheckRow *
sonde_check_row_new (
    const char *id, const char *section, const char *group, const char *title, gboolean rude)
{
  SondeCheckRow *self = g_object_new (SONDE_TYPE_CHECK_ROW, NULL);

  self->id = g_strdup (id);
  self->section = g_strdup (section);
  self->group = g_strdup (group);
  self->title = g_strdup (title);
  self->rude = rude;
  return self;
}

const char *
sonde_check_row_get_id (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), NULL);

  return self->id;
}

const char *
sonde_check_row_get_section (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), NULL);

  return self->section;
}

const char *
sonde_check_row_get_group (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), NULL);

  return self->group;
}

const char *
sonde_check_row_get_title (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), NULL);

  return self->title;
}

gboolean
sonde_check_row_get_rude (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), FALSE);

  return self->rude;
}

SondeCheckOutcome
sonde_check_row_get_outcome (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), SONDE_CHECK_PENDING);

  return self->outcome;
}

const char *
sonde_check_row_get_detail (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), NULL);

  return self->detail;
}

const char *
sonde_check_row_get_evidence (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), NULL);

  return self->evidence;
}

gint64
sonde_check_row_get_elapsed_us (SondeCheckRow *self)
{
  g_return_val_if_fail (SONDE_IS_CHECK_ROW (self), -1);

  return self->elapsed_us;
}

/**
 * sonde_check_row_set_result:
 * @detail: translated
 * @evidence: frames in hex, one a line
 * @elapsed_us: how long it took, or -1
 *
 * Says what became of the row.
 */
void
sonde_check_row_set_result (SondeCheckRow *self,
                            SondeCheckOutcome outcome,
                            const char *detail,
                            const char *evidence,
                            gint64 elapsed_us)
{
  GObject *object = G_OBJECT (self);

  g_return_if_fail (SONDE_IS_CHECK_ROW (self));

  g_object_freeze_notify (object);
  g_free (self->detail);
  self->detail = g_strdup (detail);
  g_object_notify_by_pspec (object, properties[PROP_DETAIL]);
  g_free (self->evidence);
  self->evidence = g_strdup (evidence);
  g_object_notify_by_pspec (object, properties[PROP_EVIDENCE]);
  self->elapsed_us = elapsed_us;
  g_object_notify_by_pspec (object, properties[PROP_ELAPSED_US]);
  self->outcome = outcome;
  g_object_notify_by_pspec (object, properties[PROP_OUTCOME]);
  g_object_thaw_notify (object);
}

const char *
sonde_check_outcome_get_id (SondeCheckOutcome outcome)
{
  g_return_val_if_fail (outcome < SONDE_CHECK_N_OUTCOMES, NULL);

  return outcomes[outcome].id;
}

const char *
sonde_check_outcome_get_name (SondeCheckOutcome outcome)
{
  g_return_val_if_fail (outcome < SONDE_CHECK_N_OUTCOMES, NULL);

  return _ (outcomes[outcome].name);
}
