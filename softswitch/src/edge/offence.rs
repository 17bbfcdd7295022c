//! What a source can do wrong, and how much it weighs.

/// What a source did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offence {
    /// A password that is wrong, of a user that exists.
    WrongPassword,
    /// A password for the name of nobody.
    UnknownUser,
    /// A wrong password with a challenge that another address was given: who sent it may not hear our answers.
    BorrowedNonce,
    /// Wrong passwords for more names than people behind one address have.
    ManyNames,
    /// A message that cannot be read.
    Malformed,
    /// A request for a name or number that is not ours.
    Probing,
    /// The User-Agent of a known scanner.
    Scanner,
}

impl Offence {
    /// How much it adds. A wrong password happens to people; those of many names do not. A name weighs the same whether
    /// it is a user's or nobody's: bans must not tell which users exist.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::WrongPassword | Self::UnknownUser | Self::BorrowedNonce => 1.0,
            Self::Malformed | Self::Probing => 2.0,
            Self::ManyNames => 3.0,
            Self::Scanner => 5.0,
        }
    }

    /// Whether someone else could have sent it under this address to have it banned: it takes no answer of ours.
    pub(super) fn may_be_forged(self) -> bool {
        !matches!(self, Self::WrongPassword | Self::UnknownUser | Self::ManyNames)
    }

    /// A short constant name, for counters and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongPassword => "wrong-password",
            Self::UnknownUser => "unknown-user",
            Self::BorrowedNonce => "borrowed-nonce",
            Self::ManyNames => "many-names",
            Self::Malformed => "malformed",
            Self::Probing => "probing",
            Self::Scanner => "scanner",
        }
    }
}
