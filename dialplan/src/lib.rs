//! Dialplans as checked data: YAML → [`compile`] → an immutable [`Graph`] → [`Run`].
//!
//! A run yields an [`Op`] and is resumed with its [`Outcome`]; it reaches neither SIP nor media, knows no clock and
//! always ends. Every mistake in the text is told at once, with its place and a remedy ([`Diagnostics`]).

mod cases;
mod chart;
mod compare;
mod compile;
mod conference;
mod conferences;
mod digits;
mod entry;
mod extension;
mod gather;
mod graph;
mod groups;
mod hours;
mod limits;
mod menu;
mod menus;
mod numbers;
mod op;
mod outcome;
mod prompts;
mod read;
mod route;
mod run;
mod said;
mod schema;
mod simulate;
mod step;
mod steps;
mod visit;
mod ways_out;

pub use cases::{Fault, Proof, Verdict};
pub use chart::{Edge, Exit, Kind, Picture, Place};
pub use compare::{Change, Comparison};
pub use compile::{Context, compile};
pub use conference::{Conference, Entry, Moderation, Pin};
pub use digits::{DIGITS_MAX, Digits};
pub use extension::Extension;
pub use gather::{Answers, Gather};
pub use graph::Graph;
pub use groups::{Group, Line, Member, Standing, Strategy, Turn};
pub use hours::{BadMoment, moment};
pub use op::{Cause, MediaPath, Op, Recording, Signal, Tone};
pub use outcome::Outcome;
pub use read::read;
pub use run::{Facts, Run};
pub use said::Said;
pub use schema::schema;
pub use simulate::{End, Happening, Moment, Reaction, Rung, Simulation, World};
pub use visit::Visit;
pub use yaml::{Diagnostic, Diagnostics, Source};
