/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "sonde-capture-writer.h"
#include "sonde-capture.h"
#include "sonde-message-reader.h"

/* Whatever a capture file holds, it is read or refused; what was read can be written, and is then
 * read as the same frames. */

static SondeCapture *
read_capture (const void *data, gsize size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GError) error = NULL;
  SondeCapture *capture = sonde_capture_read (stream, NULL, NULL, &error);

  g_assert_true ((capture == NULL) == (error != NULL));
  return capture;
}

static void
read_messages (SondeFrameLog *log, guint64 end)
{
  g_autoptr (SondeMessageReader) reader = sonde_message_reader_new (log, 1024 * 1024);

  for (guint64 number = 0; number < end; number++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) message = sonde_message_reader_read (reader, number, &error);

      g_assert_true ((message == NULL) == (error != NULL));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SondeCapture) capture = read_capture (data, size);
  g_autoptr (SondeCapture) again = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) har = g_memory_output_stream_new_resizable ();
  g_autoptr (GPtrArray) frames = NULL;
  guint64 first;
  guint64 end;

  if (capture == NULL)
    return 0;
  sonde_frame_log_get_range (capture->log, &first, &end);
  read_messages (capture->log, end);
  g_assert_true (
      sonde_capture_write (capture->log, SONDE_CAPTURE_FORMAT_PCAPNG, stream, NULL, NULL, NULL));
  g_assert_true (
      sonde_capture_write (capture->log, SONDE_CAPTURE_FORMAT_HAR, har, NULL, NULL, NULL));

  again = read_capture (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                        g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
  frames = sonde_frame_log_get_frames (capture->log, 0, G_MAXUINT);
  for (guint i = 0; again != NULL && i < frames->len; i++)
    {
      const SondeFrameRecord *frame = g_ptr_array_index (frames, i);
      g_autoptr (SondeFrameRecord) other = sonde_frame_log_get (again->log, frame->number);

      /* Past a frame that was refused or cut, what follows may be read as part of it. */
      if (!sonde_frame_record_is_whole (frame) || frame->error != NULL)
        break;
      if (other != NULL)
        g_assert_true (g_bytes_equal (frame->bytes, other->bytes));
    }
  return 0;
}
