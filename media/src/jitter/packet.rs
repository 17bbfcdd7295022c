/// What a packet is to the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Audio of a codec.
    Voice,
    /// Audio of a codec after which its sender may stay silent (DTX).
    LastVoice,
    /// How the silence after it sounds (RFC 3389).
    Noise,
    /// A named event (RFC 4733): it takes no time of the audio's.
    Event,
}

/// A packet that came.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Its source; another one begins anew.
    pub ssrc: u32,
    /// Its place in the order.
    pub sequence: u16,
    /// When its audio begins, in ticks of the sender's clock.
    pub timestamp: u32,
    /// The talkspurt's first packet; of an event, its first.
    pub marker: bool,
    /// What it carries.
    pub kind: Kind,
    /// The time of its audio; 0 for noise and events.
    pub ticks: u32,
    /// What it brings; longer than the buffer's limit is refused.
    pub payload: &'a [u8],
}

/// What is to be heard next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken<'a> {
    /// The payload of a voice packet.
    Voice(&'a [u8]),
    /// A description of the noise that is to be heard until the next voice (RFC 3389 §3).
    Noise(&'a [u8]),
    /// An event's packet, in its place between the others.
    Event {
        /// Of the sender: all packets of an event have the same.
        timestamp: u32,
        /// As it came.
        marker: bool,
        /// As it came.
        payload: &'a [u8],
    },
    /// Audio is missing whose time has come, and later audio is there.
    Lost {
        /// How much.
        ticks: u32,
        /// The packet after it, if that is there: it may say what was lost.
        next: Option<&'a [u8]>,
    },
    /// Nothing is there, though it should be: late, or lost.
    Starved {
        /// How much to make up for now.
        ticks: u32,
    },
    /// The sender says nothing now.
    Pause {
        /// For how long, or how much of it was asked for.
        ticks: u32,
    },
    /// Nothing is to be heard until another packet comes: do not ask before [`super::JitterBuffer::due`].
    Idle,
}
