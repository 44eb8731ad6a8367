/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-window.h"

#include <glib/gi18n.h>

#include "sonde-accept-dialog.h"
#include "sonde-dashboard-page.h"
#include "sonde-echo-page.h"
#include "sonde-endpoint-editor.h"
#include "sonde-error.h"
#include "sonde-drop-area.h"
#include "sonde-import-actions.h"
#include "sonde-messages-page.h"
#include "sonde-mock-page.h"
#include "sonde-presentation.h"
#include "sonde-recording-actions.h"
#include "sonde-recording-button.h"
#include "sonde-sidebar.h"
#include "sonde-welcome-page.h"
#include "sonde-wire-page.h"

/* Below this width buttons have no words. */
#define NARROW_PX 760
/* Below this one the columns of the echo page lie below each other: there is no room for them and
 * the side pane, which would go and come with that page. */
#define ECHO_NARROW_PX 1012

/**
 * SondeWindow:
 *
 * The side pane and the pages of the endpoint that is selected there.
 */
struct _SondeWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  AdwLeaflet *leaflet;
  GtkWidget *content;
  SondeSidebar *sidebar;
  AdwViewStack *view_stack;
  SondeDashboardPage *dashboard_page;
  AdwBin *messages_bin;
  AdwBin *wire_bin;
  AdwBin *echo_bin;
  AdwBin *mock_bin;

  SondePeerStore *store;
  SondeDemo *demo;
  GSettings *settings;
  SondePeer *peer;
  GSignalGroup *peer_signals;
  gboolean narrow;
  gboolean echo_narrow;
};

typedef enum
{
  PROP_PEER = 1,
  PROP_NARROW,
  PROP_ECHO_NARROW,
  N_PROPS
} SondeWindowProperty;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SondeWindow, sonde_window, ADW_TYPE_APPLICATION_WINDOW)

static char *
visible_content (gpointer self, SondePeer *peer)
{
  return g_strdup (peer != NULL ? "views" : "welcome");
}

static gboolean
has_peer (gpointer self, SondePeer *peer)
{
  return peer != NULL;
}

static gboolean
needs_switcher_bar (gpointer self, gboolean title_visible, SondePeer *peer)
{
  return title_visible && peer != NULL;
}

static gboolean
is_idle (gpointer self, const SondeStatus *status)
{
  return status->state == SONDE_STATE_IDLE || status->state == SONDE_STATE_CLOSED;
}

static gboolean
can_connect (gpointer self, const SondeStatus *status, gboolean file)
{
  return is_idle (self, status) && !file;
}

static gboolean
is_active (gpointer self, const SondeStatus *status)
{
  return !is_idle (self, status);
}

static char *
subtitle (gpointer self, const SondeStatus *status, gboolean file)
{
  return g_strdup (file ? _ ("Recording") : sonde_state_get_label (status->state));
}

static void
update_actions (SondeWindow *self)
{
  const gboolean selected = self->peer != NULL;
  const gboolean file = selected && sonde_peer_is_file (self->peer);
  const gboolean idle = selected && is_idle (self, sonde_peer_get_status (self->peer));
  const gboolean own = selected && !sonde_peer_is_demo (self->peer);
  const gboolean waiting = selected &&
                           sonde_peer_get_status (self->peer)->state == SONDE_STATE_WAITING;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.connect", (idle && !file) || waiting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.disconnect", selected && !idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.accept-masked", own && (idle || waiting));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export", selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.edit-current", own && !file);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.remove-current", own);
  sonde_recording_actions_update (self);
}

