//! Symmetric RTP (RFC 4961), guarded: which source is believed to be the phone, and where to send to it.
//!
//! The address in SDP is believed at once. Behind NAT packets come from elsewhere: such a source is believed after a
//! short run of consecutive packets of one SSRC, and only until one source is locked; then nothing but a new
//! negotiation opens the latch. Nobody else can turn a call's audio to himself by sending to our port.

use std::net::SocketAddr;

/// How sources other than the one in SDP are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LatchPolicy {
    /// A source other than the one in SDP is believed after probation, until one is locked.
    #[default]
    Guarded,
    /// Only the source in SDP is believed.
    Strict,
}

/// Consecutive packets that a source must send before it is believed.
const PROBATION: u8 = 3;
/// The same for the source that was locked before the phone named another one: its last packets may still be on
/// the way, and only a phone that goes on sending from there means it.
const PROBATION_OF_FORMER: u8 = 50;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Latch {
    policy: LatchPolicy,
    /// From SDP.
    expected: SocketAddr,
    /// Where to send.
    target: SocketAddr,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Open {
        /// Locked before the phone named another address.
        former: Option<SocketAddr>,
        candidate: Option<Candidate>,
    },
    Locked(SocketAddr),
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    source: SocketAddr,
    ssrc: u32,
    next_sequence: u16,
    run: u8,
}

impl Latch {
    pub(crate) fn new(policy: LatchPolicy, expected: SocketAddr) -> Self {
        let state = State::Open {
            former: None,
            candidate: None,
        };
        Self {
            policy,
            expected,
            target: expected,
            state,
        }
    }

    /// A negotiation ended with this address; the latch is open again.
    pub(crate) fn negotiate(&mut self, expected: SocketAddr) {
        let former = match self.state {
            State::Locked(source) if expected != self.expected => Some(source),
            State::Locked(_) => None,
            State::Open { former, .. } => former,
        };
        if expected != self.expected {
            (self.expected, self.target) = (expected, expected);
        }
        self.state = State::Open {
            former: former.filter(|former| *former != self.target),
            candidate: None,
        };
    }

    /// Whether nothing that comes from there can be the phone's.
    pub(crate) fn excludes(&self, source: SocketAddr) -> bool {
        match self.state {
            State::Locked(locked) => locked != source,
            State::Open { .. } => self.policy == LatchPolicy::Strict && source != self.expected,
        }
    }

    /// Whether a packet is the phone's.
    pub(crate) fn receive(&mut self, source: SocketAddr, ssrc: u32, sequence: u16) -> bool {
        let State::Open { former, candidate } = self.state else {
            return matches!(self.state, State::Locked(locked) if locked == source);
        };
        // The target is the address in SDP, or the source that held the lock when a re-INVITE confirmed that address.
        let is_known =
            source == self.expected || self.policy == LatchPolicy::Guarded && source == self.target;
        if is_known {
            self.lock(source);
            return true;
        }
        if self.policy == LatchPolicy::Strict {
            return false;
        }
        let run = match candidate {
            Some(known)
                if known.source == source && known.ssrc == ssrc && known.next_sequence == sequence =>
            {
                known.run + 1
            }
            _ => 1,
        };
        let needed = if former == Some(source) {
            PROBATION_OF_FORMER
        } else {
            PROBATION
        };
        if run >= needed {
            self.lock(source);
            return true;
        }
        let candidate = Some(Candidate {
            source,
            ssrc,
            next_sequence: sequence.wrapping_add(1),
            run,
        });
        self.state = State::Open { former, candidate };
        false
    }

    /// The phone has proved that it is there, by more than an address.
    pub(crate) fn confirm(&mut self, source: SocketAddr) {
        if self.policy == LatchPolicy::Guarded || source == self.expected {
            self.lock(source);
        }
    }

    /// The phone, which has proved that it knows our password, wants to be sent to there.
    pub(crate) fn nominate(&mut self, source: SocketAddr) {
        self.lock(source);
    }

    /// Where the phone is sent to.
    pub(crate) fn target(&self) -> SocketAddr {
        self.target
    }

    fn lock(&mut self, source: SocketAddr) {
        self.target = source;
        self.state = State::Locked(source);
    }
}

#[cfg(test)]
mod tests;
