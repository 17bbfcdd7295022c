//! `softswitch diff OLD NEW`: what a new dialplan changes for callers.

use std::path::{Path, PathBuf};

use clap::Args;
use config::Settings;
use dialplan::Comparison;

use super::office::{self, Fault, Office};
use super::{sounds, terminal};
use crate::boot::plan;

/// What is compared.
#[derive(Debug, Args)]
pub struct Diff {
    /// A dialplan's file, or a folder with settings
    old: PathBuf,
    /// The same, as it will be
    new: PathBuf,
    /// Print the changes as JSON
    #[arg(long)]
    json: bool,
}

/// Prints what is otherwise, with the calls for which it is.
pub(super) fn diff(config: &Path, what: &Diff) -> Result<(), Fault> {
    let (old, new) = (read(config, &what.old)?, read(config, &what.new)?);
    let (before, after) = (sounds::lengths(&old)?, sounds::lengths(&new)?);
    let comparison = Comparison::of((&old.plan, &before), (&new.plan, &after));
    if what.json {
        terminal::say(&serde_json::to_string_pretty(&comparison)?);
        return Ok(());
    }
    for change in &comparison.changes {
        terminal::say(&change.to_string());
    }
    let changed: usize = comparison.changes.iter().map(|change| change.calls.len()).sum();
    let told = format!("{changed} of {} calls go otherwise", comparison.calls);
    terminal::say(&match comparison.left_out {
        0 => told,
        left_out => format!("{told}; {left_out} more were not tried"),
    });
    Ok(())
}

/// A folder's own settings, or this plan under the settings of `--config`.
fn read(config: &Path, path: &Path) -> Result<Office, Fault> {
    if path.is_dir() {
        return office::read(path);
    }
    let settings = Settings {
        dialplan: vec![path.to_owned()],
        ..office::settings(config)?
    };
    let extensions = settings.users.iter().map(|user| user.extension.clone()).collect();
    let sources = plan::read(&settings)?;
    let plan = plan::compile_sources(&sources, &settings, &extensions)?;
    Ok(Office {
        settings,
        plan,
        sources,
    })
}
