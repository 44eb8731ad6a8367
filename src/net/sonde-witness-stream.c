/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-witness-stream.h"

#include "sonde-witness-input.h"

struct _SondeWitnessStream
{
  GIOStream parent_instance;

  GIOStream *base;
  GInputStream *input;
};

G_DEFINE_FINAL_TYPE (SondeWitnessStream, sonde_witness_stream, G_TYPE_IO_STREAM)

static GInputStream *
sonde_witness_stream_get_input_stream (GIOStream *stream)
{
  return SONDE_WITNESS_STREAM (stream)->input;
}

static GOutputStream *
sonde_witness_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (SONDE_WITNESS_STREAM (stream)->base);
}

static gboolean
sonde_witness_stream_close_fn (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (SONDE_WITNESS_STREAM (stream)->base, cancellable, error);
}

static void
sonde_witness_stream_finalize (GObject *object)
{
  SondeWitnessStream *self = SONDE_WITNESS_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (sonde_witness_stream_parent_class)->finalize (object);
}

static void
sonde_witness_stream_class_init (SondeWitnessStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_witness_stream_finalize;
  stream_class->get_input_stream = sonde_witness_stream_get_input_stream;
  stream_class->get_output_stream = sonde_witness_stream_get_output_stream;
  stream_class->close_fn = sonde_witness_stream_close_fn;
}

static void
sonde_witness_stream_init (SondeWitnessStream *self)
{
}

/**
 * sonde_witness_stream_new:
 * @base: a stream whose both sides are pollable
 *
 * Returns: (transfer full): a stream over @base, which closes it with itself
 */
GIOStream *
sonde_witness_stream_new (GIOStream *base)
{
  SondeWitnessStream *self = g_object_new (SONDE_TYPE_WITNESS_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = sonde_witness_input_new (g_io_stream_get_input_stream (base));
  return G_IO_STREAM (self);
}

/**
 * sonde_witness_stream_dup_first_bytes:
 *
 * Returns: (transfer full): the first bytes that were read
 */
GBytes *
sonde_witness_stream_dup_first_bytes (SondeWitnessStream *self)
{
  g_return_val_if_fail (SONDE_IS_WITNESS_STREAM (self), NULL);

  return sonde_witness_input_dup_first_bytes (SONDE_WITNESS_INPUT (self->input));
}
