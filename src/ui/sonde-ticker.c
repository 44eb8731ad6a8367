/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-ticker.h"

/**
 * SondeTicker:
 *
 * Coalesces requests to refresh a widget. A request while the widget is hidden waits until it
 * shows.
 */
struct _SondeTicker
{
  GObject parent_instance;

  GtkWidget *widget; /* unowned: the widget owns the ticker */
  SondeTickerFunc func;
  guint tick_id;
  guint timeout_id;
};

G_DEFINE_FINAL_TYPE (SondeTicker, sonde_ticker, G_TYPE_OBJECT)

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  SondeTicker *self = user_data;

  self->tick_id = 0;
  self->func (widget);
  return G_SOURCE_REMOVE;
}

static gboolean
on_timeout (gpointer user_data)
{
  SondeTicker *self = user_data;

  self->timeout_id = 0;
  sonde_ticker_queue (self);
  return G_SOURCE_REMOVE;
}

static void
stop (SondeTicker *self)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick_id);
  self->tick_id = 0;
}

static void
sonde_ticker_dispose (GObject *object)
{
  SondeTicker *self = SONDE_TICKER (object);

  if (self->widget != NULL)
    stop (self);
  self->widget = NULL;

  G_OBJECT_CLASS (sonde_ticker_parent_class)->dispose (object);
}

static void
sonde_ticker_class_init (SondeTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_ticker_dispose;
}

static void
sonde_ticker_init (SondeTicker *self)
{
}

/**
 * sonde_ticker_new:
 * @widget: a widget, which owns the ticker and drops it in its dispose
 * @func: what to run with the widget
 *
 * Makes a ticker that also runs each time the widget comes to be mapped.
 *
 * Returns: (transfer full): the ticker
 */
SondeTicker *
sonde_ticker_new (GtkWidget *widget, SondeTickerFunc func)
{
  SondeTicker *self = g_object_new (SONDE_TYPE_TICKER, NULL);

  self->widget = widget;
  self->func = func;
  g_signal_connect_object (widget, "map", G_CALLBACK (sonde_ticker_queue), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (stop), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * sonde_ticker_queue:
 * @self: a ticker
 *
 * Asks for a run with the next frame.
 */
void
sonde_ticker_queue (SondeTicker *self)
{
  g_return_if_fail (SONDE_IS_TICKER (self));

  if (self->widget == NULL || self->tick_id != 0 || !gtk_widget_get_mapped (self->widget))
    return;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->tick_id = gtk_widget_add_tick_callback (self->widget, on_tick, self, NULL);
}

/**
 * sonde_ticker_queue_after:
 * @self: a ticker
 * @delay_ms: milliseconds; 0 means the next frame
 *
 * Asks for a run after a while, unless one is asked for sooner.
 */
void
sonde_ticker_queue_after (SondeTicker *self, guint delay_ms)
{
  g_return_if_fail (SONDE_IS_TICKER (self));

  if (delay_ms == 0)
    sonde_ticker_queue (self);
  else if (self->widget != NULL && self->tick_id == 0 && self->timeout_id == 0 &&
           gtk_widget_get_mapped (self->widget))
    self->timeout_id = g_timeout_add (delay_ms, on_timeout, self);
}
