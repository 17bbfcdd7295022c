//! Why a message cannot open a dialog or belong to one.

use crate::message::{HeaderError, StatusCode};

/// The peer's fault in a message of a dialog.
#[derive(Debug, thiserror::Error)]
pub enum DialogError {
    /// A header the dialog is made of cannot be read.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// A dialog needs exactly one Contact with a URI (§12.1.1, §12.1.2).
    #[error("Contact is missing or is not a single address")]
    Contact,
    /// A response that opens a dialog must have a To tag (§12.1.2).
    #[error("the response has no To tag")]
    ToTag,
    /// The CSeq is not above the last one (§12.2.2).
    #[error("CSeq {got} is not above {last}")]
    OldCSeq {
        /// What came.
        got: u32,
        /// The highest that came before.
        last: u32,
    },
}

impl DialogError {
    /// What a request with this fault is answered.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Header(_) | Self::Contact | Self::ToTag => StatusCode::BAD_REQUEST,
            Self::OldCSeq { .. } => StatusCode::SERVER_INTERNAL_ERROR,
        }
    }
}
