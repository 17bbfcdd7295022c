//! Why a URI leads nowhere.

/// No hop was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LocateError {
    /// It needs a transport that we do not have.
    #[error("its transport is not one of ours")]
    Transport,
    /// The domain says that it offers no SIP service (RFC 2782: a target of `.`).
    #[error("its domain offers no SIP service")]
    NotOffered,
    /// The name has no address that we can reach.
    #[error("its name has no address")]
    NoAddress,
    /// DNS did not answer; it may later.
    #[error("DNS did not answer")]
    Unanswered,
}