/* Pages that are not on the first frame are made when somebody goes there. */
static void
ensure_page (SondeWindow *self)
{
  GtkWidget *visible = adw_view_stack_get_visible_child (self->view_stack);
  GtkWidget *page = NULL;

  if (!ADW_IS_BIN (visible) || adw_bin_get_child (ADW_BIN (visible)) != NULL)
    return;
  if (visible == GTK_WIDGET (self->messages_bin))
    {
      page = g_object_new (SONDE_TYPE_MESSAGES_PAGE, "settings", self->settings, NULL);
      g_object_bind_property (self, "narrow", page, "narrow", G_BINDING_SYNC_CREATE);
      g_object_bind_property (self, "peer", page, "peer", G_BINDING_SYNC_CREATE);
    }
  else if (visible == GTK_WIDGET (self->wire_bin))
    {
      page = g_object_new (SONDE_TYPE_WIRE_PAGE, NULL);
      g_object_bind_property (self, "peer", page, "peer", G_BINDING_SYNC_CREATE);
    }
  else if (visible == GTK_WIDGET (self->echo_bin))
    {
      page = g_object_new (SONDE_TYPE_ECHO_PAGE, NULL);
      g_object_bind_property (self, "echo-narrow", page, "narrow", G_BINDING_SYNC_CREATE);
      g_object_bind_property (self, "peer", page, "peer", G_BINDING_SYNC_CREATE);
    }
  else if (visible == GTK_WIDGET (self->mock_bin))
    {
      page = g_object_new (SONDE_TYPE_MOCK_PAGE, "demo", self->demo, NULL);
    }
  if (page != NULL)
    adw_bin_set_child (ADW_BIN (visible), page);
}

static void
on_selection_changed (SondeWindow *self)
{
  sonde_window_set_peer (self, sonde_sidebar_get_peer (self->sidebar));
}

static void
on_row_activated (SondeWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static void
on_demo_problem (SondeWindow *self)
{
  if (sonde_demo_get_problem (self->demo) != NULL)
    sonde_window_add_toast (self, sonde_demo_get_problem (self->demo));
}

static void
set_flag (SondeWindow *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
on_layout (SondeWindow *self, int width_px, int height_px)
{
  set_flag (self, &self->narrow, width_px < NARROW_PX, PROP_NARROW);
  set_flag (self, &self->echo_narrow, width_px < ECHO_NARROW_PX, PROP_ECHO_NARROW);
}

/* The first layout would be too late: a window does not shrink by itself from what the wide one
 * needs. */
static void
on_default_width (SondeWindow *self)
{
  int width_px;
  int height_px;

  gtk_window_get_default_size (GTK_WINDOW (self), &width_px, &height_px);
  if (!gtk_widget_get_realized (GTK_WIDGET (self)) && width_px > 0)
    on_layout (self, width_px, height_px);
}

static void
connect_current (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_peer_connect (SONDE_WINDOW (widget)->peer);
}

static void
accept_masked (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_copy (sonde_peer_get_endpoint (self->peer));

  sonde_endpoint_set_accepts_masked (endpoint, TRUE);
  sonde_peer_store_edit (self->store, self->peer, endpoint);
  sonde_peer_connect (self->peer);
}

static void
disconnect_current (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_peer_disconnect (SONDE_WINDOW (widget)->peer);
}

static void
on_editor_saved (SondeWindow *self, SondeEndpoint *endpoint)
{
  SondePeer *peer = sonde_peer_store_lookup (self->store, sonde_endpoint_get_id (endpoint));
  SondeState state;

  if (peer == NULL)
    {
      peer = sonde_peer_store_add (self->store, endpoint);
      sonde_window_set_peer (self, peer);
      on_row_activated (self);
      sonde_peer_connect (peer);
      return;
    }
  sonde_peer_store_edit (self->store, peer, endpoint);
  state = sonde_peer_get_status (peer)->state;
  if (state == SONDE_STATE_OPEN || state == SONDE_STATE_CLOSING)
    sonde_window_add_toast (self, _ ("Reconnect to use the new options"));
  /* Where nothing is open yet, there is nothing to lose. */
  else if (is_active (self, sonde_peer_get_status (peer)))
    sonde_peer_connect (peer);
}

static void
present_editor (SondeWindow *self, const SondeEndpoint *endpoint)
{
  GtkWindow *editor = sonde_endpoint_editor_new (GTK_WINDOW (self), endpoint);

  g_signal_connect_object (editor, "saved", G_CALLBACK (on_editor_saved), self, G_CONNECT_SWAPPED);
  gtk_window_present (editor);
}

static void
add_endpoint (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  present_editor (SONDE_WINDOW (widget), NULL);
}

static void
edit_endpoint (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondePeer *peer = self->peer;

  if (parameter != NULL)
    peer = sonde_peer_store_lookup (self->store, g_variant_get_string (parameter, NULL));
  if (peer != NULL && !sonde_peer_is_demo (peer) && !sonde_peer_is_file (peer))
    present_editor (self, sonde_peer_get_endpoint (peer));
}

static void
on_undo_remove (SondeWindow *self, AdwToast *toast)
{
  SondePeer *peer = g_object_get_data (G_OBJECT (toast), "peer");
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (toast), "position"));

  sonde_peer_store_restore (self->store, peer, position);
  sonde_window_set_peer (self, peer);
  if (g_object_get_data (G_OBJECT (toast), "wanted") != NULL)
    sonde_peer_connect (peer);
}

