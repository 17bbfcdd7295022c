//! In which order the members of a group are rung.

use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::group::Member;
use super::standing::Standing;
use super::turn::Turn;

/// Who is rung when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// All at once.
    All,
    /// One after the other, as they are listed.
    InOrder,
    /// As they are listed, beginning with the one after who was first the last time.
    RoundRobin,
    /// In any order.
    Random,
    /// In any order, those with more weight more often first.
    Weighted,
    /// Whose last conversation is longest ago comes first.
    LeastRecent,
    /// Who has answered the fewest calls comes first.
    FewestCalls,
}

impl Strategy {
    /// Each by its name in the plan.
    pub(crate) const NAMED: [(&'static str, Self); 7] = [
        ("all", Self::All),
        ("in-order", Self::InOrder),
        ("round-robin", Self::RoundRobin),
        ("random", Self::Random),
        ("weighted", Self::Weighted),
        ("least-recent", Self::LeastRecent),
        ("fewest-calls", Self::FewestCalls),
    ];

    pub(super) fn turn(self, members: &[Member], standing: &Standing) -> Turn {
        let mut places: Vec<usize> = (0..members.len()).collect();
        match self {
            Self::All | Self::InOrder => {}
            Self::RoundRobin => {
                let last = members
                    .iter()
                    .position(|member| Some(member.extension.as_str()) == standing.last.as_deref());
                places.rotate_left(last.map_or(0, |last| (last + 1) % members.len()));
            }
            Self::Random => places = drawn(members, standing.draw, |_| 1),
            Self::Weighted => places = drawn(members, standing.draw, |member| member.weight),
            // Who talks has not been idle at all; of equals the first in the list comes first.
            Self::LeastRecent => places.sort_by_key(|place| {
                let line = standing.line(&members[*place].extension);
                let idle = line.idle.unwrap_or(Duration::MAX);
                Reverse(if line.talks { Duration::ZERO } else { idle })
            }),
            Self::FewestCalls => {
                places.sort_by_key(|place| standing.line(&members[*place].extension).answered);
            }
        }
        places.into_iter().collect()
    }
}

/// One after the other is drawn of those that are left, each as often as its weight says.
fn drawn(members: &[Member], draw: u64, weight: impl Fn(&Member) -> u64) -> Vec<usize> {
    let mut left: Vec<(usize, u64)> = members.iter().map(&weight).enumerate().collect();
    let mut state = draw;
    let mut places = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let all: u64 = left.iter().map(|(_, weight)| weight).sum();
        let mut rest = split_mix(&mut state) % all.max(1);
        let chosen = left
            .iter()
            .position(|(_, weight)| match rest.checked_sub(*weight) {
                Some(after) => {
                    rest = after;
                    false
                }
                None => true,
            });
        places.push(left.remove(chosen.unwrap_or(0)).0);
    }
    places
}

/// Splitmix64 (Steele, Lea, Flood 2014): every seed gives a good first number.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// By its name in the plan.
impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::NAMED.iter().find(|(_, strategy)| strategy == self);
        f.write_str(named.map_or("all", |(name, _)| name))
    }
}

#[cfg(test)]
#[path = "strategy_tests.rs"]
mod tests;
