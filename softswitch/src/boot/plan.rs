//! The dialplan's files, compiled for the users there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use arc_swap::ArcSwap;
use config::{Outline, Settings};
use dialplan::{Context, Diagnostics, Graph, Source};

use super::StartError;
use crate::service::prompts::Prompts;
use crate::service::users::Users;

/// Reads and compiles the plan of the settings.
///
/// # Errors
/// Every mistake in the plan.
pub fn compile(settings: &Settings, extensions: &BTreeSet<String>) -> Result<Arc<Graph>, Diagnostics> {
    compile_sources(&read(settings)?, settings, extensions)
}

/// The mistakes of the plan beside settings that have mistakes of their own; `None`: none are found.
#[must_use]
pub fn mistakes(outline: Outline) -> Option<Diagnostics> {
    let sources = match dialplan::read(&outline.dialplan) {
        Ok(sources) => sources,
        Err(mistakes) => return Some(mistakes),
    };
    let context = Context {
        extensions: outline.extensions,
        trunks: outline.trunks,
        prompt_exists: &|path: &str| outline.dir.join(path).is_file(),
    };
    dialplan::compile(&sources, &context).err()
}

/// The dialplan, read.
pub(super) struct Plan {
    /// Its files.
    pub(super) sources: Vec<Source>,
    /// What calls follow.
    pub(super) in_force: Arc<ArcSwap<Graph>>,
    /// The sounds it plays.
    pub(super) prompts: Prompts,
}

/// Reads the plan, its files and the sounds it plays.
pub(super) fn load(settings: &Settings, users: &Users) -> Result<Plan, StartError> {
    let sources = read(settings)?;
    let plan = compile_sources(&sources, settings, &users.extensions())?;
    let mut prompts = Prompts::load(&settings.dir, plan.prompts())?;
    if let Some(music) = &settings.media.music_on_hold {
        prompts = prompts.with_music(music)?;
    }
    Ok(Plan {
        sources,
        in_force: Arc::new(ArcSwap::new(plan)),
        prompts,
    })
}

/// Reads the files of the plan.
///
/// # Errors
/// Every file that cannot be read.
pub fn read(settings: &Settings) -> Result<Vec<Source>, Diagnostics> {
    dialplan::read(&settings.dialplan)
}

/// Compiles files that were read before.
///
/// # Errors
/// Every mistake in the plan.
pub fn compile_sources(
    sources: &[Source],
    settings: &Settings,
    extensions: &BTreeSet<String>,
) -> Result<Arc<Graph>, Diagnostics> {
    let context = Context {
        extensions: extensions.clone(),
        trunks: settings.trunks.iter().map(|trunk| trunk.name.clone()).collect(),
        prompt_exists: &|path: &str| settings.dir.join(path).is_file(),
    };
    dialplan::compile(sources, &context)
}
