//! `softswitch graph`: the dialplan as a picture.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use dialplan::{Picture, Proof};

use super::office::{self, Fault};
use super::{sounds, terminal};

/// How the picture is told.
#[derive(Debug, Args)]
pub struct Graph {
    /// In which form
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show which ways the tests beside the plan take
    #[arg(long)]
    coverage: bool,
    /// Write it to a file instead
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A form of picture.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Text that many editors and wikis draw
    #[default]
    Mermaid,
    /// A drawing for browsers
    Svg,
    /// Nodes and edges for programs
    Json,
}

/// Prints or writes the picture.
pub(super) fn graph(config: &Path, how: &Graph) -> Result<(), Fault> {
    let office = office::read(config)?;
    let mut picture = Picture::of(&office.plan);
    if how.coverage {
        picture = picture.with_tests(&Proof::of(&office.plan, &sounds::lengths(&office)?));
    }
    let text = match how.format {
        Format::Mermaid => picture.to_mermaid(),
        Format::Svg => picture.to_svg(),
        Format::Json => serde_json::to_string_pretty(&picture)?,
    };
    match &how.output {
        None => terminal::say(text.trim_end()),
        Some(file) => fs::write(file, text).map_err(|error| Fault::Write {
            file: file.clone(),
            error,
        })?,
    }
    Ok(())
}
