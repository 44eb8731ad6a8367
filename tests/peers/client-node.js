// SPDX-License-Identifier: GPL-3.0-or-later
// Node's ws as a client, moved as harness.py says: client-node.js OPTIONS URI [SUBPROTOCOL].
'use strict';

const readline = require('readline');
const WebSocket = require('ws');

const say = (...words) => console.log(JSON.stringify(words));

const [, , options, uri, ...subprotocols] = process.argv;
const socket = new WebSocket(uri, subprotocols, JSON.parse(options));

const orders = {
  text: (text) => socket.send(text),
  binary: (hex) => socket.send(Buffer.from(hex, 'hex')),
  fragments: (...pieces) =>
    pieces.forEach((piece, i) => socket.send(piece, { fin: i === pieces.length - 1 })),
  ping: (text) => socket.ping(text),
  close: (code, reason) => socket.close(code, reason),
};

socket.on('open', () => say('open', socket.protocol));
socket.on('message', (data, isBinary) =>
  isBinary ? say('binary', data.toString('hex')) : say('text', data.toString()));
socket.on('pong', () => say('pong'));
socket.on('error', (error) => say('error', error.message));
socket.on('close', (code, reason) => {
  say('closed', code, reason.toString());
  process.exit();
});
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [name, ...rest] = JSON.parse(line);
  orders[name](...rest);
});
