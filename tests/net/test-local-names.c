/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-fixture.h"
#include "sonde-diagnosis.h"
#include "sonde-dns-message.h"
#include "sonde-interface.h"
#include "sonde-mdns-query.h"
#include "sonde-resolver.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* What answers on a real link, with and without Avahi, is in test-local-names.py. */

#define NAME "serveur-esp32-bluedot.local"

/* As a responder writes it: the name in full once, then pointers to it. */
static const guint8 question_part[] = "\x15serveur-esp32-bluedot\x05local\0\0\x01\0\x01";

static GByteArray *
start_answer (guint16 id, guint16 flags, guint n_questions, guint n_answers, guint n_additional)
{
  const guint8 header[] = {
    (guint8) (id >> 8),
    (guint8) id,
    (guint8) (flags >> 8),
    (guint8) flags,
    0,
    (guint8) n_questions,
    0,
    (guint8) n_answers,
    0,
    0,
    0,
    (guint8) n_additional,
  };
  GByteArray *message = g_byte_array_new ();

  g_byte_array_append (message, header, sizeof header);
  if (n_questions > 0)
    g_byte_array_append (message, question_part, sizeof question_part - 1);
  return message;
}

static void
append (GByteArray *message, const char *bytes, gsize size)
{
  g_byte_array_append (message, (const guint8 *) bytes, (guint) size);
}

#define APPEND(message, bytes) append (message, bytes, sizeof bytes - 1)

/* The record's name is the question's; life is 10 s, as for one who asks once. */
#define RECORD_A    "\xc0\x0c\0\x01\0\x01\0\0\0\x0a\0\x04\xc0\xa8\x01\x14"
#define RECORD_AAAA "\xc0\x0c\0\x1c\0\x01\0\0\0\x0a\0\x10\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x14"

static char *
read_all (GByteArray *message, const char *name, guint16 id)
{
  g_autoptr (GPtrArray) addresses = sonde_dns_read_answer (message->data, message->len, name, id);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (g_ptr_array_index (addresses, i));

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", address);
    }
  return g_strdup (text->str);
}

static void
test_query (void)
{
  guint8 buffer[SONDE_DNS_MAX_QUERY_SIZE];
  gsize size = sonde_dns_write_query (NAME, 0x1234, TRUE, buffer);
  static const guint8 expected[] = "\x12\x34\0\0\0\x02\0\0\0\0\0\0"
                                   "\x15serveur-esp32-bluedot\x05local\0\0\x01\x80\x01"
                                   "\xc0\x0c\0\x1c\x80\x01";
  g_autofree char *long_label = g_strnfill (64, 'x');
  g_autofree char *long_name = g_strnfill (254, 'x');

  g_assert_cmpmem (buffer, size, expected, sizeof expected - 1);
  g_assert_cmpuint (sonde_dns_write_query (NAME ".", 0x1234, TRUE, buffer), ==, size);
  g_assert_cmpuint (sonde_dns_write_query ("", 1, FALSE, buffer), ==, 0);
  g_assert_cmpuint (sonde_dns_write_query ("a..local", 1, FALSE, buffer), ==, 0);
  g_assert_cmpuint (sonde_dns_write_query (".local", 1, FALSE, buffer), ==, 0);
  g_assert_cmpuint (sonde_dns_write_query (long_label, 1, FALSE, buffer), ==, 0);
  for (gsize i = 50; i < 254; i += 51)
    long_name[i] = '.';
  g_assert_cmpuint (sonde_dns_write_query (long_name, 1, FALSE, buffer), ==, 0);
  long_name[253] = '\0';
  g_assert_cmpuint (sonde_dns_write_query (long_name, 1, FALSE, buffer), ==, 12 + 255 + 4 + 6);
}

