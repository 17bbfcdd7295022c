use super::session::Session;
use crate::srtp::{Protector, SrtpError, SrtpKeys, Suite, Unprotector};

/// SRTP of both directions, under the keys that were agreed on.
#[derive(Debug)]
pub(super) struct Security {
    keys: SrtpKeys,
    pub(super) outbound: Protector,
    pub(super) inbound: Unprotector,
}

impl Security {
    /// Of what comes; nearly always of what goes too.
    pub(super) fn suite(&self) -> Suite {
        self.keys.receive.suite()
    }

    /// After a negotiation: a direction whose key is the same goes on with its counters, another starts anew.
    pub(super) fn agreed(before: Option<Box<Self>>, keys: SrtpKeys, ssrc: u32) -> Option<Box<Self>> {
        let (outbound, inbound) = match before {
            Some(before) => (
                Some(before.outbound).filter(|_| before.keys.send == keys.send),
                Some(before.inbound).filter(|_| before.keys.receive == keys.receive),
            ),
            None => (None, None),
        };
        Some(Box::new(Self {
            keys,
            outbound: outbound.or_else(|| Protector::new(&keys.send, ssrc))?,
            inbound: inbound.or_else(|| Unprotector::new(&keys.receive))?,
        }))
    }
}

impl Session {
    /// Makes RTP of a packet that came; its length. `None`: it is dropped and counted.
    pub(super) fn open_rtp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let Some(security) = &mut self.security else {
            return self.unprotected(packet.len());
        };
        let opened = security.inbound.unprotect_rtp(packet);
        self.accepted(opened)
    }

    /// Makes RTCP of a packet that came; its length. `None`: it is dropped and counted.
    pub(super) fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let Some(security) = &mut self.security else {
            return self.unprotected(packet.len());
        };
        let opened = security.inbound.unprotect_rtcp(packet);
        self.accepted(opened)
    }

    /// Protects the RTP in the first `length` bytes; its length then. `None`: it is not sent, and counted.
    pub(super) fn seal_rtp(&mut self, packet: &mut [u8], length: usize) -> Option<usize> {
        let Some(security) = &mut self.security else {
            return Some(length).filter(|_| !self.awaits_keys());
        };
        let sealed = security.outbound.protect_rtp(packet, length);
        self.report.unprotected += u64::from(sealed.is_err());
        sealed.ok()
    }

    /// Protects the RTCP in the first `length` bytes; its length then. `None`: it is not sent.
    pub(super) fn seal_rtcp(&mut self, packet: &mut [u8], length: usize) -> Option<usize> {
        match &mut self.security {
            Some(security) => security.outbound.protect_rtcp(packet, length).ok(),
            None => Some(length).filter(|_| !self.awaits_keys()),
        }
    }

    /// What came as it is, where nothing else was agreed on: before its keys are there nothing is believed.
    fn unprotected(&mut self, length: usize) -> Option<usize> {
        let awaits_keys = self.awaits_keys();
        self.report.rejected_authentication += u64::from(awaits_keys);
        (!awaits_keys).then_some(length)
    }

    fn accepted(&mut self, opened: Result<usize, SrtpError>) -> Option<usize> {
        let count = match &opened {
            Ok(_) => return opened.ok(),
            Err(SrtpError::Replayed) => &mut self.report.rejected_replay,
            Err(_) => &mut self.report.rejected_authentication,
        };
        *count += 1;
        None
    }
}
