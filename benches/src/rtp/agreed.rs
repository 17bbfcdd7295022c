use std::net::SocketAddr;

use media::codec::Codec;
use media::offer_answer::{Agreed, Direction};

/// What a phone at that address has agreed on: one codec, both ways, as it is.
#[must_use]
pub fn agreed(remote: SocketAddr, codec: Codec) -> Agreed {
    Agreed {
        codec,
        payload_type_send: codec.offered_payload_type(),
        payload_type_receive: codec.offered_payload_type(),
        telephone_event_send: None,
        telephone_event_receive: None,
        ptime_ms: 20,
        remote_rtp: remote,
        remote_rtcp: SocketAddr::new(remote.ip(), remote.port().wrapping_add(1)),
        rtcp_mux: false,
        direction: Direction::SendRecv,
        srtp: None,
        ice: None,
    }
}