static void
test_answers (void)
{
  g_autoptr (GByteArray) both = start_answer (7, 0x8400, 1, 1, 1);
  g_autoptr (GByteArray) bare = start_answer (0, 0x8400, 0, 1, 0);
  g_autofree char *text = NULL;
  g_autofree char *upper = NULL;
  g_autofree char *other_name = NULL;
  g_autofree char *other_id = NULL;
  g_autofree char *unasked = NULL;

  APPEND (both, RECORD_A);
  APPEND (both, RECORD_AAAA);
  text = read_all (both, NAME, 7);
  upper = read_all (both, "SERVEUR-ESP32-Bluedot.LOCAL.", 7);
  other_name = read_all (both, "serveur-esp32.local", 7);
  other_id = read_all (both, NAME, 8);
  g_assert_cmpstr (text, ==, "192.168.1.20 fe80::14");
  g_assert_cmpstr (upper, ==, text);
  g_assert_cmpstr (other_name, ==, "");
  g_assert_cmpstr (other_id, ==, "");

  /* As to all: no question, id 0, with the bit to forget what was known. */
  APPEND (bare, "\x15serveur-esp32-bluedot\x05local\0\0\x01\x80\x01\0\0\0\x78\0\x04\x0a\0\0\x02");
  unasked = read_all (bare, NAME, 99);
  g_assert_cmpstr (unasked, ==, "10.0.0.2");
}

static void
test_bad_answers (void)
{
  static const struct
  {
    const char *what;
    guint16 flags;
    const char *record;
    gsize size;
  } rows[] = {
#define ROW(what, flags, record) { what, flags, record, sizeof record - 1 }
    ROW ("a question", 0x0000, RECORD_A),
    ROW ("an error", 0x8403, RECORD_A),
    ROW ("another operation", 0xa400, RECORD_A),
    ROW ("a goodbye", 0x8400, "\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\xc0\xa8\x01\x14"),
    ROW ("another class", 0x8400, "\xc0\x0c\0\x01\0\x03\0\0\0\x0a\0\x04\xc0\xa8\x01\x14"),
    ROW ("three bytes", 0x8400, "\xc0\x0c\0\x01\0\x01\0\0\0\x0a\0\x03\xc0\xa8\x01"),
    ROW ("a short AAAA", 0x8400, "\xc0\x0c\0\x1c\0\x01\0\0\0\x0a\0\x04\xc0\xa8\x01\x14"),
    ROW ("more data than there is", 0x8400,
         "\xc0\x0c\0\x01\0\x01\0\0\0\x0a\xff\xff\xc0\xa8\x01\x14"),
    ROW ("a pointer to itself", 0x8400, "\xc0\x2d\0\x01\0\x01\0\0\0\x0a\0\x04\xc0\xa8\x01\x14"),
    ROW ("a pointer ahead", 0x8400, "\xc0\xff\0\x01\0\x01\0\0\0\x0a\0\x04\xc0\xa8\x01\x14"),
    ROW ("half a pointer", 0x8400, "\xc0"),
    ROW ("a label of 64", 0x8400, "\x40xxxxxxxxx"),
    ROW ("a label past the end", 0x8400, "\x3fxxxxxxxxx"),
#undef ROW
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) message = start_answer (7, rows[i].flags, 1, 1, 0);
      g_autofree char *text = NULL;

      append (message, rows[i].record, rows[i].size);
      g_test_message ("%s", rows[i].what);
      text = read_all (message, NAME, 7);
      g_assert_cmpstr (text, ==, "");
    }
}

static void
test_bounds (void)
{
  g_autoptr (GByteArray) many = start_answer (7, 0x8400, 1, 200, 0);
  g_autoptr (GPtrArray) addresses = NULL;

  for (int i = 0; i < 200; i++)
    APPEND (many, RECORD_A);
  addresses = sonde_dns_read_answer (many->data, many->len, NAME, 7);
  g_assert_cmpuint (addresses->len, ==, SONDE_DNS_MAX_ADDRESSES);

  /* Each shorter piece of a message is as bad as any: none may be read past its end. */
  for (guint size = 0; size < 80; size++)
    {
      g_autofree guint8 *piece = g_memdup2 (many->data, size);
      GPtrArray *some = sonde_dns_read_answer (piece, size, NAME, 7);

      g_clear_pointer (&some, g_ptr_array_unref);
    }
}

