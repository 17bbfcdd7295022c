//! A call that nobody makes: the interpreter of real calls, a world that answers its ops, and a clock that is
//! only counted.

mod end;
mod happening;
mod moment;
mod ringing;
mod simulation;
mod time;
mod world;

pub use end::End;
pub use happening::{Happening, Rung};
pub use moment::Moment;
pub use simulation::Simulation;
pub use world::{Reaction, World};
