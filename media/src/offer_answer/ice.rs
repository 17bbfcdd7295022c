//! ICE-lite in descriptions (RFC 8839): one candidate a port of ours, and credentials that a restart changes.

use super::MediaAddress;
use crate::ice::IceCredentials;
use crate::sdp::{Attribute, PeerIce};

/// Of a host's only address, for RTP (RFC 8445 §5.1.2); RTCP's is one less.
const PRIORITY: u32 = 126 << 24 | 65_535 << 8 | 255;

/// How often the phone has begun ICE anew.
#[derive(Clone, Debug, Default)]
pub(super) struct Restarts {
    count: u32,
    theirs: Option<PeerIce>,
}

impl Restarts {
    /// An offer of the phone's: other credentials than before want others of ours (RFC 8445 §9).
    pub(super) fn offered(&mut self, theirs: Option<&PeerIce>) {
        let Some(theirs) = theirs else { return };
        if self.theirs.as_ref().is_some_and(|known| known != theirs) {
            self.count = self.count.wrapping_add(1);
        }
        self.theirs = Some(theirs.clone());
    }

    /// An answer of the phone's.
    pub(super) fn answered(&mut self, theirs: Option<&PeerIce>) {
        self.theirs = theirs.cloned().or(self.theirs.take());
    }

    /// Our credentials now; `None`: no ICE is spoken here.
    pub(super) fn credentials(&self, address: &MediaAddress) -> Option<IceCredentials> {
        address.ice.map(|secret| secret.credentials(self.count))
    }
}

/// What a section of ours says of ICE.
pub(super) fn attributes(ours: &IceCredentials, address: &MediaAddress, rtcp_mux: bool) -> Vec<Attribute> {
    let candidate = |component: u8, priority: u32, port: u16| {
        let ip = address.ip;
        Attribute::new(
            "candidate",
            format!("1 {component} UDP {priority} {ip} {port} typ host"),
        )
    };
    let mut attributes = vec![
        Attribute::new("ice-ufrag", ours.fragment()),
        Attribute::new("ice-pwd", ours.password()),
        candidate(1, PRIORITY, address.rtp_port),
    ];
    if !rtcp_mux {
        attributes.push(candidate(2, PRIORITY - 1, address.rtcp_port));
    }
    attributes
}
