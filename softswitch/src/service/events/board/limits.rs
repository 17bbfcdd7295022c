//! How much is kept and how fast it is told.

/// Subscriptions at once; a SUBSCRIBE beyond gets 503.
pub(super) const WATCHES_MAX: usize = 50_000;
/// Subscriptions of one user; a SUBSCRIBE beyond gets 503.
pub(super) const WATCHES_PER_USER_MAX: usize = 1_000;
/// Subscriptions from one address, behind which a whole office may be; a SUBSCRIBE beyond gets 503.
pub(super) const WATCHES_PER_ADDRESS_MAX: usize = 10_000;
/// Subscriptions that are worked on in one turn; the others wait for the next.
pub(super) const BATCH_MAX: usize = 64;
/// Bytes of a body over UDP: with the headers it stays below 1,300 (RFC 3261 §18.1.1).
pub(super) const NARROW_BODY_BYTES_MAX: usize = 750;
/// Bytes of a body over a stream.
pub(super) const WIDE_BODY_BYTES_MAX: usize = 16_384;
/// Contacts that went, whose reason is remembered for who was not told yet.
pub(super) const GONE_MAX: usize = 16;
/// Older subscriptions of one phone to the same that a new one makes us ask for; more would let one SUBSCRIBE cause many
/// NOTIFYs.
pub(super) const DOUBLES_MAX: usize = 4;
