//! Groups: users who are rung together, or one after the other in an order that the strategy chooses.
//!
//! A run asks the world whose turn it is; what the world knows of the members is a [`Standing`], and the same function
//! makes the [`Turn`] of simulated and of real calls from it.

mod group;
mod hunt;
mod named;
mod reading;
mod standing;
mod strategy;
mod turn;

pub use group::{Group, Member};
pub(crate) use hunt::Hunt;
pub(crate) use named::Groups;
pub use standing::{Line, Standing};
pub use strategy::Strategy;
pub use turn::Turn;
