// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stands in for the client of arduinoWebSockets 2.4.1, which Debian does not have: of it, what
// Sonde writes calls of, with the same overloads, over a socket of the system. It offers the
// subprotocol “arduino” and takes the length of a text from its NUL where it is told 0, as that
// does. This is not that library: what it does beside stays unseen. With WebSocketsClient.cpp a
// sketch is a program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

enum WStype_t
{
  WStype_ERROR,
  WStype_DISCONNECTED,
  WStype_CONNECTED,
  WStype_TEXT,
  WStype_BIN,
  WStype_FRAGMENT_TEXT_START,
  WStype_FRAGMENT_BIN_START,
  WStype_FRAGMENT,
  WStype_FRAGMENT_FIN,
  WStype_PING,
  WStype_PONG,
};

class WebSocketsClient
{
public:
  typedef std::function<void (WStype_t type, uint8_t *payload, size_t length)> WebSocketClientEvent;

  void
  begin (const char *host, uint16_t port, const char *url = "/", const char *protocol = "arduino");
  void beginSSL (const char *host,
                 uint16_t port,
                 const char *url = "/",
                 const uint8_t *fingerprint = nullptr,
                 const char *protocol = "arduino");
  void loop ();
  void
  onEvent (WebSocketClientEvent event)
  {
    event_ = event;
  }

  bool sendTXT (uint8_t *payload, size_t length = 0, bool headerToPayload = false);
  bool sendTXT (const uint8_t *payload, size_t length = 0);
  bool sendTXT (char *payload, size_t length = 0, bool headerToPayload = false);
  bool sendTXT (const char *payload, size_t length = 0);
  bool sendTXT (char payload);

  bool sendBIN (uint8_t *payload, size_t length, bool headerToPayload = false);
  bool sendBIN (const uint8_t *payload, size_t length);

  bool sendPing (uint8_t *payload = nullptr, size_t length = 0);

private:
  void open ();
  void take (void *data, size_t size);
  bool send (uint8_t opcode, const uint8_t *payload, size_t size);

  std::string host_, url_, protocol_;
  uint16_t port_ = 0;
  int socket_ = -1;
  WebSocketClientEvent event_;
};
