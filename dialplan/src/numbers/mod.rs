//! The numbers of routes: how they are written, and which of them a dialled one belongs to.

mod callers;
mod pattern;
mod range;
mod sample;
mod table;
mod written;

pub(crate) use callers::Callers;
pub(crate) use table::{Links, Table};
pub(crate) use written::{Number, To, one};