static void
test_is_local (void)
{
  g_assert_true (sonde_resolver_is_local_name (NAME));
  g_assert_true (sonde_resolver_is_local_name ("A.LOCAL."));
  g_assert_true (sonde_resolver_is_local_name ("a.b.local"));
  g_assert_false (sonde_resolver_is_local_name ("local"));
  g_assert_false (sonde_resolver_is_local_name (".local"));
  g_assert_false (sonde_resolver_is_local_name ("a.local.example"));
  g_assert_false (sonde_resolver_is_local_name ("alocal"));
  g_assert_false (sonde_resolver_is_local_name (""));
}

static void
test_on_link (void)
{
  static const struct
  {
    const char *own;
    guint prefix_length;
    const char *other;
    gboolean expected;
  } rows[] = {
    { "192.168.1.7", 24, "192.168.1.20", TRUE }, { "192.168.1.7", 24, "192.168.2.20", FALSE },
    { "10.1.2.3", 22, "10.1.3.255", TRUE },      { "10.1.2.3", 22, "10.1.4.0", FALSE },
    { "10.1.2.3", 0, "8.8.8.8", TRUE },          { "10.1.2.3", 32, "10.1.2.4", FALSE },
    { "10.1.2.3", 8, "fe80::1", FALSE },         { "fe80::7", 64, "fe80::14", TRUE },
    { "fd00::7", 64, "fe80::14", TRUE },         { "fd00::7", 64, "fd00:0:0:1::1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) own = g_inet_address_new_from_string (rows[i].own);
      g_autoptr (GInetAddress) other = g_inet_address_new_from_string (rows[i].other);
      const SondeInterface interface = { .address = own, .prefix_length = rows[i].prefix_length };

      g_assert_cmpint (sonde_interface_is_on_link (&interface, other), ==, rows[i].expected);
    }
}

/* One who answers on the loopback interface to the group, as a probe does on its own. */
typedef struct
{
  GSocket *socket;
  GSource *source;
  guint16 port;
  guint n_ignored; /* questions to pass over, as if lost */
  guint n_asked;
  const char *junk;      /* sent before the answer */
  GSocket *answers_from; /* instead of @socket, or NULL */
} Responder;

static gboolean
on_question (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Responder *self = user_data;
  g_autoptr (GSocketAddress) source = NULL;
  guint8 data[1500];
  gssize n = g_socket_receive_from (socket, &source, (char *) data, sizeof data, NULL, NULL);
  g_autoptr (GByteArray) answer = NULL;

  g_assert_cmpint (n, >, 12);
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (source)), !=,
                    self->port);
  if (++self->n_asked <= self->n_ignored)
    return G_SOURCE_CONTINUE;
  if (self->junk != NULL)
    g_socket_send_to (socket, source, self->junk, strlen (self->junk), NULL, NULL);
  answer = start_answer ((guint16) (data[0] << 8 | data[1]), 0x8400, 1, 1, 1);
  APPEND (answer, RECORD_A);
  APPEND (answer, RECORD_AAAA);
  g_socket_send_to (self->answers_from != NULL ? self->answers_from : socket, source,
                    (const char *) answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
responder_start (Responder *self)
{
  g_autoptr (GInetAddress) any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  struct ip_mreqn request = { .imr_multiaddr.s_addr = htonl (0xe00000fb), .imr_ifindex = 1 };

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP,
                               NULL);
  g_assert_true (g_socket_bind (self->socket, address, FALSE, NULL));
  g_assert_cmpint (setsockopt (g_socket_get_fd (self->socket), IPPROTO_IP, IP_ADD_MEMBERSHIP,
                               &request, sizeof request),
                   ==, 0);
  bound = g_socket_get_local_address (self->socket, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_question), self, NULL);
  g_source_attach (self->source, NULL);
}

