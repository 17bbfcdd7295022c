use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use crate::codec::Codec;
use crate::rtp::Header;

/// The longest payload that is recorded: an Opus frame at its highest rate (RFC 6716 §3.4).
const PAYLOAD_MAX: usize = 1_275;

/// A recording under way, as the one who asked for it holds it. Dropping it does not stop it.
#[derive(Clone, Debug)]
pub struct Recording {
    state: Arc<State>,
}

/// A recording under way, as a stream holds it: it ends with the last of these.
#[derive(Clone, Debug)]
pub struct Tape {
    state: Arc<State>,
    _held: Arc<()>,
    deck: Arc<dyn Deck>,
}

/// What the media threads, the recorder and the call know of a recording.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) number: u64,
    is_paused: AtomicBool,
    lost: AtomicU64,
    has_failed: AtomicBool,
}

/// What takes the packets of recordings; called on the packet path, so it must not wait.
pub(crate) trait Deck: fmt::Debug + Send + Sync {
    /// `false`: there is no room.
    fn take(&self, piece: Piece) -> bool;
}

/// Which side of a recording a packet is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TapeSide {
    /// The phone said it.
    Said,
    /// The phone hears it.
    Heard,
}

/// A packet to be recorded.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) number: u64,
    pub(super) side: TapeSide,
    pub(super) at: Instant,
    pub(super) codec: Codec,
    pub(super) ssrc: u32,
    pub(super) timestamp: u32,
    length: usize,
    bytes: [u8; PAYLOAD_MAX],
}

impl Recording {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self { state }
    }

    /// While it is paused, both sides of the file are silent; its time goes on.
    pub fn pause(&self, is_paused: bool) {
        self.state.is_paused.store(is_paused, Ordering::Relaxed);
    }

    /// Packets that found no room in the recorder's queue: 20 ms of silence each.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.state.lost.load(Ordering::Relaxed)
    }

    /// The file could not be written to its end.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.state.has_failed.load(Ordering::Relaxed)
    }
}

impl Tape {
    pub(crate) fn new(state: Arc<State>, held: Arc<()>, deck: Arc<dyn Deck>) -> Self {
        Self {
            state,
            _held: held,
            deck,
        }
    }

    /// Takes a packet of the phone; called on the packet path.
    pub(crate) fn take(&self, at: Instant, side: TapeSide, codec: Codec, header: &Header, payload: &[u8]) {
        if self.state.is_paused.load(Ordering::Relaxed) {
            return;
        }
        let source = (header.ssrc, header.timestamp);
        let piece = Piece::new(self.state.number, (side, codec), at, source, payload);
        let is_taken = piece.is_some_and(|piece| self.deck.take(piece));
        if !is_taken {
            self.state.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl State {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    pub(crate) fn fail(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }
}

impl Piece {
    /// `None`: the payload is longer than any.
    pub(super) fn new(
        number: u64,
        (side, codec): (TapeSide, Codec),
        at: Instant,
        (ssrc, timestamp): (u32, u32),
        payload: &[u8],
    ) -> Option<Self> {
        let mut bytes = [0; PAYLOAD_MAX];
        bytes.get_mut(..payload.len())?.copy_from_slice(payload);
        Some(Self {
            number,
            side,
            at,
            codec,
            ssrc,
            timestamp,
            length: payload.len(),
            bytes,
        })
    }

    pub(super) fn payload(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}
