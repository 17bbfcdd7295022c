//! One entry of `groups`, checked.

use std::fmt;
use std::time::Duration;

use super::standing::Standing;
use super::strategy::Strategy;
use super::turn::Turn;
use crate::extension::Extension;

/// Users who are rung together, or one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name in the plan.
    pub name: String,
    /// Who belongs to it, at least one.
    pub members: Vec<Member>,
    /// Who is rung when.
    pub strategy: Strategy,
    /// How long all ring together, or each in turn.
    pub timeout: Duration,
    /// How often everybody has a turn.
    pub rounds: usize,
    /// Who talks is left out.
    pub skip_busy: bool,
}

/// One of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub extension: Extension,
    /// How long it rings in turn, if not as long as everybody.
    pub timeout: Option<Duration>,
    /// How often it comes before others.
    pub weight: u64,
}

impl Group {
    /// Whose turn it is.
    #[must_use]
    pub fn turn(&self, standing: &Standing) -> Turn {
        let mut turn = self.strategy.turn(&self.members, standing);
        turn.retain(|place| {
            let member = self.members.get(place);
            !self.skip_busy || member.is_some_and(|member| !standing.talks(&member.extension))
        });
        turn
    }

    /// The longest it can ring.
    pub(crate) fn ring_time(&self) -> Duration {
        if self.strategy == Strategy::All {
            return self.timeout;
        }
        let each = self.members.iter().map(|member| self.time_of(member));
        each.sum::<Duration>()
            .saturating_mul(u32::try_from(self.rounds).unwrap_or(u32::MAX))
    }

    pub(super) fn time_of(&self, member: &Member) -> Duration {
        member.timeout.unwrap_or(self.timeout)
    }
}

/// Its name, how it is rung, and who belongs to it.
impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}):", self.name, self.strategy)?;
        for (at, member) in self.members.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma} {}", member.extension)?;
        }
        Ok(())
    }
}