static void
responder_stop (Responder *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_object_unref (self->socket);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
list_loopback (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_interface_free);
  SondeInterface *loopback = g_new0 (SondeInterface, 1);

  loopback->name = g_strdup ("lo");
  loopback->index = 1;
  loopback->address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  loopback->prefix_length = 8;
  loopback->multicast = TRUE;
  g_ptr_array_add (list, loopback);
  return list;
}

static GPtrArray *
ask (guint16 mdns_port, guint limit_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) interfaces = list_loopback ();
  g_autoptr (GAsyncResult) result = NULL;

  sonde_mdns_query_async (NAME, 5000, interfaces, mdns_port, limit_ms, cancellable, on_result,
                          &result);
  g_assert_null (result);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  WAIT_UNTIL (result != NULL);
  return sonde_mdns_query_finish (result, error);
}

static void
test_mdns (void)
{
  static const Responder rows[] = {
    { .n_ignored = 0 },
    { .n_ignored = 1 }, /* lost, and asked again after a second */
    { .junk = "This is no DNS message at all, and long enough for a header" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Responder responder = rows[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) addresses = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      responder_start (&responder);
      addresses = ask (responder.port, 5000, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (addresses->len, ==, 2);
      first = g_socket_connectable_to_string (g_ptr_array_index (addresses, 0));
      second = g_socket_connectable_to_string (g_ptr_array_index (addresses, 1));
      g_assert_cmpstr (first, ==, "192.168.1.20:5000");
      g_assert_true (g_str_has_prefix (second, "[fe80::14%"));
      g_assert_cmpuint (g_inet_socket_address_get_scope_id (g_ptr_array_index (addresses, 1)), ==,
                        1);
      g_assert_cmpuint (responder.n_asked, ==, rows[i].n_ignored + 1);
      responder_stop (&responder);
    }
}

static void
test_mdns_silence (void)
{
  Responder responder = { .n_ignored = G_MAXUINT };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GError) alone = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;

  responder_start (&responder);
  g_assert_null (ask (responder.port, 200, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "0.2 s"));
  g_assert_null (ask (responder.port, 60000, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  responder_stop (&responder);

  sonde_mdns_query_async (NAME, 5000, none, SONDE_MDNS_PORT, 60000, NULL, on_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_null (sonde_mdns_query_finish (result, &alone));
  g_assert_error (alone, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE);
}

/* An answer from another port than the one that was asked at may be anybody's. */
static void
test_mdns_impostor (void)
{
  g_autoptr (GSocket) other = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                                            G_SOCKET_PROTOCOL_UDP, NULL);
  Responder responder = { .answers_from = other };
  g_autoptr (GError) error = NULL;

  responder_start (&responder);
  g_assert_null (ask (responder.port, 300, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (responder.n_asked, ==, 1);
  responder_stop (&responder);
}

/* No system bus, no such name, and a person who gives up. */
static void
test_given_up (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("ws://" NAME ":5000/");

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  sonde_connection_open (fixture->connection);
  g_main_context_iteration (NULL, FALSE);
  sonde_connection_close (fixture->connection, 1000, NULL);
  fixture_assert_failure (fixture, -1);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);

  g_test_add_func ("/local-names/query", test_query);
  g_test_add_func ("/local-names/answers", test_answers);
  g_test_add_func ("/local-names/bad-answers", test_bad_answers);
  g_test_add_func ("/local-names/bounds", test_bounds);
  g_test_add_func ("/local-names/is-local", test_is_local);
  g_test_add_func ("/local-names/on-link", test_on_link);
  g_test_add_func ("/local-names/mdns", test_mdns);
  g_test_add_func ("/local-names/mdns-silence", test_mdns_silence);
  g_test_add_func ("/local-names/mdns-impostor", test_mdns_impostor);
  g_test_add_func ("/local-names/given-up", test_given_up);

  return g_test_run ();
}
