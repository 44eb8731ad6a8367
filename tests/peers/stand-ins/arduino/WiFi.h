// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stands in for the core of an ESP32, which Debian does not have: of WiFi.h and what every sketch
// includes unasked, what Sonde writes calls of, with the same types. A network is always there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <unistd.h>

enum wl_status_t
{
  WL_IDLE_STATUS = 0,
  WL_CONNECTED = 3
};

class WiFiClass
{
public:
  wl_status_t
  begin (const char *, const char *)
  {
    return WL_CONNECTED;
  }
  wl_status_t
  status ()
  {
    return WL_CONNECTED;
  }
};

class HardwareSerial
{
public:
  void
  begin (unsigned long)
  {
  }
  size_t
  write (const uint8_t *data, size_t size)
  {
    return fwrite (data, 1, size, stdout);
  }
  size_t
  println ()
  {
    return fputs ("\r\n", stdout), fflush (stdout), 2;
  }
};

static WiFiClass WiFi;
static HardwareSerial Serial;

inline void
delay (uint32_t ms)
{
  usleep (ms * 1000);
}
