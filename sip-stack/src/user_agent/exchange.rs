//! Offer and answer before the final response (RFC 3262 §5, RFC 3311 §5, RFC 6337 §2.2): bodies are bytes here, and
//! only who owes what is known.

/// How far the first exchange of one dialog has come. What an unreliable 18x says does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exchange {
    /// The INVITE asks for an offer and none was made.
    Nothing,
    /// Ours waits for its answer.
    OfferSent,
    /// The peer's waits for its answer.
    OfferReceived,
    /// Both are through: a new offer may be made by UPDATE, and SDP in the 2xx says nothing new.
    Settled,
}

impl Exchange {
    /// Why an offer of the peer must wait.
    pub(super) fn busy(self) -> Busy {
        match self {
            Self::Nothing | Self::OfferReceived => Busy::Theirs,
            Self::OfferSent => Busy::Ours,
            Self::Settled => Busy::No,
        }
    }
}

/// What stands in the way of a new offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Busy {
    /// Nothing.
    No,
    /// An offer of ours is unanswered: theirs gets 491 (RFC 3311 §5.2).
    Ours,
    /// An offer of the peer is unanswered: another gets 500 and Retry-After.
    Theirs,
}