static void
remove_endpoint (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondePeer *peer = self->peer;
  g_autofree char *title = NULL;
  AdwToast *toast;
  guint position;

  if (parameter != NULL)
    peer = sonde_peer_store_lookup (self->store, g_variant_get_string (parameter, NULL));
  if (peer == NULL || sonde_peer_is_demo (peer))
    return;
  title = g_markup_printf_escaped (_ ("“%s” removed"), sonde_peer_get_name (peer));
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_object_set_data_full (G_OBJECT (toast), "peer", g_object_ref (peer), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_remove), self,
                           G_CONNECT_SWAPPED);
  if (is_active (self, sonde_peer_get_status (peer)))
    g_object_set_data (G_OBJECT (toast), "wanted", self);
  position = sonde_peer_store_remove (self->store, peer);
  g_object_set_data (G_OBJECT (toast), "position", GUINT_TO_POINTER (position));
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
open_address (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (GError) error = NULL;

  if (!sonde_window_open_address (self, g_variant_get_string (parameter, NULL), &error))
    sonde_window_add_toast (self, error->message);
}

static void
try_demo (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_window_try_demo (SONDE_WINDOW (widget));
}

static void
export_measures (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_dashboard_page_export (SONDE_WINDOW (widget)->dashboard_page);
}

static void
show_messages (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_window_show_page (SONDE_WINDOW (widget), "messages");
}

