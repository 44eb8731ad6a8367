/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-ping-list.h"

#include <string.h>

static GBytes *
text (const char *string)
{
  return g_bytes_new_static (string, strlen (string));
}

static void
test_match (void)
{
  SondePingList list = { 0 };
  g_autoptr (GBytes) a = text ("a");
  g_autoptr (GBytes) b = text ("b");
  g_autoptr (GBytes) c = text ("c");

  g_assert_cmpint (sonde_ping_list_match (&list, a, 10), ==, -1);
  sonde_ping_list_add (&list, a, 100);
  sonde_ping_list_add (&list, b, 200);
  sonde_ping_list_add (&list, c, 300);
  g_assert_cmpint (sonde_ping_list_match (&list, b, 250), ==, 50);
  g_assert_cmpint (sonde_ping_list_match (&list, b, 260), ==, -1);
  g_assert_cmpint (sonde_ping_list_match (&list, a, 260), ==, -1);
  g_assert_cmpint (sonde_ping_list_match (&list, c, 360), ==, 60);
  sonde_ping_list_clear (&list);
}

static void
test_bound (void)
{
  SondePingList list = { 0 };
  g_autoptr (GBytes) first = text ("first");
  g_autoptr (GBytes) other = text ("other");

  sonde_ping_list_add (&list, first, 1);
  for (int i = 0; i < SONDE_PING_LIST_MAX; i++)
    sonde_ping_list_add (&list, other, 2);
  g_assert_cmpuint (g_queue_get_length (&list.waiting), ==, SONDE_PING_LIST_MAX);
  g_assert_cmpint (sonde_ping_list_match (&list, first, 3), ==, -1);
  sonde_ping_list_clear (&list);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ping-list/match", test_match);
  g_test_add_func ("/ping-list/bound", test_bound);

  return g_test_run ();
}
