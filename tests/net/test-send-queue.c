/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-send-queue.h"

static void
test_order (void)
{
  SondeSendQueue queue = { 0 };

  sonde_send_queue_push (&queue, 3);
  sonde_send_queue_push (&queue, 0);
  sonde_send_queue_push (&queue, 5);
  g_assert_cmpuint (sonde_send_queue_get_n_bytes (&queue), ==, 8);
  sonde_send_queue_pop (&queue);
  g_assert_cmpuint (sonde_send_queue_get_n_bytes (&queue), ==, 5);
  sonde_send_queue_pop (&queue);
  g_assert_cmpuint (sonde_send_queue_get_n_bytes (&queue), ==, 5);
  g_assert_cmpuint (sonde_send_queue_get_n_messages (&queue), ==, 1);
  sonde_send_queue_clear (&queue);
  g_assert_cmpuint (sonde_send_queue_get_n_bytes (&queue), ==, 0);
  g_assert_cmpuint (sonde_send_queue_get_n_messages (&queue), ==, 0);
}

static void
test_bytes (void)
{
  SondeSendQueue queue = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (sonde_send_queue_check (&queue, SONDE_SEND_QUEUE_MAX_BYTES, NULL));
  g_assert_false (sonde_send_queue_check (&queue, G_MAXSIZE, NULL));
  sonde_send_queue_push (&queue, SONDE_SEND_QUEUE_MAX_BYTES - 1);
  g_assert_true (sonde_send_queue_check (&queue, 1, &error));
  g_assert_no_error (error);
  g_assert_false (sonde_send_queue_check (&queue, 2, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL);
  sonde_send_queue_pop (&queue);
  g_assert_true (sonde_send_queue_check (&queue, 2, NULL));
  sonde_send_queue_clear (&queue);
}

static void
test_messages (void)
{
  SondeSendQueue queue = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SONDE_SEND_QUEUE_MAX_MESSAGES; i++)
    {
      g_assert_true (sonde_send_queue_check (&queue, 0, NULL));
      sonde_send_queue_push (&queue, 0);
    }
  g_assert_false (sonde_send_queue_check (&queue, 0, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL);
  sonde_send_queue_clear (&queue);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/send-queue/order", test_order);
  g_test_add_func ("/send-queue/bytes", test_bytes);
  g_test_add_func ("/send-queue/messages", test_messages);

  return g_test_run ();
}
