//! `softswitch schema dialplan`: the shape of a file, for editors.

use clap::ValueEnum;

use super::office::Fault;
use super::terminal;

/// A kind of file.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// A file of the dialplan
    Dialplan,
}

/// Prints its JSON Schema.
pub(super) fn schema(kind: Kind) -> Result<(), Fault> {
    let schema = match kind {
        Kind::Dialplan => dialplan::schema(),
    };
    terminal::say(&serde_json::to_string_pretty(&schema)?);
    Ok(())
}
