//! A room of the section `conferences`.

use serde::Serialize;

/// A room where all callers who come to it hear each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Conference {
    /// Its name in the plan, by which callers of several numbers meet.
    pub name: String,
    /// How many find room.
    pub members: usize,
    /// Whether all hear two tones when someone comes or goes.
    pub chimes: bool,
}
