/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-diagnosis-view.h"

#include <glib/gi18n.h>

#include "sonde-diagnosis.h"

/**
 * SondeDiagnosisView:
 *
 * Why the connection of a peer failed: what to try, what was seen, and all of it as a text. It
 * shows itself where there is something to say.
 */
struct _SondeDiagnosisView
{
  AdwBin parent_instance;

  SondePeer *peer;
  GSignalGroup *peer_signals;
  GError *error; /* that the rows are about */

  AdwExpanderRow *tries_row;
  AdwExpanderRow *evidence_row;
  GPtrArray *tries; /* their rows */
  GPtrArray *evidence;
};

typedef enum
{
  PROP_PEER = 1,
  N_PROPS
} SondeDiagnosisViewProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeDiagnosisView, sonde_diagnosis_view, ADW_TYPE_BIN)

static void
clear_rows (AdwExpanderRow *parent, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (parent, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_row (AdwExpanderRow *parent, GPtrArray *rows, GtkWidget *row)
{
  adw_expander_row_add_row (parent, row);
  g_ptr_array_add (rows, row);
}

static GtkWidget *
create_try (guint number, const char *text)
{
  g_autofree char *shown = g_strdup_printf ("%u", number);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", text,
                                 "title-lines", 0, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", shown, "valign", GTK_ALIGN_CENTER,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (label, "step-number");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), label);
  return row;
}

static GtkWidget *
create_evidence (const SondeEvidence *evidence)
{
  g_autofree char *value = sonde_evidence_format (evidence);
  const char *name = sonde_evidence_get_label (evidence);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", name, "xalign", 0.0, "wrap", TRUE,
                                   NULL);
  GtkWidget *text = g_object_new (GTK_TYPE_LABEL, "label", value, "xalign", 0.0, "wrap", TRUE,
                                  "wrap-mode", PANGO_WRAP_WORD_CHAR, "selectable", TRUE, NULL);
  GtkWidget *row = g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", box, "activatable", FALSE,
                                 "focusable", FALSE, NULL);

  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_add_css_class (text, "monospace");
  gtk_widget_add_css_class (row, "header-line");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, value, -1);
  return row;
}

static void
show_error (SondeDiagnosisView *self)
{
  const SondeDiagnosis *diagnosis = sonde_diagnosis_of (self->error);
  const GPtrArray *evidence = sonde_error_get_evidence (self->error);

  clear_rows (self->tries_row, self->tries);
  clear_rows (self->evidence_row, self->evidence);
  for (guint i = 0; sonde_diagnosis_get_try (diagnosis, i) != NULL; i++)
    add_row (self->tries_row, self->tries,
             create_try (i + 1, sonde_diagnosis_get_try (diagnosis, i)));
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    add_row (self->evidence_row, self->evidence, create_evidence (g_ptr_array_index (evidence, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->evidence_row), self->evidence->len > 0);
}

static gboolean
is_shown (SondeDiagnosisView *self, const GError *error)
{
  return self->error != NULL &&
         sonde_error_get_cause (self->error) == sonde_error_get_cause (error) &&
         g_str_equal (self->error->message, error->message);
}

/* Whoever reads is not disturbed by an attempt that ended in the same way as the one before. */
static void
update (SondeDiagnosisView *self)
{
  const GError *error = self->peer != NULL ? sonde_peer_get_status (self->peer)->error : NULL;
  gboolean known = sonde_diagnosis_of (error) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), known);
  if (!known || is_shown (self, error))
    return;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  show_error (self);
}

static void
copy_report (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeDiagnosisView *self = SONDE_DIAGNOSIS_VIEW (widget);
  g_autofree char *report = NULL;

  if (self->error == NULL || self->peer == NULL)
    return;
  report = sonde_diagnosis_write_report (self->error, sonde_peer_get_endpoint (self->peer));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), report);
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Report copied"));
}

static void
sonde_diagnosis_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeDiagnosisView *self = SONDE_DIAGNOSIS_VIEW (object);

  switch ((SondeDiagnosisViewProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_peer (SondeDiagnosisView *self, SondePeer *peer, GParamSpec *pspec)
{
  if (!g_set_object (&self->peer, peer))
    return;
  g_clear_error (&self->error);
  g_signal_group_set_target (self->peer_signals, peer);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
sonde_diagnosis_view_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  switch ((SondeDiagnosisViewProperty) prop_id)
    {
    case PROP_PEER:
      set_peer (SONDE_DIAGNOSIS_VIEW (object), g_value_get_object (value), pspec);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_diagnosis_view_dispose (GObject *object)
{
  SondeDiagnosisView *self = SONDE_DIAGNOSIS_VIEW (object);

  g_clear_object (&self->peer_signals);
  g_clear_object (&self->peer);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sonde_diagnosis_view_parent_class)->dispose (object);
}

static void
sonde_diagnosis_view_finalize (GObject *object)
{
  SondeDiagnosisView *self = SONDE_DIAGNOSIS_VIEW (object);

  g_ptr_array_unref (self->tries);
  g_ptr_array_unref (self->evidence);

  G_OBJECT_CLASS (sonde_diagnosis_view_parent_class)->finalize (object);
}

static void
sonde_diagnosis_view_class_init (SondeDiagnosisViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_diagnosis_view_get_property;
  object_class->set_property = sonde_diagnosis_view_set_property;
  object_class->dispose = sonde_diagnosis_view_dispose;
  object_class->finalize = sonde_diagnosis_view_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/sonde_app/Sonde/sonde-diagnosis-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeDiagnosisView, tries_row);
  gtk_widget_class_bind_template_child (widget_class, SondeDiagnosisView, evidence_row);
  gtk_widget_class_install_action (widget_class, "diagnosis.copy-report", NULL, copy_report);
}

static void
sonde_diagnosis_view_init (SondeDiagnosisView *self)
{
  self->tries = g_ptr_array_new ();
  self->evidence = g_ptr_array_new ();
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status", G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
