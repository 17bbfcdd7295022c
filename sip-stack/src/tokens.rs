//! Identifiers that nobody can guess: branches, tags, Call-IDs (RFC 3261 §8.1.1.4, §8.1.1.7, §19.3).
//!
//! All randomness of the signalling side comes from here, out of one 32-byte seed: the same seed gives the
//! same run. The generator is ChaCha, so tokens stay unguessable as long as the seed is secret.
//! Only [`Tokens::from_os`] reads the system's entropy; the machines are handed their generator.

use std::fmt;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

/// What every branch of RFC 3261 starts with (§8.1.1.7).
pub const MAGIC_COOKIE: &str = "z9hG4bK";

/// The branch of one of our own client transactions (RFC 3261 §8.1.1.7); printed with the magic cookie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Branch(u128);

impl Branch {
    /// Reads a branch back from a Via; `None` if it was not made by [`Tokens::branch`].
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix(MAGIC_COOKIE)?;
        let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if hex.len() != 32 || !hex.bytes().all(lower_hex) {
            return None;
        }
        u128::from_str_radix(hex, 16).ok().map(Self)
    }

    /// Its second half, which a proxy gives a meaning (RFC 5393 §4.2.1).
    pub(crate) fn mark(self) -> u64 {
        // The low half is meant.
        (self.0 & u128::from(u64::MAX)) as u64
    }
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MAGIC_COOKIE}{:032x}", self.0)
    }
}

/// The source of all identifiers and random waits; one per endpoint and one per usage.
#[derive(Debug)]
pub struct Tokens(StdRng);

impl Tokens {
    /// A generator that replays the same tokens for the same seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(StdRng::from_seed(seed))
    }

    /// A generator seeded by the operating system, for the program's start.
    pub fn from_os() -> Self {
        Self(rand::make_rng())
    }

    /// A child generator, independent of what the parent makes afterwards.
    pub fn fork(&mut self) -> Self {
        Self::from_seed(self.secret())
    }

    /// A branch with 128 random bits.
    pub fn branch(&mut self) -> Branch {
        Branch(self.0.random())
    }

    /// A branch with 64 random bits and that second half.
    pub(crate) fn marked_branch(&mut self, mark: u64) -> Branch {
        Branch(u128::from(self.0.random::<u64>()) << 64 | u128::from(mark))
    }

    /// A From or To tag with 64 random bits (RFC 3261 §19.3 asks for 32).
    pub fn tag(&mut self) -> Box<str> {
        format!("{:016x}", self.0.random::<u64>()).into()
    }

    /// A Call-ID with 128 random bits and no host part, so that it does not betray our address.
    pub fn call_id(&mut self) -> Box<str> {
        format!("{:032x}", self.0.random::<u128>()).into()
    }

    /// 32 random bytes, for keys.
    pub fn secret(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A number below 2^62, as SDP wants its session identifiers.
    pub fn number(&mut self) -> u64 {
        self.0.random::<u64>() >> 2
    }

    /// A first CSeq number, small enough never to reach 2^31 (RFC 3261 §8.1.1.5).
    pub fn cseq(&mut self) -> u32 {
        self.0.random_range(1..=0xffff)
    }

    /// A wait in steps of 10 ms, both ends included (RFC 3261 §14.1).
    pub fn wait(&mut self, least: Duration, most: Duration) -> Duration {
        let steps = |time: Duration| u64::try_from(time.as_millis() / 10).unwrap_or(u64::MAX / 10);
        let (least, most) = (steps(least), steps(most));
        Duration::from_millis(10 * self.0.random_range(least..=most.max(least)))
    }

    /// A number from 0 to `most`, both included.
    pub fn up_to(&mut self, most: u32) -> u32 {
        self.0.random_range(0..=most)
    }

    /// A whole number of seconds, both ends included, for Retry-After.
    pub fn seconds(&mut self, most: u32) -> u32 {
        self.0.random_range(0..=most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_tokens() {
        let (mut a, mut b) = (Tokens::from_seed([7; 32]), Tokens::from_seed([7; 32]));
        assert_eq!(a.branch(), b.branch());
        assert_eq!(a.tag(), b.tag());
        assert_eq!(a.call_id(), b.call_id());
        assert_ne!(a.call_id(), Tokens::from_seed([8; 32]).call_id());
    }

    #[test]
    fn a_fork_differs_from_its_parent() {
        let mut parent = Tokens::from_seed([1; 32]);
        let mut child = parent.fork();
        assert_ne!(parent.branch(), child.branch());
    }

    #[test]
    fn a_branch_survives_printing_and_foreign_branches_are_refused() {
        let branch = Tokens::from_seed([3; 32]).branch();
        assert_eq!(Branch::parse(&branch.to_string()), Some(branch));
        for foreign in [
            "",
            "z9hG4bK",
            "z9hG4bK776asdhds",
            "1234",
            &branch.to_string().to_uppercase(),
        ] {
            assert_eq!(Branch::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn waits_stay_between_their_ends_in_steps_of_ten_milliseconds() {
        let mut tokens = Tokens::from_seed([9; 32]);
        for _ in 0..1000 {
            let wait = tokens.wait(Duration::from_millis(2100), Duration::from_secs(4));
            assert!((2100..=4000).contains(&wait.as_millis()) && wait.as_millis().is_multiple_of(10));
        }
    }
}
