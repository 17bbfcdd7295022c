/// Why a packet is not protected or unprotected; it is dropped and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SrtpError {
    /// It is too short, or no RTP or RTCP at all.
    #[error("no packet of secure RTP")]
    Malformed,
    /// Its tag is wrong: another key, another sender, or a changed packet.
    #[error("the packet is not authentic")]
    Authentication,
    /// It came before, or is too old to know; sent, it would use a part of the key stream twice.
    #[error("the packet was there before")]
    Replayed,
    /// Of a source that this key is not for.
    #[error("the packet is of another source")]
    OtherSource,
    /// The key has been used as often as it may be (RFC 3711 §9.2).
    #[error("the key is used up")]
    UsedUp,
    /// The buffer has no room for the tag.
    #[error("no room for the tag")]
    NoRoom,
}
