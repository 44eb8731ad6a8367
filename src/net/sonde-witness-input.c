/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-witness-input.h"

#include <string.h>

/**
 * SondeWitnessInput:
 *
 * What a server says instead of TLS is lost in the TLS library, so it is seen here, below.
 *
 * The TLS library reads on a thread of its own during its handshake: the bytes are for whoever has
 * seen the end of that.
 */
struct _SondeWitnessInput
{
  GFilterInputStream parent_instance;

  guint8 first[SONDE_WITNESS_MAX_BYTES];
  gsize n_first;
};

static GPollableInputStream *
get_base (SondeWitnessInput *self)
{
  return G_POLLABLE_INPUT_STREAM (
      g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self)));
}

static gssize
remember (SondeWitnessInput *self, const void *buffer, gssize n)
{
  gsize n_more = n > 0 ? MIN ((gsize) n, sizeof self->first - self->n_first) : 0;

  memcpy (self->first + self->n_first, buffer, n_more);
  self->n_first += n_more;
  return n;
}

static gssize
sonde_witness_input_read_fn (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  SondeWitnessInput *self = SONDE_WITNESS_INPUT (stream);
  GInputStream *base = G_INPUT_STREAM (get_base (self));

  return remember (self, buffer, g_input_stream_read (base, buffer, count, cancellable, error));
}

static gssize
sonde_witness_input_read_nonblocking (GPollableInputStream *stream,
                                      void *buffer,
                                      gsize count,
                                      GError **error)
{
  SondeWitnessInput *self = SONDE_WITNESS_INPUT (stream);

  return remember (
      self, buffer,
      g_pollable_input_stream_read_nonblocking (get_base (self), buffer, count, NULL, error));
}

static gboolean
sonde_witness_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (get_base (SONDE_WITNESS_INPUT (stream)));
}

static GSource *
sonde_witness_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) base_source = g_pollable_input_stream_create_source (
      get_base (SONDE_WITNESS_INPUT (stream)), NULL);

  return g_pollable_source_new_full (stream, base_source, cancellable);
}

static void
pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = sonde_witness_input_is_readable;
  iface->create_source = sonde_witness_input_create_source;
  iface->read_nonblocking = sonde_witness_input_read_nonblocking;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeWitnessInput,
                               sonde_witness_input,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static void
sonde_witness_input_class_init (SondeWitnessInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = sonde_witness_input_read_fn;
}

static void
sonde_witness_input_init (SondeWitnessInput *self)
{
}

/**
 * sonde_witness_input_new:
 * @base: a pollable stream
 *
 * Returns: (transfer full): a stream with the bytes of @base
 */
GInputStream *
sonde_witness_input_new (GInputStream *base)
{
  return g_object_new (SONDE_TYPE_WITNESS_INPUT, "base-stream", base, NULL);
}

/**
 * sonde_witness_input_dup_first_bytes:
 *
 * Returns: (transfer full): the first bytes that were read, %SONDE_WITNESS_MAX_BYTES at most
 */
GBytes *
sonde_witness_input_dup_first_bytes (SondeWitnessInput *self)
{
  g_return_val_if_fail (SONDE_IS_WITNESS_INPUT (self), NULL);

  return g_bytes_new (self->first, self->n_first);
}
