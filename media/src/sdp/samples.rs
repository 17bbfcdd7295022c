//! Offers made up in the style of phones that are common; addresses and names are examples.

/// Yealink desk phones: many codecs of which we know some, all with their maps.
pub(crate) const YEALINK: &str = "v=0\r\n\
    o=- 20518 20518 IN IP4 192.0.2.20\r\n\
    s=SDP data\r\n\
    c=IN IP4 192.0.2.20\r\n\
    t=0 0\r\n\
    m=audio 11780 RTP/AVP 9 0 8 18 101\r\n\
    a=rtpmap:9 G722/8000\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:18 G729/8000\r\n\
    a=fmtp:18 annexb=no\r\n\
    a=rtpmap:101 telephone-event/8000\r\n\
    a=fmtp:101 0-15\r\n\
    a=ptime:20\r\n\
    a=sendrecv\r\n";

/// Snom desk phones that would like to encrypt: the same audio twice.
pub(crate) const SNOM: &str = "v=0\r\n\
    o=root 1838471 1838471 IN IP4 192.0.2.21\r\n\
    s=call\r\n\
    c=IN IP4 192.0.2.21\r\n\
    t=0 0\r\n\
    m=audio 57212 RTP/SAVP 8 0 101\r\n\
    a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\
    a=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:101 telephone-event/8000\r\n\
    m=audio 57214 RTP/AVP 8 0 99 101\r\n\
    a=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:99 G726-32/8000\r\n\
    a=rtpmap:101 telephone-event/8000\r\n\
    a=fmtp:101 0-15\r\n\
    a=ptime:20\r\n\
    a=sendrecv\r\n";

/// Grandstream video phones: Opus among the last, and a picture.
pub(crate) const GRANDSTREAM: &str = "v=0\r\n\
    o=101 8000 8001 IN IP4 192.0.2.22\r\n\
    s=SIP Call\r\n\
    c=IN IP4 192.0.2.22\r\n\
    t=0 0\r\n\
    m=audio 5004 RTP/AVP 18 0 123 101\r\n\
    a=sendrecv\r\n\
    a=rtpmap:18 G729/8000\r\n\
    a=ptime:20\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:123 opus/48000/2\r\n\
    a=rtpmap:101 telephone-event/8000\r\n\
    a=fmtp:101 0-15\r\n\
    m=video 5006 RTP/AVP 99\r\n\
    b=AS:1024\r\n\
    a=rtpmap:99 H264/90000\r\n\
    a=fmtp:99 profile-level-id=428014; packetization-mode=1\r\n\
    a=sendrecv\r\n";

/// Linphone: feedback profile, key presses on every clock.
pub(crate) const LINPHONE: &str = "v=0\r\n\
    o=alice 1423 2510 IN IP4 192.0.2.23\r\n\
    s=Talk\r\n\
    c=IN IP4 192.0.2.23\r\n\
    b=AS:380\r\n\
    t=0 0\r\n\
    a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics\r\n\
    a=record:off\r\n\
    m=audio 7078 RTP/AVPF 96 97 98 0 8 101 99 100\r\n\
    a=rtpmap:96 opus/48000/2\r\n\
    a=fmtp:96 useinbandfec=1\r\n\
    a=rtpmap:97 speex/16000\r\n\
    a=fmtp:97 vbr=on\r\n\
    a=rtpmap:98 speex/8000\r\n\
    a=fmtp:98 vbr=on\r\n\
    a=rtpmap:101 telephone-event/48000\r\n\
    a=rtpmap:99 telephone-event/16000\r\n\
    a=rtpmap:100 telephone-event/8000\r\n\
    a=rtcp:34871\r\n\
    a=rtcp-fb:* trr-int 5000\r\n\
    a=rtcp-fb:* ccm tmmbr\r\n";

/// baresip: RTCP where it says, sources named.
pub(crate) const BARESIP: &str = "v=0\r\n\
    o=- 3389182114 1204 IN IP4 192.0.2.24\r\n\
    s=-\r\n\
    c=IN IP4 192.0.2.24\r\n\
    t=0 0\r\n\
    a=tool:baresip 1.1.0\r\n\
    m=audio 30116 RTP/AVP 96 9 0 8 97\r\n\
    b=AS:125\r\n\
    a=rtpmap:96 opus/48000/2\r\n\
    a=fmtp:96 stereo=1;sprop-stereo=1\r\n\
    a=rtpmap:9 G722/8000\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:97 telephone-event/8000\r\n\
    a=fmtp:97 0-15\r\n\
    a=rtcp:30117\r\n\
    a=sendrecv\r\n\
    a=label:1\r\n\
    a=rtcp-rsize\r\n\
    a=ssrc:3123119442 cname:sip:bob@office.example\r\n\
    a=ptime:20\r\n";

/// A SIPp scenario: the least that works.
pub(crate) const SIPP: &str = "v=0\r\n\
    o=user1 53655765 2353687637 IN IP4 192.0.2.25\r\n\
    s=-\r\n\
    c=IN IP4 192.0.2.25\r\n\
    t=0 0\r\n\
    m=audio 6000 RTP/AVP 8\r\n\
    a=rtpmap:8 PCMA/8000\r\n";

/// Chromium: DTLS, ICE, a bundle.
pub(crate) const CHROMIUM: &str = "v=0\r\n\
    o=- 4611731400430051336 2 IN IP4 127.0.0.1\r\n\
    s=-\r\n\
    t=0 0\r\n\
    a=group:BUNDLE 0\r\n\
    a=extmap-allow-mixed\r\n\
    a=msid-semantic: WMS stream\r\n\
    m=audio 52518 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\n\
    c=IN IP4 192.0.2.26\r\n\
    a=rtcp:9 IN IP4 0.0.0.0\r\n\
    a=candidate:1 1 udp 2122260223 192.0.2.26 52518 typ host generation 0\r\n\
    a=ice-ufrag:AbCd\r\n\
    a=ice-pwd:abcdefghijklmnopqrstuvwx\r\n\
    a=ice-options:trickle\r\n\
    a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n\
    a=setup:actpass\r\n\
    a=mid:0\r\n\
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
    a=sendrecv\r\n\
    a=msid:stream track\r\n\
    a=rtcp-mux\r\n\
    a=rtpmap:111 opus/48000/2\r\n\
    a=rtcp-fb:111 transport-cc\r\n\
    a=fmtp:111 minptime=10;useinbandfec=1\r\n\
    a=rtpmap:63 red/48000/2\r\n\
    a=fmtp:63 111/111\r\n\
    a=rtpmap:9 G722/8000\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:13 CN/8000\r\n\
    a=rtpmap:110 telephone-event/48000\r\n\
    a=rtpmap:126 telephone-event/8000\r\n\
    a=ssrc:1001 cname:x\r\n";

/// An old adapter: bare line feeds, no maps, no `t=`, and only its ports' count.
pub(crate) const OLD_ADAPTER: &str =
    "v=0\no=adapter 1 1 IN IP4 192.0.2.27\ns= \nc=IN IP4 192.0.2.27/127\nm=audio 16384/2 RTP/AVP 0 8 4\n";

/// All of them, by name.
pub(crate) const ALL: [(&str, &str); 8] = [
    ("Yealink", YEALINK),
    ("Snom", SNOM),
    ("Grandstream", GRANDSTREAM),
    ("Linphone", LINPHONE),
    ("baresip", BARESIP),
    ("SIPp", SIPP),
    ("Chromium", CHROMIUM),
    ("old adapter", OLD_ADAPTER),
];
