use crate::codec::Codec;
use crate::dsp::Spoken;
use crate::rtp::Header;

/// A packet that was accepted from a phone and may be sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) header: Header,
    pub(crate) content: Content,
    pub(crate) payload_bytes: usize,
    /// Of the packet, without what protected it.
    pub(crate) length: usize,
    /// What its voice says of keys, where the peer wants them in another form.
    pub(crate) spoken: Spoken,
}

/// What a packet carries, whatever payload number each leg has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Voice(Codec),
    /// RFC 4733.
    TelephoneEvent,
    /// RFC 3389.
    ComfortNoise,
}
