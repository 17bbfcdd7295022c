//! The steps of a route, one file each: how it is written, and the op it asks for.

mod action;
mod answer;
mod caller;
mod conference;
mod echo;
mod external;
mod hangup;
mod hours;
mod menu;
mod named;
mod play;
mod record;
mod ring;
mod say;
mod tone;

pub(crate) use action::{Action, Step};
pub(crate) use ring::Ring;
