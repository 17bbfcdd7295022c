// A browser phone under node: JsSIP does the SIP over WebSocket; in the place of a browser's RTCPeerConnection stands
// one that speaks plain RTP (PCMU), sends what it hears back, and counts it.
//
// node phone.js '{"url": "wss://…/sip", "extension": "101", "domain": …, "password": …, "dial": "600", "packets": 100}'
// Without `dial` it answers calls. After `packets` packets of a call of its own it hangs up. Says what happens as lines
// of JSON.
'use strict';

const dgram = require('node:dgram');

const WebSocket = require('ws');

const wanted = JSON.parse(process.argv[2]);
const say = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);

// The certificate is of the switch's own making.
globalThis.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { rejectUnauthorized: false });
  }
};

const PACKET_MS = 20;
const PAYLOAD_BYTES = 160;
const HEARD_ENOUGH = wanted.packets ?? 50;

// JsSIP looks for what a browser has.
globalThis.window = globalThis;

globalThis.RTCSessionDescription = class {
  constructor({ type, sdp }) {
    Object.assign(this, { type, sdp });
  }
};

globalThis.RTCPeerConnection = class extends EventTarget {
  constructor() {
    super();
    this.iceGatheringState = 'complete';
    this.iceConnectionState = 'connected';
    this.signalingState = 'stable';
    this.localDescription = null;
    this.version = 0;
    this.heard = 0;
    this.socket = dgram.createSocket('udp4');
    this.bound = new Promise((done) => this.socket.bind(0, '127.0.0.1', done));
    this.socket.on('message', (packet) => this.hear(packet));
  }

  createOffer() {
    return this.describe('offer');
  }

  createAnswer() {
    return this.describe('answer');
  }

  async describe(type) {
    await this.bound;
    this.version += 1;
    const sdp = [
      'v=0',
      `o=- 1 ${this.version} IN IP4 127.0.0.1`,
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.socket.address().port} RTP/AVP 0`,
      'a=rtpmap:0 PCMU/8000',
      'a=sendrecv',
      '',
    ].join('\r\n');
    return { type, sdp };
  }

  async setLocalDescription(description) {
    this.localDescription = description;
  }

  async setRemoteDescription({ sdp }) {
    const host = /^c=IN IP4 (\S+)/m.exec(sdp)[1];
    const port = Number(/^m=audio (\d+)/m.exec(sdp)[1]);
    this.remote = { host, port };
    // Whoever calls speaks first; whoever is called sends back what it hears.
    if (wanted.dial && !this.speaking) this.speak();
  }

  speak() {
    let number = 0;
    this.speaking = setInterval(() => {
      const packet = Buffer.alloc(12 + PAYLOAD_BYTES, 0x55);
      packet.writeUInt16BE(0x8000, 0);
      packet.writeUInt16BE(number & 0xffff, 2);
      packet.writeUInt32BE((number * PAYLOAD_BYTES) >>> 0, 4);
      packet.writeUInt32BE(0x5157, 8);
      number += 1;
      this.socket.send(packet, this.remote.port, this.remote.host);
    }, PACKET_MS);
  }

  hear(packet) {
    this.heard += 1;
    if (!wanted.dial && this.remote) this.socket.send(packet, this.remote.port, this.remote.host);
    if (this.heard === HEARD_ENOUGH) {
      say('audio', { packets: this.heard });
      if (wanted.dial) session.terminate();
    }
  }

  getSenders() {
    return [];
  }

  getReceivers() {
    return [];
  }

  close() {
    clearInterval(this.speaking);
    this.signalingState = 'closed';
    this.socket.close();
  }
};

const JsSIP = require('jssip');

const media = { mediaConstraints: { audio: false, video: false } };
let session;

const ua = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(wanted.url)],
  uri: `sip:${wanted.extension}@${wanted.domain}`,
  password: wanted.password,
  register_expires: 120,
  session_timers: false,
});

ua.on('connected', () => say('connected'));
ua.on('disconnected', () => say('disconnected'));
ua.on('registrationFailed', ({ cause }) => say('registration-failed', { cause }));
ua.on('registered', () => {
  say('registered', { contact: ua.contact.toString() });
  if (wanted.dial && !session) ua.call(`sip:${wanted.dial}@${wanted.domain}`, media);
});
ua.on('newRTCSession', ({ originator, session: opened, request }) => {
  session = opened;
  session.on('progress', () => say('progress'));
  session.on('confirmed', () => say('confirmed'));
  session.on('ended', ({ originator: by }) => say('ended', { by }));
  session.on('failed', ({ cause }) => say('failed', { cause }));
  if (originator === 'remote') {
    say('incoming', { from: request.from.uri.user });
    session.answer(media);
  }
});
ua.start();
