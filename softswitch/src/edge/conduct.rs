//! What is told of a source by those who know its requests better.

use super::offence::Offence;

/// How a request turned out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// It had the right password of this user.
    Proved {
        /// Who.
        user: String,
    },
    /// Something was wrong.
    Offended {
        /// Whose password was tried; it may be the name of nobody.
        user: Option<String>,
        /// What.
        offence: Offence,
    },
}
