// SPDX-License-Identifier: GPL-3.0-or-later

// websocketpp as an echo server.

#include <csignal>
#include <iostream>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

using Server = websocketpp::server<websocketpp::config::asio>;
using websocketpp::connection_hdl;

int
main ()
{
  Server server;

  std::signal (SIGTERM, [] (int) { std::_Exit (0); });
  std::cout << std::unitbuf;
  server.clear_access_channels (websocketpp::log::alevel::all);
  server.clear_error_channels (websocketpp::log::elevel::all);
  server.init_asio ();
  server.set_open_handler ([] (connection_hdl) { std::cout << "open" << std::endl; });
  server.set_message_handler ([&server] (connection_hdl handle, Server::message_ptr message) {
    server.send (handle, message->get_payload (), message->get_opcode ());
  });
  server.set_close_handler ([&server] (connection_hdl handle) {
    auto connection = server.get_con_from_hdl (handle);
    std::cout << "close " << connection->get_remote_close_code () << " "
              << connection->get_remote_close_reason () << std::endl;
  });

  websocketpp::lib::error_code error;
  server.listen (websocketpp::lib::asio::ip::tcp::endpoint (
      websocketpp::lib::asio::ip::address_v4::loopback (), 0));
  server.start_accept ();
  std::cout << "ws://127.0.0.1:" << server.get_local_endpoint (error).port () << "/" << std::endl;
  server.run ();
}
