/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-composer.h"

#include <glib/gi18n.h>

#include "sonde-error.h"
#include "sonde-hex.h"

#define MAX_HISTORY       50
#define MAX_HISTORY_CHARS 4096

/**
 * SondeComposer:
 *
 * A line to type in, sent as text or as bytes, with what was sent before under Up and Down.
 */
struct _SondeComposer
{
  AdwBin parent_instance;

  GtkEntry *entry;
  GtkDropDown *kind_drop_down;

  SondePeer *peer;
  GSettings *settings;
  GPtrArray *history;
  guint position;
  char *draft;
  char *problem;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_SETTINGS,
  PROP_PROBLEM,
  N_PROPS
} SondeComposerProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeComposer, sonde_composer, ADW_TYPE_BIN)

static gboolean
can_send (gpointer self, const SondeStatus *status)
{
  return status->state == SONDE_STATE_OPEN;
}

static gboolean
text_is_set (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
placeholder (gpointer self, const SondeStatus *status, guint kind)
{
  if (status->state != SONDE_STATE_OPEN)
    return g_strdup (_ ("Connect to send messages"));
  return g_strdup (kind == 0 ? _ ("Message to send") : _ ("Bytes to send, such as 48 65 6c"));
}

static void
set_problem (SondeComposer *self, const GError *error)
{
  const char *hint = error != NULL ? sonde_error_get_hint (error) : NULL;

  if (error == NULL && self->problem == NULL)
    return;
  g_clear_pointer (&self->problem, g_free);
  if (error != NULL)
    self->problem = g_strjoin (" ", error->message, hint, NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
load_history (SondeComposer *self)
{
  g_auto (GStrv) texts = g_settings_get_strv (self->settings, "composer-history");

  g_ptr_array_set_size (self->history, 0);
  for (gsize i = 0; texts[i] != NULL && i < MAX_HISTORY; i++)
    g_ptr_array_add (self->history, g_strdup (texts[i]));
  self->position = self->history->len;
}

static void
remember (SondeComposer *self, const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  guint index;

  if (g_utf8_strlen (text, -1) > MAX_HISTORY_CHARS)
    return;
  if (g_ptr_array_find_with_equal_func (self->history, text, g_str_equal, &index))
    g_ptr_array_remove_index (self->history, index);
  g_ptr_array_add (self->history, g_strdup (text));
  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 0);
  self->position = self->history->len;
  for (guint i = 0; i < self->history->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->history, i));
  texts = g_strv_builder_end (builder);
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, "composer-history", (const char *const *) texts);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeComposer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_session_send_finish (SONDE_SESSION (source), result, &error))
    return;
  set_problem (self, error);
}

static void
send (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeComposer *self = SONDE_COMPOSER (widget);
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  SondeSession *session;

  /* An empty text makes the course's echo server restart, so it takes more than one key. */
  if (self->peer == NULL || *text == '\0')
    return;
  session = sonde_peer_get_session (self->peer);
  if (gtk_drop_down_get_selected (self->kind_drop_down) == 0)
    {
      sonde_session_send_text_async (session, text, NULL, on_sent, g_object_ref (self));
    }
  else
    {
      data = sonde_hex_parse (text, &error);
      if (data == NULL)
        {
          set_problem (self, error);
          return;
        }
      sonde_session_send_binary_async (session, data, NULL, on_sent, g_object_ref (self));
    }
  remember (self, text);
  g_clear_pointer (&self->draft, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
on_entry_activated (SondeComposer *self)
{
  send (GTK_WIDGET (self), NULL, NULL);
}

static void
on_entry_changed (SondeComposer *self)
{
  set_problem (self, NULL);
}

static void
recall (SondeComposer *self, guint position)
{
  const char *text = self->draft != NULL ? self->draft : "";

  if (self->position == self->history->len)
    {
      g_free (self->draft);
      self->draft = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
      text = self->draft;
    }
  self->position = position;
  if (position < self->history->len)
    text = g_ptr_array_index (self->history, position);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static gboolean
on_key_pressed (SondeComposer *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Up && self->position > 0)
    recall (self, self->position - 1);
  else if (keyval == GDK_KEY_Down && self->position < self->history->len)
    recall (self, self->position + 1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
sonde_composer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  switch ((SondeComposerProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_composer_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  if (prop_id == PROP_PEER)
    {
      if (!g_set_object (&self->peer, g_value_get_object (value)))
        return;
      set_problem (self, NULL);
      g_object_notify_by_pspec (object, pspec);
    }
  else if (prop_id == PROP_SETTINGS)
    {
      if (!g_set_object (&self->settings, g_value_get_object (value)))
        return;
      if (self->settings != NULL)
        load_history (self);
      g_object_notify_by_pspec (object, pspec);
    }
  else
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_composer_dispose (GObject *object)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  g_clear_object (&self->peer);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sonde_composer_parent_class)->dispose (object);
}

static void
sonde_composer_finalize (GObject *object)
{
  SondeComposer *self = SONDE_COMPOSER (object);

  g_ptr_array_unref (self->history);
  g_free (self->draft);
  g_free (self->problem);

  G_OBJECT_CLASS (sonde_composer_parent_class)->finalize (object);
}

static void
sonde_composer_class_init (SondeComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_composer_get_property;
  object_class->set_property = sonde_composer_set_property;
  object_class->dispose = sonde_composer_dispose;
  object_class->finalize = sonde_composer_finalize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, entry);
  gtk_widget_class_bind_template_child (widget_class, SondeComposer, kind_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, can_send);
  gtk_widget_class_bind_template_callback (widget_class, text_is_set);
  gtk_widget_class_bind_template_callback (widget_class, placeholder);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
sonde_composer_init (SondeComposer *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