static void
show_page (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_window_show_page (SONDE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_toast (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sonde_window_add_toast (SONDE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_accept_calculator (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_window_present (sonde_accept_dialog_new (GTK_WINDOW (widget), NULL, NULL));
}

static void
go_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  adw_leaflet_navigate (SONDE_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
sonde_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sonde_window_parent_class)->realize (widget);

  /* The layout of the surface comes before the allocation of its widgets, so that a change of
   * orientation settles in the same frame. */
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "layout",
                           G_CALLBACK (on_layout), widget, G_CONNECT_SWAPPED);
}

static void
sonde_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeWindow *self = SONDE_WINDOW (object);

  switch ((SondeWindowProperty) prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_ECHO_NARROW:
      g_value_set_boolean (value, self->echo_narrow);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_window_dispose (GObject *object)
{
  SondeWindow *self = SONDE_WINDOW (object);

  g_clear_object (&self->peer_signals);
  g_clear_object (&self->peer);
  g_clear_object (&self->store);
  g_clear_object (&self->demo);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sonde_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.connect", NULL, connect_current },
    { "win.disconnect", NULL, disconnect_current },
    { "win.accept-masked", NULL, accept_masked },
    { "win.add-endpoint", NULL, add_endpoint },
    { "win.edit-endpoint", "s", edit_endpoint },
    { "win.edit-current", NULL, edit_endpoint },
    { "win.remove-endpoint", "s", remove_endpoint },
    { "win.remove-current", NULL, remove_endpoint },
    { "win.open-address", "s", open_address },
    { "win.try-demo", NULL, try_demo },
    { "win.export", NULL, export_measures },
    { "win.show-messages", NULL, show_messages },
    { "win.show-page", "s", show_page },
    { "win.toast", "s", show_toast },
    { "win.accept-calculator", NULL, show_accept_calculator },
    { "win.back", NULL, go_back },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter_type,
                                     actions[i].activate);
}

static void
sonde_window_class_init (SondeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_window_get_property;
  object_class->dispose = sonde_window_dispose;
  widget_class->realize = sonde_window_realize;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SONDE_TYPE_PEER, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_ECHO_NARROW] = g_param_spec_boolean ("echo-narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  install_actions (widget_class);
  sonde_import_actions_install (widget_class);
  sonde_recording_actions_install (widget_class);

  g_type_ensure (SONDE_TYPE_DASHBOARD_PAGE);
  g_type_ensure (SONDE_TYPE_RECORDING_BUTTON);
  g_type_ensure (SONDE_TYPE_SIDEBAR);
  g_type_ensure (SONDE_TYPE_WELCOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/sonde_app/Sonde/sonde-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, content);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, view_stack);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, dashboard_page);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, messages_bin);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, wire_bin);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, echo_bin);
  gtk_widget_class_bind_template_child (widget_class, SondeWindow, mock_bin);
  gtk_widget_class_bind_template_callback (widget_class, ensure_page);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, visible_content);
  gtk_widget_class_bind_template_callback (widget_class, has_peer);
  gtk_widget_class_bind_template_callback (widget_class, needs_switcher_bar);
  gtk_widget_class_bind_template_callback (widget_class, can_connect);
  gtk_widget_class_bind_template_callback (widget_class, is_active);
  gtk_widget_class_bind_template_callback (widget_class, subtitle);
}

static void
sonde_window_init (SondeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  self->peer_signals = g_signal_group_new (SONDE_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "notify::status", G_CALLBACK (update_actions),
                                  self);
  sonde_drop_area_cover (self);
  update_actions (self);
}

/**
 * sonde_window_new:
 * @application: the application
 * @store: the endpoints
 * @demo: the embedded probe
 * @settings: what is remembered
 *
 * Makes a window on the endpoint that was shown last.
 *
 * Returns: (transfer none): the window, owned by GTK
 */
SondeWindow *
sonde_window_new (GtkApplication *application,
                  SondePeerStore *store,
                  SondeDemo *demo,
                  GSettings *settings)
{
  SondeWindow *self = g_object_new (SONDE_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *selected = g_settings_get_string (settings, "selected-endpoint");
  g_autoptr (SondeChartMemory) memory = sonde_chart_memory_new (settings);

  self->store = g_object_ref (store);
  self->demo = g_object_ref (demo);
  self->settings = g_object_ref (settings);
  sonde_dashboard_page_set_memory (self->dashboard_page, memory);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (on_default_width), NULL);
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "range", self->dashboard_page, "range", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "clock", self->dashboard_page, "clock", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (demo, "notify::problem", G_CALLBACK (on_demo_problem), self,
                           G_CONNECT_SWAPPED);
  sonde_sidebar_set_store (self->sidebar, store);
  sonde_sidebar_set_peer (self->sidebar, sonde_peer_store_lookup (store, selected));
  return self;
}

/**
 * sonde_window_set_alerts:
 * @self: a window
 * @alerts: what watches the values of all endpoints
 */
void
sonde_window_set_alerts (SondeWindow *self, SondeAlerts *alerts)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  sonde_dashboard_page_set_alerts (self->dashboard_page, alerts);
}

/**
 * sonde_window_get_peer:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the endpoint that is shown
 */
