//! Events as one pure value: people, what is known of them, and who watches them.
//!
//! `subscribe` and `publish` take requests whose sender is known, `people` keeps the facts, `tell` writes what a watcher
//! is told. News are marked at once and told in batches, so that a thousand watchers of one lamp hold up nobody.

#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod board;
mod contacts;
mod effect;
mod house;
mod input;
mod leave;
mod limits;
mod people;
mod person;
mod publish;
mod subscribe;
mod tell;
mod watch;
mod watches;

#[cfg(test)]
mod tests;

pub use board::Board;
pub use effect::{Counted, Effect};
pub use house::{House, Member};
pub use input::{Input, Registered};
