//! Why a transaction ended without an answer.

/// Why a client transaction got no final response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Failure {
    /// No answer in time (timers B and F): to be treated as 408 (RFC 3261 §8.1.3.1).
    #[error("no answer in time")]
    Timeout,
    /// The request could not be sent: to be treated as 503 (RFC 3261 §8.1.3.1).
    #[error("the request could not be sent")]
    Transport,
}
