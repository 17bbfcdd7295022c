use std::net::{IpAddr, SocketAddr};

use super::Keying;
use super::remote::Remote;
use crate::codec::Codec;
use crate::dtls::{DtlsTerms, Fingerprint};
use crate::ice::{IceCredentials, IceSecret};
use crate::sdp::{Direction, Format};
use crate::srtp::SrtpKeys;

/// Where we hear a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MediaAddress {
    /// The address that SDP names.
    pub ip: IpAddr,
    /// The RTP port.
    pub rtp_port: u16,
    /// The RTCP port; not used once RTCP is multiplexed.
    pub rtcp_port: u16,
    /// Of our certificate for DTLS; `None`: no DTLS is spoken.
    pub fingerprint: Option<Fingerprint>,
    /// What our credentials for ICE are made from; `None`: no ICE is spoken.
    pub ice: Option<IceSecret>,
}

/// What one leg has agreed on with its phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The codec of both directions.
    pub codec: Codec,
    /// The payload type the phone wants to get.
    pub payload_type_send: u8,
    /// The payload type the phone sends.
    pub payload_type_receive: u8,
    /// The payload type of key presses to the phone (RFC 4733), if it takes them.
    pub telephone_event_send: Option<u8>,
    /// The payload type of key presses from the phone.
    pub telephone_event_receive: Option<u8>,
    /// Milliseconds of audio in a packet to the phone.
    pub ptime_ms: u16,
    /// Where the phone hears RTP; an unspecified address means that it does not.
    pub remote_rtp: SocketAddr,
    /// Where the phone hears RTCP.
    pub remote_rtcp: SocketAddr,
    /// RTCP comes and goes on the RTP port (RFC 5761).
    pub rtcp_mux: bool,
    /// Who sends, seen from us.
    pub direction: Direction,
    /// Where the keys of SRTP come from; `None`: RTP as it is.
    pub srtp: Option<Box<Keying>>,
    /// Our credentials, by which the phone checks its ways to us; `None`: it does not.
    pub ice: Option<Box<IceCredentials>>,
}

impl Agreed {
    /// The keys of SRTP, if they were told in SDP.
    #[must_use]
    pub fn keys(&self) -> Option<SrtpKeys> {
        self.srtp.as_deref().and_then(Keying::told)
    }

    /// The terms of the handshake that makes the keys of SRTP, if one does.
    #[must_use]
    pub fn handshake(&self) -> Option<&DtlsTerms> {
        match self.srtp.as_deref() {
            Some(Keying::Dtls(terms)) => Some(terms),
            _ => None,
        }
    }

    /// With the sender of `remote` on these of its formats, used both ways.
    pub(super) fn both_ways(
        remote: &Remote,
        format: &Format,
        codec: Codec,
        telephone_event: Option<&Format>,
        direction: Direction,
    ) -> Self {
        let telephone_event = telephone_event.map(|format| format.payload_type);
        Self {
            codec,
            payload_type_send: format.payload_type,
            payload_type_receive: format.payload_type,
            telephone_event_send: telephone_event,
            telephone_event_receive: telephone_event,
            ptime_ms: remote.packet_time.to_send_ms(),
            remote_rtp: remote.rtp,
            remote_rtcp: remote.rtcp,
            rtcp_mux: remote.rtcp_mux,
            direction,
            srtp: None,
            ice: None,
        }
    }
}