SondePeer *
sonde_window_get_peer (SondeWindow *self)
{
  g_return_val_if_fail (SONDE_IS_WINDOW (self), NULL);

  return self->peer;
}

/**
 * sonde_window_set_peer:
 * @self: a window
 * @peer: (nullable): an endpoint of its store, or %NULL for the page that says what to do
 *
 * Shows an endpoint, and remembers it.
 */
void
sonde_window_set_peer (SondeWindow *self, SondePeer *peer)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (!g_set_object (&self->peer, peer))
    return;
  sonde_sidebar_set_peer (self->sidebar, peer);
  g_signal_group_set_target (self->peer_signals, peer);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "selected-endpoint",
                           peer != NULL ? sonde_peer_get_id (peer) : "");
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}

/**
 * sonde_window_show_page:
 * @self: a window
 * @name: "dashboard", "messages", "wire", "frames" (a part of "wire") or "mock"
 *
 * Shows a page, of the embedded probe where nothing is selected.
 */
void
sonde_window_show_page (SondeWindow *self, const char *name)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (self->peer == NULL)
    sonde_window_set_peer (self, sonde_peer_store_get_demo (self->store));
  if (g_str_equal (name, "frames"))
    {
      adw_view_stack_set_visible_child_name (self->view_stack, "wire");
      sonde_wire_page_show_part (SONDE_WIRE_PAGE (adw_bin_get_child (self->wire_bin)), name);
    }
  else
    {
      adw_view_stack_set_visible_child_name (self->view_stack, name);
    }
  on_row_activated (self);
}

/**
 * sonde_window_open_address:
 * @self: a window
 * @address: what a person typed
 * @error: return location for an error
 *
 * Shows the endpoint of that address, which is added where it is not known yet, and connects.
 *
 * Returns: whether it is an address; if not, %SONDE_ERROR_ADDRESS says why
 */
gboolean
sonde_window_open_address (SondeWindow *self, const char *address, GError **error)
{
  g_autoptr (SondeEndpoint) endpoint = NULL;
  SondePeer *peer;

  g_return_val_if_fail (SONDE_IS_WINDOW (self), FALSE);

  endpoint = sonde_endpoint_new (address, error);
  if (endpoint == NULL)
    return FALSE;
  peer = sonde_peer_store_lookup_uri (self->store, sonde_endpoint_get_uri (endpoint));
  if (peer == NULL)
    peer = sonde_peer_store_add (self->store, endpoint);
  sonde_window_set_peer (self, peer);
  on_row_activated (self);
  sonde_peer_connect (peer);
  return TRUE;
}

/**
 * sonde_window_open_recording:
 * @self: a window
 * @path: a recording
 *
 * Shows a recording, which is added where it is not in the list yet.
 */
void
sonde_window_open_recording (SondeWindow *self, const char *path)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  sonde_window_set_peer (self, sonde_peer_store_open_file (self->store, path));
  sonde_window_show_page (self, "dashboard");
}

/**
 * sonde_window_try_demo:
 * @self: a window
 *
 * Starts the embedded probe where it does not run, connects to it and shows its dashboard.
 */
void
sonde_window_try_demo (SondeWindow *self)
{
  SondePeer *peer;

  g_return_if_fail (SONDE_IS_WINDOW (self));

  peer = sonde_peer_store_get_demo (self->store);
  sonde_window_set_peer (self, peer);
  sonde_window_show_page (self, "dashboard");
  if (!sonde_peer_get_wanted (peer) || is_idle (self, sonde_peer_get_status (peer)))
    sonde_peer_connect (peer);
}

/**
 * sonde_window_add_toast:
 * @self: a window
 * @title: a sentence, not markup
 *
 * Tells something that needs no answer.
 */
void
sonde_window_add_toast (SondeWindow *self, const char *title)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (SONDE_IS_WINDOW (self));

  markup = g_markup_escape_text (title, -1);
  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (markup));
}
