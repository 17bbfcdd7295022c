//! Checks of the phone's way to us (RFC 8445 §7.3): answered, and followed.

use std::net::SocketAddr;
use std::time::Instant;

use super::Channel;
use super::session::Session;
use crate::ice::{Check, answer_check};

impl Session {
    /// Judges a STUN datagram and writes the answer to a check; its length. Audio goes the way that the phone
    /// nominates last; its checks are signs of life, as consent is (RFC 7675).
    pub(crate) fn receive_check(
        &mut self,
        now: Instant,
        channel: Channel,
        source: SocketAddr,
        datagram: &[u8],
        into: &mut [u8],
    ) -> Option<usize> {
        let terms = self.terms.as_mut();
        let Some(terms) = terms.filter(|terms| terms.agreed.ice.is_some()) else {
            self.report.malformed += 1;
            return None;
        };
        let ours = terms.agreed.ice.as_deref()?;
        match answer_check(ours, source, datagram, into) {
            Check::Answered { length, is_nominated } => {
                self.liveness.heard(now);
                match channel {
                    Channel::Rtp if is_nominated => terms.latch.nominate(source),
                    Channel::Rtcp if is_nominated => self.control.nominate(source),
                    Channel::Rtp | Channel::Rtcp => {}
                }
                Some(length)
            }
            Check::Indication => None,
            Check::Refused => {
                self.report.rejected_checks += 1;
                None
            }
        }
    }
}
