// SPDX-License-Identifier: GPL-3.0-or-later
// Node's ws as an echo server: server-node.js OPTIONS, a JSON object for its perMessageDeflate, or false.
'use strict';

const { WebSocketServer } = require('ws');

const say = (...words) => console.log(words.join(' '));

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: JSON.parse(process.argv[2]),
});

server.on('listening', () => say(`ws://127.0.0.1:${server.address().port}/`));
server.on('connection', (socket) => {
  say('open', socket.extensions);
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code, reason) => say('close', code, reason.toString()));
  socket.on('error', (error) => say('error', error.message));
});
