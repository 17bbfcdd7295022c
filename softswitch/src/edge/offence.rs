//! What a source can do wrong, and how much it weighs.

/// What a source did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offence {
    /// A password that is wrong, of a user that exists.
    WrongPassword,
    /// The name of nobody.
    UnknownUser,
    /// A message that cannot be read.
    Malformed,
    /// A request for a name or number that is not ours.
    Probing,
    /// The User-Agent of a known scanner.
    Scanner,
}

impl Offence {
    /// How much it adds. A wrong password happens to people; the names of many nobodies do not.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::WrongPassword => 1.0,
            Self::Malformed | Self::Probing => 2.0,
            Self::UnknownUser => 3.0,
            Self::Scanner => 5.0,
        }
    }

    /// Whether someone else could have sent it under this address to have it banned: it takes no answer of ours.
    pub(super) fn may_be_forged(self) -> bool {
        !matches!(self, Self::WrongPassword | Self::UnknownUser)
    }

    /// A short constant name, for counters and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongPassword => "wrong-password",
            Self::UnknownUser => "unknown-user",
            Self::Malformed => "malformed",
            Self::Probing => "probing",
            Self::Scanner => "scanner",
        }
    }
}
